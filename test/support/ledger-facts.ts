import type {
  Change,
  Facts,
  Segment,
  StampAction,
  StampState,
} from '../../src/features/stamps/ledger.rules.ts'
import type { TrailEvent } from '../../src/features/stamps/trails.rules.ts'

export const LOT = '65a0c0ffee00000000000001'
export const FIRST = '2024-01-02'
export const SECOND = '2024-02-03'
export const THIRD = '2024-03-04'

const IN_STOCK: Facts = { state: 'in_stock', lotId: null, deliveredOn: null, affixedOn: null }
const DELIVERED: Facts = { ...IN_STOCK, state: 'delivered', deliveredOn: FIRST }
const AFFIXED: Facts = { ...DELIVERED, state: 'affixed', lotId: LOT, affixedOn: SECOND }

/** A stamp in each state, with the facts it came there with. */
export const FACTS: Record<StampState, Facts> = {
  in_stock: IN_STOCK,
  delivered: DELIVERED,
  affixed: AFFIXED,
  spoiled: { ...DELIVERED, state: 'spoiled' },
  lost: { ...DELIVERED, state: 'lost' },
  handed_in: { ...DELIVERED, state: 'handed_in' },
  destroyed: { ...DELIVERED, state: 'destroyed' },
  voided: { ...AFFIXED, state: 'voided' },
}

export function segment(from: number, to: number, state: StampState): Segment {
  return { from, to, ...FACTS[state] }
}

export function change(action: StampAction, occurredOn = THIRD, seq: number | null = null): Change {
  return { action, occurredOn, lotId: action === 'affix' ? LOT : null, seq }
}

/** An event of a made-up batch; what a test does not name is that of the issue of ten stamps. */
export function event(seq: number, more: Partial<TrailEvent> = {}): TrailEvent {
  return {
    seq,
    action: 'issue',
    from: 0,
    to: 9,
    prev: null,
    undoes: null,
    occurredOn: '2024-01-01',
    postingMonth: '2024-01',
    recordedAt: new Date(Date.UTC(2024, 0, seq)),
    byRole: 'officer',
    ...more,
  }
}
