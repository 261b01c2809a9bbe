import { z } from 'zod'
import { Id, instant, line, orNull, page, Revision, ruled } from '../../http/fields.ts'
import { Address, AddressView } from '../shared/address.schema.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { identifierFault } from './identifier.rules.ts'

export const SCHEMES = ['MST10', 'MST13', 'CCCD12'] as const
export const KINDS = ['company', 'branch', 'cooperative', 'household'] as const
export const STATUSES = [
  'draft',
  'submitted',
  'supplement_requested',
  'approved',
  'rejected',
  'suspended',
  'revoked',
] as const
export type EnterpriseStatus = (typeof STATUSES)[number]

const Identifier = ruled(
  z.strictObject({
    scheme: z.enum(SCHEMES).meta({
      description: 'MST10, MST13: tax code; CCCD12: personal number of a household head',
      example: 'MST10',
    }),
    value: z.string().min(1).max(20).meta({ description: 'The number', example: '0200120833' }),
  }),
  identifierFault,
).meta({ id: 'EnterpriseIdentifier', description: 'Số định danh tổ chức, cá nhân' })

const fields = {
  kind: z.enum(KINDS).meta({ description: 'Loại hình', example: 'cooperative' }),
  name: line(200, 'Tên cơ sở', 'Hợp tác xã nông nghiệp Thủy Nguyên'),
  legalEntityName: line(200, 'Tên pháp nhân chủ quản (của chi nhánh)', 'Công ty CP Cát Hải')
    .nullable()
    .meta({ description: 'Name of the legal entity of a branch' }),
  address: Address.nullable().meta({ description: 'Trụ sở, theo ngày có hiệu lực' }),
  representative: orNull(line(100, 'Người đại diện', 'Nguyễn Văn Ví Dụ')),
  phone: z
    .string()
    .regex(/^[0-9+ ().-]{8,20}$/)
    .nullable()
    .meta({ description: 'Điện thoại liên hệ', example: '0225 000 001' }),
}

export const CreateEnterprise = z
  .strictObject({
    identifier: Identifier,
    kind: fields.kind,
    name: fields.name,
    legalEntityName: fields.legalEntityName.default(null),
    address: fields.address.default(null),
    representative: fields.representative.default(null),
    phone: fields.phone.default(null),
  })
  .meta({ id: 'CreateEnterprise', description: 'A new dossier, as a draft' })
export type CreateEnterprise = z.output<typeof CreateEnterprise>

export const UpdateEnterprise = z
  .strictObject({
    name: fields.name.optional(),
    address: Address.optional(),
    representative: fields.representative.optional(),
    phone: fields.phone.optional(),
  })
  .meta({ id: 'UpdateEnterprise', description: 'The fields to change; the others stay' })
export type UpdateEnterprise = z.output<typeof UpdateEnterprise>

export const Move = z
  .strictObject({
    reason: orNull(line(500, 'Lý do hoặc ghi chú', 'Đủ hồ sơ')).default(null),
    documentId: Id.nullable().default(null).meta({ description: 'Văn bản kèm theo' }),
  })
  .meta({ id: 'MoveEnterprise', description: 'Reason and document of a step' })
export type Move = z.output<typeof Move>

export const EnterpriseRecord = z.object({
  _id: z.string(),
  identifier: z.object({ scheme: z.enum(SCHEMES), value: z.string() }),
  /** False once rejected or revoked: the identifier is free for a new dossier. */
  live: z.boolean(),
  legalEntityId: z.string().nullable(),
  kind: z.enum(KINDS),
  name: z.string(),
  nameFolded: z.string(),
  /** Ascending by validFrom; the last is the present one. */
  addresses: z.array(z.object({ wardCode: z.string(), street: z.string(), validFrom: z.string() })),
  representative: z.string().nullable(),
  phone: z.string().nullable(),
  status: z.enum(STATUSES),
  registeredOn: z.string().nullable(),
  revokedOn: z.string().nullable(),
  steps: z.array(
    z.object({
      status: z.enum(STATUSES),
      at: z.date(),
      by: z.string(),
      reason: z.string().nullable(),
      documentId: z.string().nullable(),
    }),
  ),
  createdAt: z.date(),
  revision: z.int(),
})
export type EnterpriseRecord = z.infer<typeof EnterpriseRecord>

/** Pháp nhân: one per ten-digit tax code, above its establishments. */
export const LegalEntityRecord = z.object({
  _id: z.string(),
  name: z.string(),
  createdAt: z.date(),
  revision: z.int(),
})
export type LegalEntityRecord = z.infer<typeof LegalEntityRecord>

const status = z.enum(STATUSES).meta({ description: 'Trạng thái hồ sơ', example: 'approved' })

export const EnterpriseView = z
  .strictObject({
    id: Id,
    identifier: z
      .strictObject({
        scheme: z.enum(SCHEMES).meta({ description: 'Scheme of the number' }),
        value: z.string().meta({ description: 'The number in its official form' }),
      })
      .meta({ description: 'Số định danh' }),
    legalEntityId: z.string().nullable().meta({ description: 'Tax code of the legal entity' }),
    kind: fields.kind,
    name: z.string().meta({ description: 'Tên cơ sở' }),
    address: AddressView.nullable().meta({ description: 'Địa chỉ hiện nay' }),
    addresses: z.array(AddressView).meta({ description: 'Mọi địa chỉ, theo ngày' }),
    representative: z.string().nullable().meta({ description: 'Người đại diện' }),
    phone: z.string().nullable().meta({ description: 'Điện thoại' }),
    status,
    registeredOn: LocalDate.nullable().meta({ description: 'Ngày được duyệt' }),
    revokedOn: LocalDate.nullable().meta({ description: 'Ngày bị thu hồi đăng ký' }),
    steps: z
      .array(
        z.strictObject({
          status,
          at: instant('When'),
          by: z.string().meta({ description: 'Who' }),
          reason: z.string().nullable().meta({ description: 'Why' }),
          documentId: z.string().nullable().meta({ description: 'Document of the step' }),
        }),
      )
      .meta({ description: 'Các bước đã qua' }),
    createdAt: instant('When the dossier was opened'),
    revision: Revision,
  })
  .meta({ id: 'Enterprise', description: 'Cơ sở sản xuất, kinh doanh' })

export const EnterprisePage = page(EnterpriseView, 'EnterprisePage')

export const EnterpriseFilter = z.strictObject({
  status: status.optional(),
})
