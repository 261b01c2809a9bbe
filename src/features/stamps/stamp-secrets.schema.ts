import { z } from 'zod'
import { instant, line, orNull, page, Revision } from '../../http/fields.ts'

/**
 * standby: known to the register, signs nothing yet; active: signs new batches, one at most;
 * retired: signs no more, its stamps stay good; leaked: others may know it, never active again.
 */
const SECRET_STATUSES = ['standby', 'active', 'retired', 'leaked'] as const
export type SecretStatus = (typeof SECRET_STATUSES)[number]

/** Highest version of a secret. */
export const SECRET_VERSION_MAX = 9_999

export const SecretRecord = z.object({
  /** Version of the secret. */
  _id: z.int(),
  /** First 16 hex digits of an HMAC: tells secrets apart, tells nothing of them. */
  fingerprint: z.string(),
  status: z.enum(SECRET_STATUSES),
  createdAt: z.date(),
  /** Why it counts as leaked; null: it does not. */
  leakReason: z.string().nullable(),
  revision: z.int(),
})
export type SecretRecord = z.infer<typeof SecretRecord>

const leakReason = line(500, 'Vì sao coi là lộ', 'Mất máy chủ dự phòng có tệp khóa')

export const SecretView = z
  .strictObject({
    version: z.int().meta({ description: 'Phiên bản của khóa', example: 2 }),
    status: z.enum(SECRET_STATUSES).meta({
      description:
        'standby: chờ; active: ký đợt tem mới; retired: thôi ký, tem cũ vẫn đúng; leaked: đã lộ',
      example: 'active',
    }),
    fingerprint: z.string().meta({ description: 'Dấu vân của khóa, không lộ khóa' }),
    createdAt: instant('Khi vào sổ'),
    leakReason: orNull(leakReason),
    held: z.boolean().meta({ description: 'Bản dịch vụ vừa trả lời có giữ khóa này không' }),
    revision: Revision,
  })
  .meta({ id: 'StampSecret', description: 'Một phiên bản khóa tem, không kèm khóa' })
export const SecretPage = page(SecretView, 'StampSecretPage')

export const SecretParams = z.strictObject({
  version: z.coerce
    .number()
    .int()
    .min(1)
    .max(SECRET_VERSION_MAX)
    .meta({ description: 'Phiên bản của khóa', example: 2 }),
})

export const ReportSecretLeak = z
  .strictObject({ reason: leakReason })
  .meta({ id: 'ReportStampSecretLeak', description: 'Báo một phiên bản khóa đã lộ' })
