/** Why the code of a stamp is suspicious. */
export const REASON_CODES = [
  'not_released',
  'before_affixing',
  'after_withdrawal',
  'pace_hour',
  'pace_day',
  'places',
  'distance',
  'inspection',
] as const
export type ReasonCode = (typeof REASON_CODES)[number]
