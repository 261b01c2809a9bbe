import { type CodeParts, parseCode, stampLink } from './code.rules.ts'
import type { BatchRecord } from './ledger.schema.ts'
import {
  hasRightTag,
  isSerialShaped,
  isWellFormedSerial,
  placeOf,
  serialOf,
} from './serial.rules.ts'
import type { StampSecrets } from './stamp-secrets.ts'
import type { StampStore } from './stamps.store.ts'

/** A code that belongs to no stamp says why: the scan page and staff words differ. */
export type LocatedStamp =
  | { ok: true; batch: BatchRecord; index: number; serial: string }
  | { ok: false; reason: 'malformed' | 'mistyped' | 'unknown'; key: string | null }

export type StampLocator = ReturnType<typeof createStampLocator>

/** From codes to places in batches, and back. */
export function createStampLocator(parts: {
  store: Pick<StampStore, 'findBatch'>
  secrets: Pick<StampSecrets, 'secretOf'>
  linkHost: string
}) {
  const { store, secrets, linkHost } = parts

  function serialAt(batch: BatchRecord, index: number): string {
    return serialOf(secrets.secretOf(batch.keyVersion), batch.key, batch._id, index)
  }

  return {
    serialAt,

    stampAt(batch: BatchRecord, index: number) {
      const serial = serialAt(batch, index)
      return { serial, number: index + 1, link: stampLink(linkHost, batch.key, serial) }
    },

    /** Finds the place of a code: one query of its batch, none where that is in memory. */
    async locate(code: string | CodeParts): Promise<LocatedStamp> {
      const parsed = typeof code === 'string' ? parseCode(code) : code
      if (parsed === null) return { ok: false, reason: 'malformed', key: null }
      const { key, serial } = parsed
      if (!isSerialShaped(serial)) return { ok: false, reason: 'malformed', key }
      if (!isWellFormedSerial(serial)) return { ok: false, reason: 'mistyped', key }
      const { batch: batchId, index } = placeOf(serial)
      const batch = await store.findBatch(batchId)
      const genuine =
        batch !== null &&
        index < batch.quantity &&
        (key === null || key === batch.key) &&
        hasRightTag(secrets.secretOf(batch.keyVersion), batch.key, serial)
      return genuine ? { ok: true, batch, index, serial } : { ok: false, reason: 'unknown', key }
    },
  }
}
