import { z } from 'zod'
import { Id, instant, line, orNull, page, ruled } from '../../http/fields.ts'
import { DUTIES, ROLES } from '../../http/route.ts'

export const KeyRecord = z.object({
  _id: z.string(),
  /** SHA-256 of the whole key, hex: the key itself is nowhere stored. */
  hash: z.string(),
  person: z.string(),
  role: z.enum(ROLES),
  duties: z.array(z.enum(DUTIES)),
  enterpriseId: z.string().nullable(),
  createdAt: z.date(),
  createdBy: z.string(),
  revokedAt: z.date().nullable(),
  revision: z.int(),
})
export type KeyRecord = z.infer<typeof KeyRecord>

const person = line(80, 'The person whose key it is: a staff number or full name', 'Nguyễn Văn A')
const role = z.enum(ROLES).meta({ description: 'What the key may be used for', example: 'officer' })
const duties = z
  .array(z.enum(DUTIES))
  .max(DUTIES.length)
  .meta({ description: 'Duties of an officer', example: ['reviewer'] })

export const IssueKey = ruled(
  z.strictObject({
    person,
    role,
    duties: duties.default([]),
    enterpriseId: Id.nullable()
      .default(null)
      .meta({ description: 'The enterprise that a key of role enterprise acts for' }),
  }),
  ({ role, duties, enterpriseId }) => {
    if (role !== 'officer' && duties.length > 0) {
      return {
        rule: 'key.duties',
        reason: { vi: 'Chỉ cán bộ mới có nhiệm vụ.', en: 'Only an officer has duties.' },
        remedy: { vi: 'Bỏ "duties" hoặc đặt role là officer.', en: 'Leave duties out.' },
      }
    }
    if (role !== 'enterprise' && enterpriseId !== null) {
      return {
        rule: 'key.enterprise',
        reason: {
          vi: 'Chỉ khóa của cơ sở mới gắn với cơ sở.',
          en: 'Only a key of role enterprise belongs to one.',
        },
        remedy: { vi: 'Bỏ "enterpriseId".', en: 'Leave enterpriseId out.' },
      }
    }
    return null
  },
).meta({ id: 'IssueKey', description: 'A key for a person' })
export type IssueKey = z.output<typeof IssueKey>

const shared = {
  id: z.string().meta({ description: 'Identifier of the key, its first part' }),
  person: z.string().meta({ description: 'The person' }),
  role,
  duties,
  enterpriseId: z.string().nullable().meta({ description: 'The enterprise it acts for' }),
  createdAt: instant('When it was issued'),
  revokedAt: orNull(instant('When it was revoked')),
}

export const KeyView = z.strictObject(shared).meta({ id: 'Key', description: 'A key, without it' })
export const KeyPage = page(KeyView, 'KeyPage')
export const IssuedKey = z
  .strictObject({
    ...shared,
    key: z.string().meta({ description: 'The key itself, shown in this reply only' }),
  })
  .meta({ id: 'IssuedKey', description: 'A new key' })

export const KeyParams = z.strictObject({
  id: z
    .string()
    .regex(/^[0-9a-f]{24}$/)
    .meta({ description: 'Identifier of the key' }),
})

/** Local dates have years of four digits; an example needs none near their end. */
const CLOCK_END = '2100-01-01'
const CLOCK_FAULT = {
  rule: 'clock.end',
  reason: { vi: 'Đồng hồ chỉ chạy đến hết năm 2099.', en: 'The clock ends with the year 2099.' },
  remedy: { vi: 'Gửi một thời điểm sớm hơn.', en: 'Send an earlier time.' },
}

export const SetClock = z
  .strictObject({
    now: ruled(instant('The new time; never before the present one'), (now) =>
      now < CLOCK_END ? null : CLOCK_FAULT,
    ),
  })
  .meta({ id: 'SetClock', description: 'The time of a manual clock' })
export const ClockView = z
  .strictObject({ now: instant('The time of the service') })
  .meta({ id: 'Clock', description: 'The time of the service' })
