import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { defineModel } from '../../db/define.ts'
import { listAfter } from '../../db/records.ts'
import type { Change, RecordedChanges } from '../../db/unit-of-work.ts'
import { AuditEntry } from './audit.schema.ts'

export type AuditStore = ReturnType<typeof createAuditStore>

/**
 * Keeps the audit entries. (subject, seq) is unique, so two writers that both believe to make
 * the same change of a subject cannot both commit, and a removed entry leaves a gap.
 */
export function createAuditStore(connection: Connection, newId: () => string) {
  const entries = defineModel(connection, 'audit_entries', AuditEntry)
  return {
    async append(recorded: readonly RecordedChanges[], session: ClientSession): Promise<void> {
      const documents = recorded.flatMap(({ origin, changes }) =>
        changes.map((change) => entryOf(newId(), origin, change)),
      )
      if (documents.length === 0) return
      await entries.insertMany(documents, { session, lean: true, ordered: true })
    },
    async list(
      subject: { kind: string; id: string } | null,
      after: string | undefined,
      limit: number,
    ): Promise<AuditEntry[]> {
      const filter =
        subject === null ? {} : { 'subject.kind': subject.kind, 'subject.id': subject.id }
      return await listAfter(entries, filter, after, limit)
    },
  }
}

function entryOf(_id: string, origin: RecordedChanges['origin'], change: Change): AuditEntry {
  const { actor, at, requestId, operationId } = origin
  return AuditEntry.parse({
    _id,
    subject: change.subject,
    action: operationId,
    actor: { person: actor.person, keyId: actor.keyId, role: actor.role },
    at,
    requestId,
    before: change.before,
    after: change.after,
    beforeHash: hashOf(change.before),
    afterHash: hashOf(change.after),
    reason: change.reason ?? null,
  })
}

/** SHA-256, hex, of the RFC 8785 form of a document; dates as ISO 8601 strings. */
function hashOf(document: object | null): string | null {
  if (document === null) return null
  return createHash('sha256')
    .update(canonicalize(document) ?? '')
    .digest('hex')
}
