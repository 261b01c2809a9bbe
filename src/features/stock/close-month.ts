import type { Tx } from '../../db/unit-of-work.ts'
import { type AppError, notFound, wrongState } from '../../errors.ts'
import { addMonths, startOfLocalDate } from '../../vn/local-date.ts'
import { maySee } from '../shared/ownership.ts'
import { assertReplaced } from '../shared/revision.ts'
import { seal } from './seal.ts'
import { statementOf } from './stock.rules.ts'
import type { StatementRecord, StatementStatus } from './stock.schema.ts'
import { viewStatement } from './stock.service.ts'
import type { StockStore } from './stock.store.ts'

/**
 * After the end of a month: a transaction that began before midnight posts to it without asking,
 * and clocks of copies differ.
 */
const GRACE_MS = 5 * 60_000

/** The enterprise closes its first open month: the figures are frozen as they are now. */
export async function submitStatement(
  store: StockStore,
  enterpriseId: string,
  month: string,
  tx: Tx,
) {
  if (!maySee(tx.actor, enterpriseId)) {
    throw notFound({ vi: 'cơ sở này', en: 'such enterprise' })
  }
  const book = await store.touchBook(enterpriseId, tx.session)
  const first = book ?? (await store.findFirstMonth(enterpriseId, tx.session))
  if (first !== month) throw notFirst(first, month)
  const next = addMonths(month, 1)
  if (tx.at.getTime() < startOfLocalDate(`${next}-01`).getTime() + GRACE_MS) throw notOver(month)
  const cards = await store.findCards(enterpriseId, month, tx.session)
  const sealed = seal(statementOf(enterpriseId, month, cards))
  await store.openFrom(enterpriseId, next, tx.session)
  const before = await store.findStatement(enterpriseId, month, tx.session)
  return await write(store, before, { enterpriseId, month, ...sealed }, 'submitted', null, tx)
}

/** An officer gives the last closed month back: it is open again. */
export async function returnStatement(
  store: StockStore,
  enterpriseId: string,
  month: string,
  reason: string,
  tx: Tx,
) {
  const before = await find(store, enterpriseId, month, tx)
  if (before.status !== 'submitted') throw wrongStatus(before)
  const first = await store.touchBook(enterpriseId, tx.session)
  if (first !== addMonths(month, 1)) {
    throw wrongState('later_month_closed', {
      vi: `Tháng sau ${month} đã nộp: trả lại tháng muộn nhất trước.`,
      en: `A month after ${month} is submitted: return the latest one first.`,
    })
  }
  await store.openFrom(enterpriseId, month, tx.session)
  return await write(store, before, before, 'open', reason, tx)
}

/** An officer signs: months in their order, and for good. */
export async function signStatement(
  store: StockStore,
  enterpriseId: string,
  month: string,
  tx: Tx,
) {
  const before = await find(store, enterpriseId, month, tx)
  if (before.status !== 'submitted') throw wrongStatus(before)
  const earlier = await store.findStatement(enterpriseId, addMonths(month, -1), tx.session)
  if (earlier !== null && earlier.status !== 'signed') {
    throw wrongState('earlier_month_unsigned', {
      vi: `Tháng ${earlier.month} chưa ký: ký theo thứ tự tháng.`,
      en: `${earlier.month} is not signed: months are signed in order.`,
    })
  }
  return await write(store, before, before, 'signed', null, tx)
}

async function find(
  store: StockStore,
  enterpriseId: string,
  month: string,
  tx: Tx,
): Promise<StatementRecord> {
  const found = await store.findStatement(enterpriseId, month, tx.session)
  if (found !== null) return found
  throw notFound({ vi: 'bản chốt sổ tháng này', en: 'statement of this month' })
}

async function write(
  store: StockStore,
  before: StatementRecord | null,
  sealed: Pick<StatementRecord, 'enterpriseId' | 'month' | 'content' | 'hash'>,
  status: StatementStatus,
  reason: string | null,
  tx: Tx,
) {
  const { enterpriseId, month, content, hash } = sealed
  const { person: by, role } = tx.actor
  const after: StatementRecord = {
    _id: `${enterpriseId}:${month}`,
    enterpriseId,
    month,
    status,
    content,
    hash,
    steps: [...(before?.steps ?? []), { status, at: tx.at, by, role, reason }],
    revision: (before?.revision ?? 0) + 1,
  }
  if (before === null) await store.insertStatement(after, tx.session)
  else assertReplaced(await store.replaceStatement(after, before.revision, tx.session))
  const subject = { kind: 'stock_statement', id: after._id, seq: after.revision }
  tx.record({ subject, before, after, reason })
  return viewStatement(after)
}

function wrongStatus({ status, month }: StatementRecord): AppError {
  return wrongState(status, {
    vi: `Bản chốt sổ tháng ${month} đang "${status}".`,
    en: `The statement of ${month} is "${status}".`,
  })
}

function notFirst(first: string | null, month: string): AppError {
  if (first === null) {
    return wrongState('no_stamps', {
      vi: 'Cơ sở chưa nhận tem nào: không có gì để chốt.',
      en: 'The enterprise has not received a stamp yet: there is nothing to close.',
    })
  }
  return wrongState(first > month ? 'closed' : 'earlier_month_open', {
    vi: `Tháng phải chốt bây giờ là ${first}, không phải ${month}.`,
    en: `The month to close now is ${first}, not ${month}.`,
  })
}

function notOver(month: string): AppError {
  return wrongState('not_over', {
    vi: `Tháng ${month} chưa qua (cộng 5 phút): nộp sau khi hết tháng.`,
    en: `${month} is not over yet (and 5 minutes): submit it afterwards.`,
  })
}
