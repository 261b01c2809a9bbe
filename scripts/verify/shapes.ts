import { isDay, isMonth } from './dates.ts'
import type { Facts } from './transitions.ts'
import { isAction } from './transitions.ts'

export interface StoredBatch {
  _id: number
  enterpriseId: string
  productId: string
  productGroup: string
  quantity: number
  issuedOn: string
  issuedAt: Date
  issuedBy: string
}

export interface StoredEvent {
  _id: string
  batchId: number
  seq: number
  opId: string
  action: string
  from: number
  to: number
  n: number
  node: number
  prev: Facts | null
  next: Facts
  undoes: number | null
  occurredOn: string
  postingMonth: string
  recordedAt: Date
  enterpriseId: string
  productId: string
  productGroup: string
  reason: string | null
  documentId: string | null
  handoverId: string | null
  by: string
  byRole: string
}

export interface StoredSegment extends Facts {
  _id: number
  batchId: number
  from: number
  to: number
  enterpriseId: string
  productId: string
}

export interface StoredHead {
  _id: number
  seq: number
  revision: number
  holds: number
  recordedAt: Date
}

export interface StoredAuditEntry {
  _id: string
  subject: { kind: string; id: string; seq: number }
  actor: { person: string; role: string }
  before: object | null
  after: object | null
  beforeHash: string | null
  afterHash: string | null
  reason: string | null
}

/** A range that a claim or a handover has taken; the latter names no claim and no policy. */
export interface StoredTaking {
  claimId: string
  policyId: string
  _id: unknown
  batchId: number
  from: number
  to: number
  live: boolean
}

type Check = (value: unknown) => boolean
/** What each field of a document must be. */
export type Shape = ReadonlyMap<string, Check>

/** Stamps of the largest batch. */
export const BATCH_STAMPS_MAX = 2 ** 20

export const isInteger: Check = (value) => Number.isSafeInteger(value)
const isText: Check = (value) => typeof value === 'string' && value !== ''
const isTextOrNull: Check = (value) => value === null || isText(value)
const isDayOrNull: Check = (value) => value === null || isDay(value)
const isInstant: Check = (value) => value instanceof Date && !Number.isNaN(value.getTime())
const isCount: Check = (value) => isInteger(value) && Number(value) >= 1
const isCountOrNull: Check = (value) => value === null || isCount(value)

const STATES = new Set([
  ...['in_stock', 'delivered', 'affixed', 'spoiled'],
  ...['voided', 'lost', 'handed_in', 'destroyed'],
])

const FACTS = shapeOf({
  state: (value) => typeof value === 'string' && STATES.has(value),
  lotId: isTextOrNull,
  deliveredOn: isDayOrNull,
  affixedOn: isDayOrNull,
})

export const isFacts: Check = (value) =>
  typeof value === 'object' && value !== null && shapeFaults(value, FACTS).length === 0

/** What the recount needs of a batch; its other fields are compared with its audit entry. */
export const BATCH = shapeOf({
  _id: isCount,
  enterpriseId: isText,
  productId: isText,
  productGroup: isText,
  quantity: (value) => isCount(value) && Number(value) <= BATCH_STAMPS_MAX,
  issuedOn: isDay,
  issuedAt: isInstant,
  issuedBy: isText,
})

export const EVENT = shapeOf({
  _id: isText,
  batchId: isCount,
  seq: isCount,
  opId: isText,
  action: isAction,
  from: isInteger,
  to: isInteger,
  n: isCount,
  node: isCount,
  prev: (value) => value === null || isFacts(value),
  next: isFacts,
  undoes: isCountOrNull,
  occurredOn: isDay,
  postingMonth: isMonth,
  recordedAt: isInstant,
  enterpriseId: isText,
  productId: isText,
  productGroup: isText,
  reason: isTextOrNull,
  documentId: isTextOrNull,
  handoverId: isTextOrNull,
  by: isText,
  // Empty in events of before the role was kept.
  byRole: (value) => typeof value === 'string',
})

export const SEGMENT = shapeOf({
  _id: isInteger,
  batchId: isCount,
  from: isInteger,
  to: isInteger,
  enterpriseId: isText,
  productId: isText,
  ...Object.fromEntries(FACTS),
})

function shapeOf(checks: Readonly<Record<string, Check>>): Shape {
  return new Map(Object.entries(checks))
}

/** A field of a document that is not as it should be. */
export interface Fault {
  field: string
  found: unknown
}

/** The fields that a shape names and a document lacks or has wrong; others are not looked at. */
export function missingFrom(document: object, shape: Shape): Fault[] {
  const values = document as Record<string, unknown>
  const faults: Fault[] = []
  for (const [field, check] of shape) {
    if (!check(values[field])) faults.push({ field, found: values[field] })
  }
  return faults
}

/** The same, and the fields that the shape does not know. */
export function shapeFaults(document: object, shape: Shape): Fault[] {
  const faults = missingFrom(document, shape)
  const values = document as Record<string, unknown>
  for (const field in values) {
    if (!shape.has(field)) faults.push({ field, found: values[field] })
  }
  return faults
}

/** Whether two values of the database are the same; the order of fields does not count. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Date || b instanceof Date) {
    return a instanceof Date && b instanceof Date && a.getTime() === b.getTime()
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [left, right] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))]
  if (left.length !== right.size) return false
  return left.every(([key, value]) => right.has(key) && isSame(value, right.get(key)))
}
