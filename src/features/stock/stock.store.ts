import type { ClientSession } from 'mongodb'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { replaceAtRevision } from '../../db/records.ts'
import { type Card, COLUMN_NAMES } from './stock.rules.ts'
import { BookRecord, CardRecord, StatementRecord, type StatementSummary } from './stock.schema.ts'

export type StockStore = ReturnType<typeof createStockStore>

export function createStockStore(connection: Connection) {
  const cards = defineModel(connection, 'stock_cards', CardRecord)
  const books = defineModel(connection, 'stock_books', BookRecord)
  const statements = defineModel(connection, 'stock_statements', StatementRecord)
  return {
    /** Adds moves to the cards, in the transaction of the events that made them. */
    async addToCards(moved: readonly Card[], session: ClientSession): Promise<void> {
      const operations = moved.map((card) => {
        const { _id, batchId, month, occurredMonth, enterpriseId, productId } = card
        const $setOnInsert = { batchId, month, occurredMonth, enterpriseId, productId }
        // All columns, so that a card has every one from its first move.
        const $inc = Object.fromEntries(COLUMN_NAMES.map((name) => [name, card[name]]))
        return { updateOne: { filter: { _id }, update: { $setOnInsert, $inc }, upsert: true } }
      })
      if (operations.length > 0) await cards.bulkWrite(operations, { session, ordered: true })
    },

    /** The cards of an enterprise up to a month. */
    async findCards(
      enterpriseId: string,
      upToMonth: string,
      session: ClientSession | null = null,
    ): Promise<Card[]> {
      return await cards
        .find({ enterpriseId, month: { $lte: upToMonth } })
        .sort({ month: 1, batchId: 1 })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    /** The month of an enterprise's first card; null: it never had a stamp. */
    async findFirstMonth(
      enterpriseId: string,
      session: ClientSession | null = null,
    ): Promise<string | null> {
      const [first] = await cards
        .find({ enterpriseId })
        .sort({ enterpriseId: 1, month: 1 })
        .limit(1)
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return first?.month ?? null
    },

    async findFirstOpenMonth(
      enterpriseId: string,
      session: ClientSession | null = null,
    ): Promise<string | null> {
      const book = await books
        .findById(enterpriseId)
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      return book?.firstOpenMonth ?? null
    },

    /**
     * The first open month, touched: who closes a month at the same moment conflicts with this
     * transaction, so that the month stays open until its commit.
     */
    async touchBook(enterpriseId: string, session: ClientSession): Promise<string | null> {
      const book = await books.findOneAndUpdate(
        { _id: enterpriseId },
        { $inc: { turn: 1 }, $setOnInsert: { firstOpenMonth: null } },
        { session, upsert: true, returnDocument: 'after', lean: true },
      )
      return book?.firstOpenMonth ?? null
    },

    async openFrom(
      enterpriseId: string,
      firstOpenMonth: string,
      session: ClientSession,
    ): Promise<void> {
      await books.updateOne(
        { _id: enterpriseId },
        { $set: { firstOpenMonth }, $inc: { turn: 1 } },
        { session, upsert: true },
      )
    },

    async findStatement(
      enterpriseId: string,
      month: string,
      session: ClientSession | null = null,
    ): Promise<StatementRecord | null> {
      return await statements
        .findById(`${enterpriseId}:${month}`)
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    async listStatements(
      enterpriseId: string,
      after: string,
      limit: number,
    ): Promise<StatementSummary[]> {
      return await statements
        .find({ enterpriseId, month: { $gt: after } }, { content: 0 })
        .sort({ month: 1 })
        .limit(limit)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
    },

    async insertStatement(record: StatementRecord, session: ClientSession): Promise<void> {
      await statements.insertMany([StatementRecord.parse(record)], { session, lean: true })
    },

    async replaceStatement(
      record: StatementRecord,
      revision: number,
      session: ClientSession,
    ): Promise<boolean> {
      return await replaceAtRevision(statements, StatementRecord.parse(record), revision, session)
    },
  }
}
