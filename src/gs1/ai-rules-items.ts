import {
  isDate,
  isDateOrMonth,
  isHour,
  isPieceOfTotal,
  isSixtieth,
  isTime,
  startsWithPrefix,
} from './ai-checks.ts'
import { type AiRule, n, nUpTo, optional, rules, x, xUpTo } from './ai-rule.ts'
import { hasValidCheckDigit } from './check-digit.ts'

const ITEM = '01 02 8006 8026'
const ITEM_OR_MADE_TO_ORDER = '01 02 03 8006 8026'
const CONTENT = '01 02'
const gtin = n(14, hasValidCheckDigit)

/** Trade items: what they are, when they were made, what is printed beside the number. */
export const ITEM_RULES: readonly AiRule[] = [
  rules('00', [n(18, hasValidCheckDigit)]),
  rules('01', [gtin], { excludes: '255 37' }),
  rules('02', [gtin], { excludes: '01 03', needs: ['37'] }),
  rules('03', [gtin], { excludes: '01 02 37', inQuery: false }),
  rules('10', [xUpTo(20)], { needs: [ITEM_OR_MADE_TO_ORDER] }),
  rules('11 13 15 16', [n(6, isDateOrMonth)], { needs: [ITEM_OR_MADE_TO_ORDER] }),
  rules('12', [n(6, isDateOrMonth)], { needs: ['8020'] }),
  rules('17', [n(6, isDateOrMonth)], { needs: [`${ITEM_OR_MADE_TO_ORDER} 255`] }),
  rules('20', [n(2)], { needs: [ITEM] }),
  rules('21', [xUpTo(20)], { needs: ['01 03 8006'], excludes: '235', inQuery: false }),
  rules('22', [xUpTo(20)], { needs: ['01'], inQuery: false }),
  rules('235', [xUpTo(28)], { needs: ['01'], inQuery: false }),
  rules('240 241', [xUpTo(30)], { needs: [ITEM] }),
  rules('242', [nUpTo(6)], { needs: [ITEM] }),
  rules('243', [xUpTo(20)], { needs: ['01'] }),
  rules('250', [xUpTo(30)], { needs: ['01 8006', '21'] }),
  rules('251', [xUpTo(30)], { needs: ['01 8006'] }),
  rules('30', [nUpTo(8)], { needs: [CONTENT] }),
  rules('37', [nUpTo(8)], { needs: ['00', '02 8026'] }),
  rules('710-716', [xUpTo(20)], { needs: ['01'] }),
  rules('7001', [n(13)], { needs: [ITEM] }),
  rules('7002', [xUpTo(30)], { needs: [CONTENT] }),
  rules('7003', [n(6, isDate), n(4, isTime)], { needs: [CONTENT] }),
  rules('7004', [nUpTo(4)], { needs: ['01', '10'] }),
  rules('7005', [xUpTo(12)], { needs: [CONTENT] }),
  rules('7006', [n(6, isDate)], { needs: [CONTENT] }),
  rules('7007', [n(6, isDate), optional(n(6, isDate))], { needs: [CONTENT] }),
  rules('7008', [xUpTo(3)], { needs: [CONTENT] }),
  rules('7009', [xUpTo(10)], { needs: [CONTENT] }),
  rules('7010', [xUpTo(2)], { needs: [CONTENT] }),
  rules('7011', [n(6, isDate), optional(n(4, isTime))], { needs: [CONTENT] }),
  rules('7020', [xUpTo(20)], { needs: ['01 8006', '416'] }),
  rules('7021', [xUpTo(20)], { needs: ['01 8006'] }),
  rules('7022', [xUpTo(20)], { needs: ['7021'] }),
  rules('7230-7239', [x(2), xUpTo(28)], { needs: ['01 8004'] }),
  rules('7240', [xUpTo(20)], { needs: ['01 8006'] }),
  rules('8006', [gtin, n(4, isPieceOfTotal)], { excludes: '01 37' }),
  rules(
    '8008',
    [n(6, isDate), n(2, isHour), optional(n(2, isSixtieth)), optional(n(2, isSixtieth))],
    {
      needs: [CONTENT],
    },
  ),
  rules('8009', [xUpTo(50)], { needs: ['00 01'] }),
  rules('8012', [xUpTo(20)], { needs: ['01 8006'] }),
  rules('8026', [gtin, n(4, isPieceOfTotal)], { needs: ['37'], excludes: '02 8006' }),
  rules('8200', [xUpTo(70)], { needs: ['01'], inQuery: false }),
  rules('7023', [xUpTo(30, startsWithPrefix)]),
].flat()
