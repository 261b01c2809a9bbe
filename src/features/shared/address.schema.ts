import { z } from 'zod'
import { line, ruled } from '../../http/fields.ts'
import { findUnit, formerProvinceOf } from '../../vn/admin-units.ts'
import { LocalDate } from './dates.schema.ts'

const wardCode = z
  .string()
  .regex(/^\d{5}$/)
  .meta({ description: 'Mã đơn vị hành chính cấp xã tại ngày validFrom', example: '11476' })
const street = line(200, 'Số nhà, đường, thôn', 'Thôn 3')

/** An address as of the day it became valid: ward codes changed their meaning on 01/07/2025. */
export const Address = ruled(
  z.strictObject({
    wardCode,
    street,
    validFrom: LocalDate.meta({ description: 'Ngày địa chỉ có hiệu lực' }),
  }),
  ({ wardCode, validFrom }) =>
    findUnit(wardCode, validFrom) !== null
      ? null
      : {
          rule: 'address.ward',
          reason: {
            vi: `Không có xã, phường mã ${wardCode} vào ngày ${validFrom}.`,
            en: `There is no ward ${wardCode} on ${validFrom}.`,
          },
          remedy: {
            vi: 'Tra mã xã theo danh mục có hiệu lực vào ngày đó (trước 01/07/2025: xã cũ).',
            en: 'Take the code from the list in force that day (old communes before 2025-07-01).',
          },
        },
).meta({ id: 'Address', description: 'Địa chỉ kèm ngày có hiệu lực' })
export type Address = z.output<typeof Address>

export const AddressView = z
  .strictObject({
    wardCode,
    street: z.string().meta({ description: 'Số nhà, đường, thôn' }),
    validFrom: LocalDate,
    ward: z.string().meta({ description: 'Tên xã, phường', example: 'Xã Lại Xuân' }),
    district: z.string().nullable().meta({ description: 'Huyện cũ, trước 01/07/2025' }),
    province: z.string().meta({ description: 'Tỉnh, thành phố', example: 'Thành phố Hải Phòng' }),
    formerProvince: z
      .strictObject({
        code: z.string().meta({ description: 'Mã tỉnh trước 01/07/2025', example: '31' }),
        name: z.string().meta({ description: 'Tên tỉnh trước 01/07/2025' }),
      })
      .nullable()
      .meta({ description: 'Tỉnh cũ mà chính sách gọi tên; null: không xác định được' }),
  })
  .meta({ id: 'AddressView', description: 'Địa chỉ với tên đơn vị hành chính' })

export function viewAddress(address: Address): z.input<typeof AddressView> {
  const unit = findUnit(address.wardCode, address.validFrom)
  return {
    ...address,
    ward: unit?.name ?? address.wardCode,
    district: unit?.district ?? null,
    province: unit?.provinceName ?? '',
    formerProvince: formerProvinceOf(address.wardCode, address.validFrom),
  }
}

/** One line for people. */
export function addressLine(address: Address): string {
  const unit = findUnit(address.wardCode, address.validFrom)
  const parts = [address.street, unit?.name, unit?.district, unit?.provinceName]
  return parts.filter((part) => part !== undefined && part !== null && part !== '').join(', ')
}
