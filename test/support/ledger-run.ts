import {
  type CardLine,
  COLUMNS,
  cardLines,
  cardsOf,
  FIGURES,
  monthAfter,
  monthLines,
  monthOf,
  segmentsOf,
  tell,
} from './ledger-counts.ts'
import { expectLines, refusalLines } from './ledger-lines.ts'
import {
  createLedgerModel,
  type LedgerModel,
  type ModelEvent,
  type Outcome,
} from './ledger-model.ts'
import { type Dice, diceOf, nextMoveMs, nextOperation } from './ledger-plan.ts'
import { type Operation, wordOf } from './ledger-stamps.ts'
import { count, countOutcome, type Tally } from './ledger-tally.ts'
import { seeded } from './proof.ts'
import { createPureLedger, type PureLedger, type PureOutcome, type Rules } from './pure-ledger.ts'

export const OPERATIONS = 200
const CHECK_EVERY = 10
const START_MS = Date.parse('2024-01-09T03:00:00Z')
const LOTS = ['65a0c0ffee00000000000001', '65a0c0ffee00000000000002']

/**
 * One random sequence through the rules and through the model, which must agree after every
 * operation on what was recorded or refused, and every ten on all they hold.
 * @throws Error that names the seed and the operation at which they part
 */
export async function runSequence(rules: Rules, seed: number, tally: Tally): Promise<void> {
  const dice = diceOf(seeded(seed))
  const model = createLedgerModel(START_MS)
  const pure = createPureLedger(rules)
  issueBatches(model, pure, dice)
  for (let at = 1; at <= OPERATIONS; at += 1) {
    model.move(nextMoveMs(dice))
    moveMonths(model, dice, tally)
    const operation = nextOperation(model, dice, () => LOTS)
    try {
      const now = new Date(model.now())
      const postingMonthOf = (id: string, day: string) => openMonth(model, id, day)
      const actual = pure.record(operation, { now, postingMonthOf })
      const expected = model.record(operation)
      countOutcome(tally, operation, expected, model)
      expectSame(actual, expected, operation)
      if (at % CHECK_EVERY === 0 || at === OPERATIONS) {
        await expectSameLedger(pure, model)
        expectSameCards(pure, model, dice)
      }
    } catch (error) {
      throw partedAt(error, seed, at, operation)
    }
  }
}

function issueBatches(model: LedgerModel, pure: PureLedger, dice: Dice): void {
  const sizes = [1 + dice.below(60), 10 + dice.below(60), ...(dice.chance(0.6) ? [40] : [])]
  for (const [at, size] of sizes.entries()) {
    // The first two can share a request; the third keeps its months by itself.
    const enterpriseId = at === 2 ? 'B' : 'A'
    model.issue(at + 1, enterpriseId, size)
    pure.issue(at + 1, enterpriseId, size, new Date(model.now()))
    model.move(dice.below(2) * 3 * 86_400_000)
  }
}

/** Closes the first open month of an enterprise, or opens the last closed one again. */
function moveMonths(model: LedgerModel, dice: Dice, tally: Tally): void {
  if (!dice.chance(0.06)) return
  const { enterpriseId } = dice.pick(model.batches)
  const first = model.firstOpen.get(enterpriseId) ?? '2024-01'
  const next = dice.chance(0.75) ? monthAfter(first, 1) : monthAfter(first, -1)
  // The month under way can not be closed.
  if (next > model.today().slice(0, 7) || next < '2024-01') return
  model.firstOpen.set(enterpriseId, next)
  count(tally, next > first ? 'months closed' : 'months opened again')
}

function openMonth({ firstOpen }: LedgerModel, enterpriseId: string, occurredOn: string): string {
  const month = occurredOn.slice(0, 7)
  const first = firstOpen.get(enterpriseId) ?? month
  return month < first ? first : month
}

function expectSame(actual: PureOutcome, expected: Outcome, operation: Operation): void {
  expectLines('outcome', linesOf(actual), linesOf(expected))
  if (actual.kind !== 'refused') return
  let last = { batchId: 0, to: -1 }
  for (const { batchId, from, to } of actual.refusals) {
    const follows = batchId > last.batchId || (batchId === last.batchId && from > last.to)
    const lies = operation.ranges.some(
      (range) => range.batchId === batchId && range.from <= from && range.to >= to,
    )
    if (!follows || !lies || from > to) throw new Error(`Refused range ${batchId}: ${from}-${to}`)
    last = { batchId, to }
  }
}

function linesOf(outcome: PureOutcome | Outcome): string[] {
  if (outcome.kind === 'fault') return [`fault ${outcome.rule}`]
  if (outcome.kind === 'refused') {
    return 'refusals' in outcome
      ? outcome.refusals.flatMap(refusalLines)
      : outcome.inTheWay.map(({ batchId, index, word }) => `${batchId}: ${index} ${word}`)
  }
  return outcome.events.map((event) => {
    if ('before' in event) return lineOf(event)
    const { prev, next, postingMonth, ...rest } = event
    return lineOf({ ...rest, before: prev, after: next, month: postingMonth })
  })
}

function lineOf(event: ModelEvent): string {
  const { batchId, seq, action, from, to, before, after, undoes, occurredOn, month } = event
  const facts = `${before === null ? null : wordOf(before)} > ${wordOf(after)}`
  return `${batchId}:${seq} ${action} ${from}-${to} ${facts} ${undoes} ${occurredOn} ${month}`
}

async function expectSameLedger(pure: PureLedger, model: LedgerModel): Promise<void> {
  for (const batch of model.batches) {
    const { segments } = pure.batchOf(batch.id)
    const shown = ({ from, to, ...facts }: (typeof segments)[number]) =>
      `${from}-${to} ${wordOf(facts)}`
    const lines = segmentsOf(batch)
    expectLines(`segments of batch ${batch.id}`, segments.map(shown), lines)
    const replayed = await pure.replay(batch.id)
    expectLines(`replay of batch ${batch.id}`, replayed.map(shown), lines)
  }
}

/** The cards, and a month of each enterprise with what it holds at its ends. */
function expectSameCards(pure: PureLedger, model: LedgerModel, dice: Dice): void {
  const cards = cardsOf(model.batches)
  expectLines('cards', cardLines(pure.cards), cardLines(cards))
  const months = [...new Set([...pure.cards.values()].map((card) => card.month))]
  for (const enterpriseId of new Set(model.batches.map((batch) => batch.enterpriseId))) {
    const month = months.length === 0 ? model.today().slice(0, 7) : dice.pick(months)
    const { lines, late, total } = pure.statementOf(enterpriseId, month)
    const own = model.batches.filter((batch) => batch.enterpriseId === enterpriseId)
    const expected = monthOf(own, cards, month)
    const shown = lines.map((line) => `${line.batchId} ${tell(FIGURES, line)}`)
    const what = `card of ${enterpriseId} in ${month}`
    expectLines(what, [...shown, `total ${tell(FIGURES, total)}`], monthLines(expected.lines))
    const lateLines = late.map(
      (moves) => `${moves.batchId}:${month}:${moves.occurredMonth} ${tell(COLUMNS, moves)}`,
    )
    expectLines(`late in ${what}`, lateLines.sort(), cardLines(expected.late))
    for (const line of lines) expectEquation(line)
  }
}

/** Invariant 3 of the design, in its own words. */
function expectEquation(line: CardLine): void {
  const { opening, received, found, affixed, spoiled, lost, returned, voided, corrected } = line
  const delivered =
    opening + received + found - affixed - spoiled - lost - returned - voided + corrected
  const { spoiledOpening, spoiledFound, handedIn, spoiledLost, spoiledCorrected } = line
  const held = spoiledOpening + spoiled + spoiledFound - handedIn - spoiledLost + spoiledCorrected
  const isRight = delivered === line.closing && held === line.spoiledClosing
  if (isRight && line.closing >= 0 && line.spoiledClosing >= 0) return
  throw new Error(`The card does not add up: ${JSON.stringify(line)}`)
}

function partedAt(error: unknown, seed: number, at: number, operation: Operation): Error {
  const shown = JSON.stringify(operation)
  const message = error instanceof Error ? error.message : String(error)
  const cause = { cause: error }
  return new Error(`Sequence ${seed}, operation ${at}, ${shown}: ${message}`, cause)
}
