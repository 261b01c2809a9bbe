import { CARD_BUGS } from './planted-card-bugs.ts'
import type { PlantedBug } from './planted-rules.ts'

const LEDGER = 'stamps/ledger.rules'
const TRAILS = 'stamps/trails.rules'
const RANGES = 'stamps/ranges.rules'
const REPLAY = 'stamps/replay.rules'

/** What leads where. */
const TABLE: PlantedBug[] = [
  {
    name: 'a spoiled stamp can not be lost',
    file: LEDGER,
    text: "from: ['delivered', 'spoiled'],",
    replacement: "from: ['delivered'],",
  },
  {
    name: 'a spoiled stamp can be voided',
    file: LEDGER,
    text: "from: ['in_stock', 'delivered', 'affixed'],",
    replacement: "from: ['in_stock', 'delivered', 'affixed', 'spoiled'],",
  },
  {
    name: 'a delivered stamp can be destroyed without being handed in',
    file: LEDGER,
    text: "from: ['handed_in']",
    replacement: "from: ['handed_in', 'delivered']",
  },
  {
    name: 'a return keeps the day of delivery',
    file: LEDGER,
    text: 'return { ...before, state, deliveredOn: null };',
    replacement: 'return { ...before, state };',
  },
  {
    name: 'what was lost comes back as delivered always',
    file: LEDGER,
    text: 'return earlier;',
    replacement: "return action === 'find' ? { ...earlier, state: 'delivered' } : earlier;",
  },
  {
    name: 'a correction gives back the state and leaves the lot and the days',
    file: LEDGER,
    text: 'return earlier;',
    replacement: 'return { ...before, state: earlier.state };',
  },
]

/** Which events are in the way, and what a refusal says. */
const REFUSALS: PlantedBug[] = [
  {
    name: 'a day before the latest event is taken',
    file: LEDGER,
    text: 'return occurredOn < live.occurredOn',
    replacement: "return occurredOn < ''",
  },
  {
    name: 'the very day of the latest event is refused',
    file: LEDGER,
    text: 'return occurredOn < live.occurredOn',
    replacement: 'return occurredOn <= live.occurredOn',
  },
  {
    name: 'a correction of an earlier event undoes the latest one',
    file: LEDGER,
    text: 'change.seq !== null && change.seq !== live.seq',
    replacement: 'false',
  },
  {
    name: 'a refused range is named whole',
    file: LEDGER,
    text: 'addRefusal(refusals, { from, to, ...fault }, range);',
    replacement: 'addRefusal(refusals, { ...range, ...fault }, range);',
  },
  {
    name: 'refusals of other reasons are joined',
    file: LEDGER,
    text: 'last.state === refusal.state &&',
    replacement: '',
  },
  {
    name: 'a refused stretch is named by the whole segment',
    file: RANGES,
    text: 'to: Math.min(item.to, range.to),',
    replacement: 'to: item.to,',
  },
  {
    name: 'ranges that share one stamp do not overlap',
    file: RANGES,
    text: 'before.to >= range.from',
    replacement: 'before.to > range.from',
  },
  {
    name: 'ranges that meet overlap',
    file: RANGES,
    text: 'before.to >= range.from',
    replacement: 'before.to >= range.from - 1',
  },
]

/** How segments and steps are cut and joined. */
const SHAPES: PlantedBug[] = [
  {
    name: 'neighbours affixed on different days become one',
    file: LEDGER,
    text: 'a.affixedOn === b.affixedOn',
    replacement: 'true',
  },
  {
    name: 'neighbours of different lots become one',
    file: LEDGER,
    text: 'a.lotId === b.lotId',
    replacement: 'true',
  },
  {
    name: 'neighbours that become alike stay two',
    file: LEDGER,
    text: 'segments: merge(replace(segments, steps))',
    replacement: 'segments: replace(segments, steps)',
  },
  {
    name: 'segments become one over stamps that were not read',
    file: LEDGER,
    text: 'last?.to === segment.from - 1 && sameFacts(last, segment)',
    replacement: 'last !== undefined && sameFacts(last, segment)',
  },
  {
    name: 'the last stamp of a range stays as it was as well',
    file: LEDGER,
    text: 'start = step.to + 1;',
    replacement: 'start = step.to;',
  },
  {
    name: 'a single stamp left behind a range vanishes',
    file: LEDGER,
    text: 'if (start <= segment.to)',
    replacement: 'if (start < segment.to)',
  },
  {
    name: 'a step runs on over stamps that the request left out',
    file: LEDGER,
    text: 'const joins = last?.to === step.from - 1 &&',
    replacement: 'const joins = last !== undefined &&',
  },
  {
    name: 'corrections of two events are one event',
    file: LEDGER,
    text: 'last.undoes === step.undoes &&',
    replacement: '',
  },
  {
    name: 'a replay forgets what stood behind a range',
    file: REPLAY,
    text: 'last !== undefined && last.to > range.to',
    replacement: 'last !== undefined && last.to > range.to + 1',
  },
  {
    name: 'a replay leaves neighbours that are alike apart',
    file: REPLAY,
    text: 'return merge(segments);',
    replacement: 'return segments;',
  },
]

/** What the events of a stamp say. */
const STACKS: PlantedBug[] = [
  {
    name: 'a correction takes the oldest event off the stack',
    file: TRAILS,
    text: 'piece.stack.pop()',
    replacement: 'piece.stack.shift()',
  },
  {
    name: 'a correction can be corrected',
    file: TRAILS,
    text: 'if (event.undoes === null) {',
    replacement: 'if (event.seq > 0) {',
  },
  {
    name: 'the last stamp of an event has the events of its neighbour',
    file: TRAILS,
    text: 'if (to >= range.from && to < range.to)',
    replacement: 'if (to > range.from && to < range.to)',
  },
  {
    name: 'the events inside a range are not found',
    file: RANGES,
    text: 'run: { from: from + 1, to: to + 1 }',
    replacement: 'run: { from: to + 1, to: to + 1 }',
  },
  {
    name: 'the events that begin before a range are not found',
    file: RANGES,
    text: '...descend(from + 1, from + 1), ...descend(to + 1, to + 1)',
    replacement: '...descend(from + 1, to + 1)',
  },
]

/** In which month an event is posted. */
const MONTHS: PlantedBug[] = [
  {
    name: 'events of one stamp are posted in any order',
    file: LEDGER,
    text: 'postedFrom: trail?.postingMonth ?? null,',
    replacement: 'postedFrom: null,',
  },
  {
    name: 'of joined steps the month of the first counts',
    file: LEDGER,
    text: "(step.postedFrom ?? '') > (last.postedFrom ?? '')",
    replacement: 'false',
  },
  {
    name: 'a correction does not hold the months of later events',
    file: TRAILS,
    text: 'piece.latest = event;',
    replacement: 'if (event.undoes === null || piece.latest === null) piece.latest = event;',
  },
  {
    name: 'stamps of one event with different months are taken together',
    file: TRAILS,
    text: 'last?.live.seq === live.seq && last.postingMonth === latest.postingMonth',
    replacement: 'last?.live.seq === live.seq',
  },
]

export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...TABLE,
  ...REFUSALS,
  ...SHAPES,
  ...STACKS,
  ...MONTHS,
  ...CARD_BUGS,
]
