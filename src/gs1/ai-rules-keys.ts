import {
  hasLetter,
  hasNoZeroInFront,
  isFullDate,
  isIban,
  isMediaType,
  isPercentEncoded,
  isPositionInSequence,
  isSexCode,
  isTime,
  isZero,
  startsWithPrefix,
} from './ai-checks.ts'
import { type AiRule, n, nUpTo, optional, rules, x, xUpTo, yUpTo, zUpTo } from './ai-rule.ts'
import { hasValidCheckDigit } from './check-digit.ts'
import { hasValidCheckPair } from './check-pair.ts'

const PERSON = '8017 8018'
const SIGNED = '00 01+21 253 255 8003 8004 8006+21 8010+8011 8017 8018'
const key13 = n(13, hasValidCheckDigit)
const name = [xUpTo(40, isPercentEncoded)]

/** Documents, coupons, assets, parts, services, persons, and what is internal. */
export const KEY_RULES: readonly AiRule[] = [
  rules('253', [key13, optional(xUpTo(17))]),
  rules('255', [key13, optional(nUpTo(12))], { excludes: '01 02 415 8006 8020 8026' }),
  rules('7241', [n(2, isMediaType)], { needs: [PERSON] }),
  rules('7242', [xUpTo(25)], { needs: [PERSON] }),
  rules('7250', [n(8, isFullDate)], { needs: ['8018'], excludes: '7251' }),
  rules('7251', [n(8, isFullDate), n(4, isTime)], { needs: ['8018'], excludes: '7250' }),
  rules('7252', [n(1, isSexCode)], { needs: ['8018'] }),
  rules('7253 7254', name, { needs: [PERSON], excludes: '7256 7259' }),
  rules('7255', [xUpTo(10)], { needs: [PERSON], excludes: '7256 7259' }),
  rules('7256', [xUpTo(90, isPercentEncoded)], { needs: [PERSON] }),
  rules('7257', [xUpTo(70, isPercentEncoded)], { needs: ['8018'] }),
  rules('7258', [x(3, isPositionInSequence)], { needs: ['8018+7259'] }),
  rules('7259', name, { needs: ['8018'], excludes: '7256' }),
  rules('8002', [xUpTo(20)]),
  rules('8003', [n(1, isZero), key13, optional(xUpTo(16))]),
  rules('8004', [xUpTo(30, startsWithPrefix)]),
  rules('8007', [xUpTo(34, isIban)], { needs: ['415'] }),
  rules('8010', [yUpTo(30, startsWithPrefix)]),
  rules('8011', [nUpTo(12, hasNoZeroInFront)], { needs: ['8010'], inQuery: false }),
  rules('8013', [xUpTo(25, hasValidCheckPair, startsWithPrefix)]),
  rules('8014', [xUpTo(25, hasValidCheckPair, startsWithPrefix, hasLetter)], {
    needs: ['01'],
    inQuery: false,
  }),
  rules('8017', [n(18, hasValidCheckDigit)], { excludes: '8018' }),
  rules('8018', [n(18, hasValidCheckDigit)], { excludes: '8017' }),
  rules('8019', [nUpTo(10)], { needs: [PERSON], inQuery: false }),
  rules('8020', [xUpTo(25)], { needs: ['415'], inQuery: false }),
  rules('8030', [zUpTo(90)], { needs: [SIGNED] }),
  // Coupons of North America: an inner structure exists and is not checked.
  rules('8110 8112', [xUpTo(70)]),
  rules('90', [xUpTo(30)]),
  rules('91-99', [xUpTo(90)]),
].flat()
