import { COMPANIES_AND_BRANCHES } from './enterprises/companies.ts'
import { COOPERATIVES } from './enterprises/cooperatives.ts'
import { HOUSEHOLDS } from './enterprises/households.ts'
import type { ExampleEnterprise } from './types.ts'

/**
 * The twenty establishments, e01 … e20.
 *
 * Numbers were made so that nobody should hold them, yet each passes its rule:
 * - Tax codes begin with 99. The two leading digits name the office that issued a code; the
 *   allotments known to us run from 01 to 64, with the eighties for persons. No register was
 *   asked, so this is a choice made with care and not a guarantee.
 * - Personal numbers begin with 031 (Hải Phòng), then 2 or 3 and 9: people to be born after 2089.
 * - Telephone numbers follow the area code 0225 with a 0, which no subscriber number begins with.
 * - GS1 company prefixes lie under 952, which GS1 keeps for demonstrations.
 */
export const ENTERPRISES: readonly ExampleEnterprise[] = [
  ...COOPERATIVES,
  ...COMPANIES_AND_BRANCHES,
  ...HOUSEHOLDS,
].sort((a, b) => a.ref.localeCompare(b.ref))
