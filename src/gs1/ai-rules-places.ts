import {
  isCountryOrSeveral,
  isDate,
  isDateOrMonth,
  isHyphen,
  isImporterIndex,
  isLatitude,
  isLongitude,
  isPercentEncoded,
  isTime,
  isYesNo,
  startsWithPrefix,
} from './ai-checks.ts'
import { type AiRule, n, optional, rules, x, xUpTo } from './ai-rule.ts'
import { hasValidCheckDigit } from './check-digit.ts'
import { isCountryAlpha2, isCountryCode } from './iso-codes.ts'

const CONTENT = '01 02'
const gln = n(13, hasValidCheckDigit)
const country = n(3, isCountryCode)
const upToFiveCountries = [country, ...Array.from({ length: 4 }, () => optional(country))]
const temperature = [n(6), optional(x(1, isHyphen))]

/** Transport, locations, parties, countries. */
export const PLACE_RULES: readonly AiRule[] = [
  rules('400', [xUpTo(30)]),
  rules('401', [xUpTo(30, startsWithPrefix)]),
  rules('402', [n(17, hasValidCheckDigit)]),
  rules('403', [xUpTo(30)], { needs: ['00'] }),
  rules('410 411 412 413 414 416 417', [gln]),
  rules('415', [gln], { needs: ['8020'] }),
  rules('254', [xUpTo(20)], { needs: ['414'], inQuery: false }),
  rules('420', [xUpTo(20)], { excludes: '421' }),
  rules('421', [country, xUpTo(9)], { excludes: '4307' }),
  rules('422', [country], { needs: ['01 02 8006 8026'], excludes: '426' }),
  rules('423 425', upToFiveCountries, { needs: [CONTENT], excludes: '426' }),
  rules('424', [country], { needs: [CONTENT], excludes: '426' }),
  rules('426', [country], { needs: [CONTENT] }),
  rules('427', [xUpTo(3)], { needs: [CONTENT, '422'] }),
  rules('4300 4301 4310 4311 4320', [xUpTo(35, isPercentEncoded)], { needs: ['00'] }),
  rules('4302 4304 4305 4306 4312 4314 4315 4316', [xUpTo(70, isPercentEncoded)], {
    needs: ['00'],
  }),
  rules('4303', [xUpTo(70, isPercentEncoded)], { needs: ['4302'] }),
  rules('4313', [xUpTo(70, isPercentEncoded)], { needs: ['4312'] }),
  rules('4307 4317', [x(2, isCountryAlpha2)], { needs: ['00'] }),
  rules('4308 4319', [xUpTo(30)], { needs: ['00'] }),
  rules('4309', [n(10, isLatitude), n(10, isLongitude)], { needs: ['00'] }),
  rules('4318', [xUpTo(20)], { needs: ['00'] }),
  rules('4321 4322 4323', [n(1, isYesNo)], { needs: ['00'] }),
  rules('4324 4325', [n(6, isDateOrMonth), n(4, isTime)], { needs: ['00'] }),
  rules('4326', [n(6, isDate)], { needs: ['00'] }),
  rules('4330', temperature, { needs: ['00'], excludes: '4331' }),
  rules('4331', temperature, { needs: ['00'], excludes: '4330' }),
  rules('4332', temperature, { needs: ['00'], excludes: '4333' }),
  rules('4333', temperature, { needs: ['00'], excludes: '4332' }),
  rules('7030-7039', [n(3, isCountryOrSeveral), xUpTo(27)], { needs: [CONTENT] }),
  rules('7040', [n(1), x(1), x(1), x(1, isImporterIndex)], { inQuery: false }),
  rules('7041', [xUpTo(4)], { needs: ['00'], inQuery: false }),
].flat()
