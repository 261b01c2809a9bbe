import { PageQuery } from '../../http/fields.ts'
import { media, ROLES, type Route, read, write } from '../../http/route.ts'
import { returnStatement, signStatement, submitStatement } from './close-month.ts'
import {
  CardCsvQuery,
  CardQuery,
  CardView,
  EnterpriseParams,
  ReturnStatement,
  StatementPage,
  StatementParams,
  StatementView,
} from './stock.schema.ts'
import type { StockService } from './stock.service.ts'
import type { StockStore } from './stock.store.ts'
import { cardCsv } from './stock-csv.ts'

const tag = 'stock'
const everyone = { roles: ROLES }

export function stockRoutes(stock: StockService, store: StockStore): Route[] {
  return [...readRoutes(stock), ...writeRoutes(store)]
}

function readRoutes(stock: StockService): Route[] {
  return [
    read({
      path: '/enterprises/{id}/stock-card',
      operationId: 'getStockCard',
      summary: { vi: 'Thẻ kho tem của một tháng', en: "An enterprise's stock card of a month" },
      tag,
      access: everyone,
      params: EnterpriseParams,
      query: CardQuery,
      reply: CardView,
      handle: ({ params, query, caller }) => stock.getCard(params.id, query, caller),
    }),
    read({
      path: '/enterprises/{id}/stock-card.csv',
      operationId: 'getStockCardCsv',
      summary: { vi: 'Thẻ kho dạng CSV cho Excel', en: 'The stock card as CSV' },
      tag,
      access: everyone,
      params: EnterpriseParams,
      query: CardCsvQuery,
      reply: media('text/csv'),
      async handle({ params, query, caller }) {
        const card = await stock.getCard(params.id, query, caller)
        const name = `the-kho-${card.month}.csv`
        return {
          type: 'text/csv; charset=utf-8',
          body: cardCsv(card),
          headers: { 'Content-Disposition': `attachment; filename="${name}"` },
        }
      },
    }),
    read({
      path: '/enterprises/{id}/stock-statements',
      operationId: 'listStockStatements',
      summary: { vi: 'Các tháng đã chốt', en: 'Statements of an enterprise' },
      tag,
      access: everyone,
      params: EnterpriseParams,
      query: PageQuery,
      reply: StatementPage,
      handle: ({ params, query, caller }) => stock.listStatements(params.id, query, caller),
    }),
    read({
      path: '/enterprises/{id}/stock-statements/{month}',
      operationId: 'getStockStatement',
      summary: { vi: 'Bản chốt sổ một tháng', en: 'The statement of a month' },
      tag,
      access: everyone,
      params: StatementParams,
      reply: StatementView,
      handle: ({ params, caller }) => stock.getStatement(params.id, params.month, caller),
    }),
  ]
}

function writeRoutes(store: StockStore): Route[] {
  const path = '/enterprises/{id}/stock-statements/{month}'
  const common = {
    method: 'post',
    tag,
    params: StatementParams,
    reply: StatementView,
    errors: ['wrong_state'],
  } as const
  return [
    write({
      ...common,
      path: `${path}/submission`,
      operationId: 'submitStockStatement',
      summary: { vi: 'Nộp bản chốt sổ tháng', en: 'Submit the statement of a month' },
      access: { roles: ['enterprise'] },
      handle: ({ params }, tx) => submitStatement(store, params.id, params.month, tx),
    }),
    write({
      ...common,
      path: `${path}/return`,
      operationId: 'returnStockStatement',
      summary: { vi: 'Trả lại bản chốt sổ', en: 'Return a submitted statement' },
      access: { roles: ['officer'] },
      body: ReturnStatement,
      handle: ({ params, body }, tx) =>
        returnStatement(store, params.id, params.month, body.reason, tx),
    }),
    write({
      ...common,
      path: `${path}/signature`,
      operationId: 'signStockStatement',
      summary: { vi: 'Ký bản chốt sổ', en: 'Sign a submitted statement' },
      access: { roles: ['officer'] },
      handle: ({ params }, tx) => signStatement(store, params.id, params.month, tx),
    }),
  ]
}
