import { z } from 'zod'
import { instant, page } from '../../http/fields.ts'

/** One recorded change; later a leaf of the signed log. Never updated, never deleted. */
export const AuditEntry = z.object({
  _id: z.string(),
  subject: z.object({ kind: z.string(), id: z.string(), seq: z.int() }),
  action: z.string(),
  actor: z.object({ person: z.string(), keyId: z.string(), role: z.string() }),
  at: z.date(),
  requestId: z.string(),
  /** The subject as it stood before and after; null: it was not there. */
  before: z.unknown(),
  after: z.unknown(),
  /** SHA-256 of the subject's RFC 8785 form before and after, hex; null: it was not there. */
  beforeHash: z.string().nullable(),
  afterHash: z.string().nullable(),
  reason: z.string().nullable(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

const contents = z.record(z.string(), z.unknown()).nullable()

const AuditEntryView = z
  .strictObject({
    id: z.string().meta({ description: 'Identifier of the entry' }),
    subject: z
      .strictObject({
        kind: z.string().meta({ description: 'Kind of the subject', example: 'claim' }),
        id: z.string().meta({ description: 'Identifier of the subject' }),
        seq: z.int().meta({ description: 'Number of this change of the subject, without gaps' }),
      })
      .meta({ description: 'What was changed' }),
    action: z.string().meta({ description: 'The operation', example: 'approveClaim' }),
    person: z.string().meta({ description: 'Who did it' }),
    role: z.string().meta({ description: 'In which role' }),
    at: instant('When it was recorded'),
    requestId: z.string().meta({ description: 'Request that caused it' }),
    before: contents.meta({ description: 'The subject before; null: it was not there' }),
    after: contents.meta({ description: 'The subject after' }),
    beforeHash: z.string().nullable().meta({ description: 'SHA-256 before, hex' }),
    afterHash: z.string().nullable().meta({ description: 'SHA-256 after, hex' }),
    reason: z.string().nullable().meta({ description: 'Reason that was given' }),
  })
  .meta({ id: 'AuditEntry', description: 'One recorded change' })

export const AuditEntryPage = page(AuditEntryView, 'AuditEntryPage')

export const AuditQuery = z.strictObject({
  kind: z
    .string()
    .regex(/^[a-z_]{1,40}$/)
    .optional()
    .meta({ description: 'Only subjects of this kind; needs id', example: 'claim' }),
  id: z
    .string()
    .regex(/^[0-9A-Za-z_.:-]{1,80}$/)
    .optional()
    .meta({ description: 'Only this subject; needs kind' }),
})

export function toView(entry: AuditEntry): z.infer<typeof AuditEntryView> {
  const { _id, subject, action, actor, at, requestId, reason } = entry
  const { before, after, beforeHash, afterHash } = entry
  return {
    id: _id,
    subject,
    action,
    person: actor.person,
    role: actor.role,
    at: at.toISOString(),
    requestId,
    before: before as Record<string, unknown> | null,
    after: after as Record<string, unknown> | null,
    beforeHash,
    afterHash,
    reason,
  }
}
