import { createHash } from 'node:crypto'
import { expect } from 'chai'
import type { Reply } from './api.ts'
import {
  type CardLine,
  COLUMNS,
  type Counts,
  cardLines,
  cardsOf,
  FIGURES,
  monthAfter,
  monthLines,
  monthOf,
  tell,
} from './ledger-counts.ts'
import { expectLines } from './ledger-lines.ts'
import type { Dice } from './ledger-plan.ts'
import type { ModelBatch } from './ledger-stamps.ts'
import { count, type Tally } from './ledger-tally.ts'
import { ok } from './make.ts'
import { enterpriseOf, type WireWorld } from './wire-world.ts'

/** After the end of a month, until it can be closed. */
const GRACE_MS = 5 * 60_000

interface Content {
  lines: CardLine[]
  late: (Counts & { batchId: number; occurredMonth: string })[]
  total: object
}

/** Closes a month of an enterprise, gives it back or signs it, where the model says it may be. */
export async function moveMonth(world: WireWorld, dice: Dice, tally: Tally): Promise<void> {
  const { model } = world
  const enterpriseId = dice.pick([...world.enterprises.keys()])
  const step = dice.pick(['submission', 'submission', 'submission', 'return', 'signature'])
  const first = firstOpenMonth(world, enterpriseId) ?? model.today().slice(0, 7)
  const near = step === 'submission' ? first : monthAfter(first, -1)
  const month = monthAfter(near, dice.chance(0.85) ? 0 : dice.pick([-1, 1]))
  const expected = expectStep(world, enterpriseId, month, step)
  const { maker } = enterpriseOf(world, enterpriseId)
  const api = step === 'submission' ? maker.api : world.staff.reviewer
  const body = step === 'return' ? { reason: 'Thiếu tem hỏng' } : {}
  const path = `/enterprises/${enterpriseId}/stock-statements/${month}`
  const reply = await api.post(`${path}/${step}`, body)
  const what = `${step} of ${month}`
  expectLines(what, [wordOf(reply)], [expected])
  count(tally, `${step} ${reply.status === 200 ? 'done' : 'refused'}`)
  if (reply.status === 200) keep(world, enterpriseId, month, step, reply)
}

function wordOf({ status, body }: Reply): string {
  if (status === 200) return body.status
  return status === 409 ? body.state : String(status)
}

/** The status to which a step leads, or the word of its refusal. */
function expectStep(world: WireWorld, enterpriseId: string, month: string, step: string): string {
  const { model, statements } = world
  const first = firstOpenMonth(world, enterpriseId)
  const statusIn = (of: string) => statements.get(`${enterpriseId}:${of}`)?.steps.at(-1)?.status
  const status = statusIn(month)
  if (step === 'submission') {
    if (first === null) return 'no_stamps'
    if (month !== first) return month < first ? 'closed' : 'earlier_month_open'
    const endMs = Date.parse(`${monthAfter(month, 1)}-01T00:00:00+07:00`)
    return model.now() < endMs + GRACE_MS ? 'not_over' : 'submitted'
  }
  if (status === undefined) return '404'
  if (status !== 'submitted') return status
  if (step === 'return') return first === monthAfter(month, 1) ? 'open' : 'later_month_closed'
  const earlier = statusIn(monthAfter(month, -1))
  return earlier === undefined || earlier === 'signed' ? 'signed' : 'earlier_month_unsigned'
}

/** The month that is to be closed next; null: the enterprise never had a stamp. */
function firstOpenMonth({ model }: WireWorld, enterpriseId: string): string | null {
  const known = model.firstOpen.get(enterpriseId)
  if (known !== undefined) return known
  const months = [...cardsOf(batchesOf(model.batches, enterpriseId)).keys()]
  return months.map((key) => key.split(':')[1] ?? '').sort()[0] ?? null
}

function keep(
  { model, statements }: WireWorld,
  enterpriseId: string,
  month: string,
  step: string,
  { body }: Reply,
): void {
  const key = `${enterpriseId}:${month}`
  const { content, hash, status } = body
  expect(hash).to.equal(createHash('sha256').update(content).digest('hex'))
  const before = statements.get(key)
  if (step === 'submission') {
    model.firstOpen.set(enterpriseId, monthAfter(month, 1))
    expectContent(JSON.parse(content), model.batches, enterpriseId, month)
  } else {
    expect(content, 'the text that was frozen').to.equal(before?.content)
    if (step === 'return') model.firstOpen.set(enterpriseId, month)
  }
  const steps = [...(before?.steps ?? []), { status, atMs: model.now() }]
  statements.set(key, { steps, content })
}

/** Compares the stock card of a month, as it is or as it was known, and a frozen text. */
export async function expectSameMonths(
  world: WireWorld,
  asOfMs: number | null,
  dice: Dice,
): Promise<void> {
  const { staff, model, statements } = world
  for (const enterpriseId of world.enterprises.keys()) {
    const own = batchesOf(model.batches, enterpriseId)
    const months = [...cardsOf(own).keys()].map((key) => key.split(':')[1] ?? '')
    const month = dice.pick([...months, model.today().slice(0, 7)])
    const query = asOfMs === null ? '' : `&asOf=${new Date(asOfMs).toISOString()}`
    const path = `/enterprises/${enterpriseId}`
    const card = ok(await staff.auditor.get(`${path}/stock-card?month=${month}${query}`))
    expectContent(card, model.batches, enterpriseId, month, asOfMs ?? undefined)
    const statement = statements.get(`${enterpriseId}:${month}`)
    const known = statement?.steps.filter(({ atMs }) => atMs <= (asOfMs ?? Infinity)) ?? []
    expect(card.status).to.equal(known.at(-1)?.status ?? 'open')
    const isOpenNow = asOfMs === null && card.status === 'open'
    const firstOpen = isOpenNow ? (model.firstOpen.get(enterpriseId) ?? null) : null
    expect(card.firstOpenMonth).to.equal(firstOpen)
    if (statement === undefined) continue
    const kept = ok(await staff.auditor.get(`${path}/stock-statements/${month}`))
    expect(kept.content).to.equal(statement.content)
    expect(kept.steps.map((step: { status: string }) => step.status)).to.deep.equal(
      statement.steps.map(({ status }) => status),
    )
  }
}

function expectContent(
  { lines, late, total }: Content,
  batches: readonly ModelBatch[],
  enterpriseId: string,
  month: string,
  asOfMs?: number,
): void {
  const own = batchesOf(batches, enterpriseId)
  const expected = monthOf(own, cardsOf(own, asOfMs), month, asOfMs)
  const what = `card of ${month} at ${asOfMs}`
  const shown = lines.map((line) => `${line.batchId} ${tell(FIGURES, line)}`)
  expectLines(what, [...shown, `total ${tell(FIGURES, total)}`], monthLines(expected.lines))
  const lateShown = late.map(
    (moves) => `${moves.batchId}:${month}:${moves.occurredMonth} ${tell(COLUMNS, moves)}`,
  )
  expectLines(`late in ${what}`, lateShown.sort(), cardLines(expected.late))
}

function batchesOf(batches: readonly ModelBatch[], enterpriseId: string): ModelBatch[] {
  return batches.filter((batch) => batch.enterpriseId === enterpriseId)
}
