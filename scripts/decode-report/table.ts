import { type Fault, isTrue, type Outcome } from './compare.ts'
import { CONDITIONS, type Result, type Trial } from './trials.ts'

const WIDTHS = [11, 29, 5, 24, 18, 18]
/** Faults of one result that are named one by one. */
const FAULTS_MAX = 5

const FAULTS: Record<Fault['kind'], string> = {
  missing: 'không đọc được / not read',
  wrong: 'khác liên kết / not its link',
  twice: 'đọc hai lần / read twice',
  stray: 'ngoài chỗ của tem / where no stamp is',
}

export const HEADER = [
  'Tem đọc được / số tem đã in, mỗi bộ đọc. Cột cuối: mỗi mã đúng liên kết, không mã nào hai lần.',
  'Stamps read / printed, by each reader. Last column: each equals its link, none twice.',
  '',
  rowOf(['Tờ/sheet', 'Mã QR/symbol', 'dpi', 'Tình trạng/condition', 'zxing', 'zbar', 'đúng/true']),
].join('\n')

export const SUM_TITLE = 'Σ'

/** What distinguishes the symbols of a trial from those that the service prints. */
function formOf({ form }: Trial): string {
  if (form === undefined) return 'như in thật/as printed'
  return `${form.level}, mặt nạ/mask ${form.mask ?? 'cố định/fixed'}`
}

/** One line of the table, and one for each of the first faults. */
export function linesOf(result: Result): string[] {
  const faults = Object.entries(result.outcomes).flatMap(([reader, outcome]) =>
    outcome.faults.map(({ kind, page, label, text }) => {
      const place =
        page === 0 ? 'không có trang / no page' : `trang/page ${page}, tem/label ${label}`
      return `    ${reader}: ${FAULTS[kind]}: ${place}: ${text}`
    }),
  )
  const more = faults.length - FAULTS_MAX
  return [
    lineOf(result.trial.sheet, result),
    ...faults.slice(0, FAULTS_MAX),
    ...(more > 0 ? [`    … +${more}`] : []),
  ]
}

/** The sums over all sheets, for each form, resolution and condition. */
export function sumLines(results: readonly Result[]): string[] {
  const sums = new Map<string, Result>()
  for (const result of results) {
    const key = `${formOf(result.trial)}|${result.dpi}|${result.condition}`
    const sum = sums.get(key)
    sums.set(key, sum === undefined ? result : added(sum, result))
  }
  return [...sums.values()].map((result) => lineOf(SUM_TITLE, result))
}

function added(a: Result, b: Result): Result {
  const sum = (one: Outcome, other: Outcome) => ({
    asked: one.asked + other.asked,
    read: one.read + other.read,
    faults: [...one.faults, ...other.faults],
  })
  const outcomes = {
    zxing: sum(a.outcomes.zxing, b.outcomes.zxing),
    zbar: sum(a.outcomes.zbar, b.outcomes.zbar),
  }
  return { ...a, outcomes }
}

function lineOf(title: string, { trial, dpi, condition, outcomes }: Result): string {
  const { zxing, zbar } = outcomes
  const truth = isTrue(zxing) && isTrue(zbar) ? 'đúng/yes' : 'KHÔNG/NO'
  const { title: state } = CONDITIONS[condition]
  return rowOf([title, formOf(trial), String(dpi), state, share(zxing), share(zbar), truth])
}

/** Cut, not rounded: 100.0 % means every one. */
function share({ read, asked }: Outcome): string {
  const perMille = Math.floor((1000 * read) / asked)
  return `${read}/${asked} ${(perMille / 10).toFixed(1)} %`
}

function rowOf(cells: readonly string[]): string {
  return cells.map((cell, at) => cell.padEnd(WIDTHS[at] ?? 0)).join(' ')
}
