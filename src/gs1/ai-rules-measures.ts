import { isNotZero, isWinding } from './ai-checks.ts'
import { type AiRule, n, nUpTo, rules } from './ai-rule.ts'
import { isCurrencyCode } from './iso-codes.ts'

/** Three digits of the AI; the fourth, 0 to 5, is the place of the decimal point. */
const TRADE_MEASURES =
  '310 311 312 313 314 315 316 320 321 322 323 324 325 326 327 328 329 350 351 352 356 357 ' +
  '360 361 364 365 366'
const LOGISTIC_MEASURES =
  '330 331 332 333 334 335 336 340 341 342 343 344 345 346 347 348 349 353 354 355 362 363 ' +
  '367 368 369'
const VARIABLE_MEASURE = '30 31nn 32nn 35nn 36nn'

function measures(families: string, needs: string): AiRule[] {
  return families
    .split(' ')
    .flatMap((family) =>
      rules(`${family}0-${family}5`, [n(6)], { needs: [needs], excludes: `${family}n` }),
    )
}

/** Measures of goods and amounts of money. */
export const MEASURE_RULES: readonly AiRule[] = [
  measures(TRADE_MEASURES, '01 02'),
  measures(LOGISTIC_MEASURES, '00 01'),
  measures('337', '01'),
  rules('3900-3909', [nUpTo(15)], { needs: ['255 8020'], excludes: '390n 391n 394n 8111' }),
  rules('3910-3919', [n(3, isCurrencyCode), nUpTo(15)], { needs: ['8020'], excludes: '391n' }),
  rules('3920-3929', [nUpTo(15)], { needs: ['01', VARIABLE_MEASURE], excludes: '392n 393n' }),
  rules('3930-3939', [n(3, isCurrencyCode), nUpTo(15)], {
    needs: [VARIABLE_MEASURE],
    excludes: '393n',
  }),
  rules('3940-3943', [n(4)], { needs: ['255'], excludes: '394n 8111' }),
  rules('3950-3955', [n(6)], { needs: [VARIABLE_MEASURE], excludes: '392n 393n 395n 8005' }),
  rules('8001', [n(4, isNotZero), n(5, isNotZero), n(3, isNotZero), n(1, isWinding), n(1)], {
    needs: ['01'],
  }),
  rules('8005', [n(6)], { needs: ['01 02'] }),
  rules('8111', [n(4)], { needs: ['255'] }),
].flat()
