import type { Tx } from '../../db/unit-of-work.ts'
import { notFound, wrongState } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import { addMonths, localDateOf, monthOf } from '../../vn/local-date.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import { assertAsOf } from '../shared/as-of.rules.ts'
import { maySee } from '../shared/ownership.ts'
import {
  type Card,
  cardsOf,
  count,
  type Line,
  type MovingEvent,
  type StatementContent,
  statementOf,
  totalOf,
} from './stock.rules.ts'
import type { StatementRecord, StatementSummary } from './stock.schema.ts'
import type { StockStore } from './stock.store.ts'

export interface StockParts {
  store: StockStore
  now: () => Date
  enterprises: Pick<EnterpriseService, 'findEnterprise'>
  readSettings: (tx: Tx | null) => Promise<{ statementsRequired: boolean; statementDueDay: number }>
  /** The events of an enterprise posted up to a month, as known at a recorded time. */
  streamEvents: (enterpriseId: string, upTo: string, asOf: Date) => AsyncIterable<MovingEvent>
}

export type StockService = ReturnType<typeof createStockService>

/** The stock card of an enterprise, and what its closed months mean for the ledger. */
export function createStockService(parts: StockParts) {
  const { store } = parts

  async function assertVisible(enterpriseId: string, caller: Caller): Promise<void> {
    const known =
      maySee(caller, enterpriseId) &&
      (await parts.enterprises.findEnterprise(enterpriseId, null)) !== null
    if (!known) throw notFound({ vi: 'cơ sở này', en: 'such enterprise' })
  }

  async function getCard(
    enterpriseId: string,
    query: { month?: string | undefined; asOf?: string | undefined },
    caller: Caller,
  ) {
    await assertVisible(enterpriseId, caller)
    const month = query.month ?? monthOf(localDateOf(parts.now()))
    const asOf = query.asOf === undefined ? null : assertAsOf(query.asOf, parts.now())
    const statement = await store.findStatement(enterpriseId, month)
    const isKnown = ({ at }: { at: Date }) => asOf === null || at <= asOf
    const status = statement?.steps.findLast(isKnown)?.status ?? 'open'
    // The text that is kept is that of the last submission.
    const sealed = statement?.steps.findLast((step) => step.status === 'submitted')
    const isFrozen = status !== 'open' && sealed !== undefined && isKnown(sealed)
    const content =
      statement !== null && isFrozen
        ? (JSON.parse(statement.content) as StatementContent)
        : statementOf(enterpriseId, month, await cardsUpTo(enterpriseId, month, asOf))
    const hash = isFrozen ? (statement?.hash ?? null) : null
    const isOpenNow = status === 'open' && asOf === null
    const firstOpenMonth = isOpenNow ? await store.findFirstOpenMonth(enterpriseId) : null
    return { ...content, status, hash, firstOpenMonth, products: byProduct(content.lines) }
  }

  async function cardsUpTo(enterpriseId: string, month: string, asOf: Date | null) {
    if (asOf === null) return await store.findCards(enterpriseId, month)
    // Only the sums are kept, so that memory does not grow with the events.
    const cards = new Map<string, Card>()
    for await (const event of parts.streamEvents(enterpriseId, month, asOf)) count(event, cards)
    return [...cards.values()]
  }

  return {
    getCard,

    /** Keeps the cards, in the transaction of the events. */
    async addMoves(events: readonly MovingEvent[], session: Tx['session']): Promise<void> {
      await store.addToCards(cardsOf(events), session)
    },

    /**
     * The month that a fact is posted to: its own while that is open, else the first open one.
     * The present month is always open. An earlier one is kept open until the commit.
     */
    async postingMonthOf(
      enterpriseId: string,
      occurredOn: string,
      today: string,
      tx: Tx,
    ): Promise<string> {
      const month = monthOf(occurredOn)
      if (month === monthOf(today)) return month
      const firstOpen = await store.touchBook(enterpriseId, tx.session)
      return firstOpen !== null && firstOpen > month ? firstOpen : month
    },

    /** @throws AppError 409 where the settings ask for statements and one is overdue */
    async assertNotOverdue(enterpriseId: string, today: string, tx: Tx): Promise<void> {
      const { statementsRequired, statementDueDay } = await parts.readSettings(tx)
      if (!statementsRequired) return
      const first =
        (await store.findFirstOpenMonth(enterpriseId, tx.session)) ??
        (await store.findFirstMonth(enterpriseId, tx.session))
      if (first === null) return
      const dueOn = `${addMonths(first, 1)}-${String(statementDueDay).padStart(2, '0')}`
      if (today <= dueOn) return
      throw wrongState('statement_overdue', {
        vi: `Cơ sở chưa nộp bản chốt sổ tháng ${first} (hạn ${dueOn}): nộp rồi mới cấp tem.`,
        en: `The statement of ${first} was due on ${dueOn}: submit it before the next batch.`,
      })
    },

    async listStatements(
      enterpriseId: string,
      query: { limit: number; cursor?: string | undefined },
      caller: Caller,
    ) {
      await assertVisible(enterpriseId, caller)
      const found = await store.listStatements(enterpriseId, query.cursor ?? '', query.limit + 1)
      return toPage(found.map(viewSummary), query.limit, ({ month }) => month)
    },

    async getStatement(enterpriseId: string, month: string, caller: Caller) {
      await assertVisible(enterpriseId, caller)
      const found = await store.findStatement(enterpriseId, month)
      if (found !== null) return viewStatement(found)
      throw notFound({ vi: 'bản chốt sổ tháng này', en: 'statement of this month' })
    },
  }
}

function byProduct(lines: readonly Line[]) {
  const groups = new Map<string, Line[]>()
  for (const line of lines) {
    groups.set(line.productId, [...(groups.get(line.productId) ?? []), line])
  }
  return [...groups].map(([productId, members]) => ({ productId, ...totalOf(members) }))
}

export function viewStatement({ content, ...summary }: StatementRecord) {
  return { ...viewSummary(summary), content }
}

function viewSummary({ _id, steps, ...fields }: StatementSummary) {
  return { ...fields, steps: steps.map((step) => ({ ...step, at: step.at.toISOString() })) }
}
