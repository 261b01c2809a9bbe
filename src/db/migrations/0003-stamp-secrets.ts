import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Db } from 'mongodb'

interface StoredSecret {
  _id: number
  fingerprint: string
  status: string
  createdAt: Date
  leakReason?: null
  revision?: number
}

/** Index that lets one version of the stamp secret be active at most. */
export const ONE_ACTIVE_SECRET: [{ status: 1 }, object] = [
  { status: 1 },
  { unique: true, partialFilterExpression: { status: 'active' } },
]

/**
 * Gives the versions of the stamp secret what their administration needs: one active at most (the
 * highest stays), a revision, and the audit entry of that revision. Repeatable.
 */
export async function settleStampSecrets(db: Db, at: Date): Promise<void> {
  const secrets = db.collection<StoredSecret>('stamp_secrets')
  const known = await secrets
    .find({ _id: { $gte: 0 } })
    .sort({ _id: -1 })
    .toArray()
  const highest = known.find(({ status }) => status === 'active')?._id
  for (const secret of known) {
    if (secret.revision !== undefined) continue
    const { _id, fingerprint, createdAt } = secret
    const isFormer = secret.status === 'active' && _id !== highest
    const status = isFormer ? 'retired' : secret.status
    const after = { _id, fingerprint, status, createdAt, leakReason: null, revision: 1 }
    await recordEntry(db, after, at)
    await secrets.replaceOne({ _id }, after)
  }
}

async function recordEntry(db: Db, after: StoredSecret, at: Date): Promise<void> {
  const seconds = Math.floor(at.getTime() / 1000)
  const _id = seconds.toString(16).padStart(8, '0') + after._id.toString(16).padStart(16, '0')
  const entry = {
    _id,
    action: 'setUp',
    actor: { person: 'Sổ Tem', keyId: 'set-up', role: 'system' },
    at,
    requestId: 'set-up',
    before: null,
    after,
    beforeHash: null,
    afterHash: createHash('sha256')
      .update(canonicalize(after) ?? '')
      .digest('hex'),
    reason: null,
  }
  // What an upsert looks for it also writes, in this order.
  const subject = {
    'subject.kind': 'stamp_secret',
    'subject.id': String(after._id),
    'subject.seq': 1,
  }
  await db
    .collection<{ _id: string; [field: string]: unknown }>('audit_entries')
    .updateOne(subject, { $setOnInsert: entry }, { upsert: true })
}
