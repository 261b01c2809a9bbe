import { z } from 'zod'
import { Revision } from '../../http/fields.ts'
import { quantity } from '../stamps/fields.schema.ts'

/** Who may be let ask for stamps. */
export const REQUEST_ROLES = ['enterprise', 'officer'] as const

const CORRECTION_MINUTES_MAX = 1_440
/** Every month has this day. */
const DUE_DAY_MAX = 28

export const SettingsRecord = z.object({
  _id: z.literal('ledger'),
  issueWithoutRequest: z.boolean(),
  requestQuantityMax: z.int(),
  requestRoles: z.array(z.enum(REQUEST_ROLES)),
  correctionMinutes: z.int(),
  statementDueDay: z.int(),
  statementsRequired: z.boolean(),
  revision: z.int(),
})
export type SettingsRecord = z.infer<typeof SettingsRecord>
/** What the department has decided about the work with stamps. */
export type Settings = Omit<SettingsRecord, '_id'>

/** What holds until the administrator changes something: revision 1, kept nowhere. */
export const DEFAULT_SETTINGS: Readonly<SettingsRecord> = {
  _id: 'ledger',
  issueWithoutRequest: true,
  requestQuantityMax: 100_000,
  requestRoles: [...REQUEST_ROLES],
  correctionMinutes: 30,
  statementDueDay: 10,
  statementsRequired: false,
  revision: 1,
}

const fields = {
  issueWithoutRequest: z.boolean().meta({
    description: 'Cho cấp tem không cần đề nghị đã duyệt',
    example: true,
  }),
  requestQuantityMax: quantity.meta({
    description: 'Số tem nhiều nhất trong một đề nghị',
    example: 100_000,
  }),
  requestRoles: z
    .array(z.enum(REQUEST_ROLES))
    .min(1)
    .max(REQUEST_ROLES.length)
    .meta({ description: 'Vai trò được đề nghị cấp tem', example: ['enterprise', 'officer'] }),
  correctionMinutes: z.int().min(0).max(CORRECTION_MINUTES_MAX).meta({
    description: 'Số phút cơ sở được tự sửa biến động tem mình vừa ghi; 0: không được',
    example: 30,
  }),
  statementDueDay: z.int().min(1).max(DUE_DAY_MAX).meta({
    description: 'Ngày của tháng sau mà chậm nhất phải nộp bảng kê tem của tháng',
    example: 10,
  }),
  statementsRequired: z.boolean().meta({
    description: 'Không cấp tem tiếp cho cơ sở còn nợ bảng kê quá hạn',
    example: false,
  }),
}

export const UpdateSettings = z
  .strictObject(fields)
  .partial()
  .meta({ id: 'UpdateSettings', description: 'The settings to change; the others stay' })
export type UpdateSettings = z.output<typeof UpdateSettings>

export const SettingsView = z
  .strictObject({ ...fields, revision: Revision })
  .meta({ id: 'Settings', description: 'Quy định của Sở về việc cấp và theo dõi tem' })
