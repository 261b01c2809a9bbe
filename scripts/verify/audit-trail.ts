import { canonicalTextOf, sha256Of } from './canonical-json.ts'
import type { Report } from './findings.ts'
import {
  isInteger,
  isSame,
  type StoredAuditEntry,
  type StoredBatch,
  type StoredEvent,
} from './shapes.ts'

/** Fields that events of older audit entries lack. */
const LATER_EVENT_FIELDS = new Set([
  ...['node', 'postingMonth', 'productId', 'undoes', 'handoverId', 'byRole'],
])
/** The same of batches. */
const LATER_BATCH_FIELDS = new Set(['requestId', 'replaces'])

/** An event as its audit entry holds it. */
interface Copy {
  fields: Record<string, unknown>
  seq: number
  entry: StoredAuditEntry
}

export interface AuditTrail {
  /** Compares the next event of the batch with its copy. */
  match(event: StoredEvent): Promise<void>
  /** Reads what is left. @returns the number of the last entry */
  finish(): Promise<number>
}

/**
 * The audit entries of one batch beside its events: both are in the order in which they were
 * written.
 * @param pull gives the next entry of the batch, or null
 */
export function openAuditTrail(
  batch: StoredBatch & { [field: string]: unknown },
  pull: () => Promise<StoredAuditEntry | null>,
  report: Report,
): AuditTrail {
  const { _id: batchId } = batch
  let waiting: Copy[] = []
  let last = 0

  /** The next copy, without taking it. */
  async function peek(): Promise<Copy | null> {
    for (;;) {
      const copy = waiting[0]
      if (copy !== undefined) return copy
      const entry = await pull()
      if (entry === null) return null
      last = checkNumber(entry, last, batchId, report)
      checkHashes(entry, batchId, report)
      const after: Record<string, unknown> = { ...entry.after }
      if (entry.subject.seq === 1) compareBatch(after['batch'], batch, report)
      waiting = copiesOf(after['events'], entry, batchId, report)
    }
  }

  function reportLost({ fields, seq }: Copy): void {
    const [from, to] = [Number(fields['from']), Number(fields['to'])]
    report({ code: 'audit.lost', batchId, from, to, seq })
  }

  return {
    async match(event) {
      const { seq, from, to } = event
      if (!Number.isSafeInteger(seq)) return
      for (;;) {
        const copy = waiting[0] ?? (await peek())
        if (copy === null || copy.seq > seq) {
          report({ code: 'audit.unlogged', batchId, from, to, seq })
          return
        }
        waiting.shift()
        if (copy.seq < seq) reportLost(copy)
        else {
          compareEvent(copy, event, report)
          return
        }
      }
    },
    async finish() {
      for (let copy = await peek(); copy !== null; copy = await peek()) {
        waiting.shift()
        reportLost(copy)
      }
      return last
    },
  }
}

function checkNumber(
  entry: StoredAuditEntry,
  last: number,
  batchId: number,
  report: Report,
): number {
  const { seq } = entry.subject
  const expected = last + 1
  if (seq === expected) return seq
  const differs = { field: 'subject.seq', expected, found: seq }
  report({ code: 'audit.gap', batchId, subject: nameOf(entry), ...differs })
  return Number.isSafeInteger(seq) ? seq : expected
}

function checkHashes(entry: StoredAuditEntry, batchId: number, report: Report): void {
  for (const field of ['before', 'after'] as const) {
    const [expected, found] = [hashOf(entry[field]), entry[`${field}Hash`]]
    if (expected === found) continue
    const differs = { field: `${field}Hash`, expected, found }
    report({ code: 'audit.hash', batchId, subject: nameOf(entry), ...differs })
  }
}

/** SHA-256, hex, of the RFC 8785 form of a document; instants as ISO 8601 text. */
function hashOf(document: object | null): string | null {
  if (document === null) return null
  try {
    return sha256Of(canonicalTextOf(document))
  } catch (error) {
    // A number that JSON does not know: no text, so no hash that could be right.
    return String(error)
  }
}

function compareBatch(copy: unknown, batch: Record<string, unknown>, report: Report): void {
  const batchId = Number(batch['_id'])
  const fields = new Map<string, unknown>(Object.entries(copy ?? {}))
  for (const [field, found] of Object.entries(batch)) {
    const expected = fields.get(field)
    const isLater = expected === undefined && LATER_BATCH_FIELDS.has(field)
    fields.delete(field)
    if (isLater || isSame(expected, found)) continue
    report({ code: 'batch.audit', batchId, field, expected, found })
  }
  for (const [field, expected] of fields) {
    report({ code: 'batch.audit', batchId, field, expected, found: undefined })
  }
}

function copiesOf(
  events: unknown,
  entry: StoredAuditEntry,
  batchId: number,
  report: Report,
): Copy[] {
  if (events === undefined) return []
  const copies: Copy[] = []
  for (const event of Array.isArray(events) ? events : [events]) {
    const fields = Object(event) as Record<string, unknown>
    const { seq } = fields
    if (isInteger(seq)) copies.push({ fields, seq: Number(seq), entry })
    else report({ code: 'audit.shape', batchId, subject: nameOf(entry), field: 'after.events' })
  }
  return copies
}

function compareEvent({ fields, entry }: Copy, event: StoredEvent, report: Report): void {
  const { batchId, seq, from, to } = event
  const at = { batchId, from, to, seq }
  for (const [field, found] of Object.entries(event)) {
    const expected = fields[field]
    if (expected === found) continue
    if (expected === undefined && LATER_EVENT_FIELDS.has(field)) continue
    if (!isSame(expected, found)) report({ code: 'audit.event', ...at, field, expected, found })
  }
  for (const field in fields) {
    if (field in event) continue
    report({ code: 'audit.event', ...at, field, expected: fields[field], found: undefined })
  }
  const { person, role }: Partial<StoredAuditEntry['actor']> = { ...entry.actor }
  const actor: [field: keyof StoredEvent, expected: unknown][] = [
    ['by', person],
    ['reason', entry.reason],
  ]
  if ('byRole' in fields) actor.push(['byRole', role])
  for (const [field, expected] of actor) {
    if (event[field] === expected) continue
    report({ code: 'audit.actor', ...at, field, expected, found: event[field] })
  }
}

function nameOf({ _id, subject }: StoredAuditEntry): string {
  return `nhật ký/audit entry ${subject.seq} (${_id})`
}
