import { formerProvinces } from './former-provinces.ts'

export type PersonalNumberResult =
  | {
      readonly ok: true
      /** 12 digits. */
      readonly value: string
      readonly birthYear: number
    }
  | {
      readonly ok: false
      readonly reason:
        | 'not_digits'
        | 'length'
        /** The first three digits name no province. */
        | 'birthplace'
        /** The fourth digit names a century that has not begun. */
        | 'century'
    }

const BIRTHPLACES: ReadonlySet<string> = new Set(formerProvinces().map(({ code }) => `0${code}`))

/**
 * Reads a personal identity number (số định danh cá nhân) of 12 digits; blanks and dots are taken
 * out. It holds the place of registration of birth (3 digits), sex and century (1), the year of
 * birth (2), and six random digits.
 *
 * What can be checked: the 63 province codes of births in the country, which the merger of 2025
 * did not change for numbers given out, and the century: 0 and 1 for 1900–1999, 2 and 3 for
 * 2000–2099. What cannot: births registered abroad (codes 100 to 999, whose list is not at hand,
 * all pass), the year, which may lie in the future of 2000–2099, and the six random digits. There
 * is no check digit, so most slips of the pen make another well-formed number.
 * @see Nghị định 137/2015/NĐ-CP, Điều 13; Thông tư 07/2016/TT-BCA, Phụ lục 1 (list of provinces);
 *   Thông tư 59/2021/TT-BCA, Điều 4 (sex and century)
 */
export function parsePersonalNumber(text: string): PersonalNumberResult {
  const value = text.replace(/[\s.]/g, '')
  if (!/^[0-9]*$/.test(value)) return { ok: false, reason: 'not_digits' }
  if (value.length !== 12) return { ok: false, reason: 'length' }
  if (value.startsWith('0') && !BIRTHPLACES.has(value.slice(0, 3))) {
    return { ok: false, reason: 'birthplace' }
  }
  const century = Math.floor(Number(value[3]) / 2)
  if (century > 1) return { ok: false, reason: 'century' }
  return { ok: true, value, birthYear: 1900 + century * 100 + Number(value.slice(4, 6)) }
}
