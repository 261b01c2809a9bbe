import { fieldError } from '../../errors.ts'
import { findUnit } from '../../vn/admin-units.ts'
import { localDateOf } from '../../vn/local-date.ts'
import { findProvince } from '../../vn/provinces.ts'

/** Clocks of those who record differ by so much. */
const AHEAD_MS = 300_000

/** @throws AppError 422 for a check that lies ahead */
export function assertPast(occurredAt: Date, now: Date): void {
  if (occurredAt.getTime() <= now.getTime() + AHEAD_MS) return
  throw fieldError(
    'body.occurredAt',
    'check.future',
    { vi: 'Lúc kiểm tra ở tương lai.', en: 'The check lies in the future.' },
    { vi: 'Ghi lúc đã kiểm tra, hoặc bỏ trống.', en: 'Give the time of the check, or none.' },
  )
}

/** The ward of a check with its province. @throws AppError 422 where there was none that day */
export function wardOf(wardCode: string, at: Date) {
  const ward = findWard(wardCode, at)
  if (ward !== null) return ward
  const day = localDateOf(at)
  throw fieldError(
    'body.wardCode',
    'address.ward',
    {
      vi: `Không có xã, phường mã ${wardCode} vào ngày ${day}.`,
      en: `There is no ward ${wardCode} on ${day}.`,
    },
    {
      vi: 'Tra mã xã theo danh mục có hiệu lực vào ngày đó (trước 01/07/2025: xã cũ).',
      en: 'Take the code from the list in force that day (old communes before 2025-07-01).',
    },
  )
}

/** @returns names of the day of the check, and the present code of the province */
export function findWard(wardCode: string, at: Date) {
  const unit = findUnit(wardCode, localDateOf(at))
  const province = unit === null ? null : findProvince(unit.provinceCode)
  if (unit === null || province === null) return null
  return { ward: unit.name, province: unit.provinceName, region: province.code }
}
