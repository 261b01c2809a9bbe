import type { Summary } from './ledger.ts'

const ROWS = [
  ['batches', 'Đợt cấp tem / batches'],
  ['stamps', 'Tem / stamps'],
  ['events', 'Biến động / events'],
  ['segments', 'Dải tem / segments'],
  ['auditEntries', 'Mục nhật ký / audit entries'],
  ['cards', 'Thẻ kho / stock cards'],
  ['statements', 'Bản chốt sổ / statements'],
  ['handovers', 'Biên bản bàn giao / handovers'],
  ['claims', 'Hồ sơ hỗ trợ / claims'],
  ['claimRanges', 'Dải của hồ sơ / ranges of claims'],
  ['differences', 'Sai khác / differences'],
] as const satisfies [keyof Summary, string][]

/** What a whole recount covers that the recount of one batch leaves out. */
const WHOLE_ONLY = new Set<keyof Summary>(['statements', 'handovers', 'claims', 'claimRanges'])

/** The table at the end of a recount. @param isWhole false: only one batch was looked at */
export function tableOf(summary: Summary, isWhole: boolean): string {
  const number = (value: number): string => value.toLocaleString('en-US')
  const states = Object.entries(summary.states).sort(([a], [b]) => (a < b ? -1 : 1))
  const rows: [string, string][] = ROWS.map(([field, title]) => [
    title,
    isWhole || !WHOLE_ONLY.has(field) ? number(summary[field]) : '–',
  ])
  rows.push(...states.map(([state, n]): [string, string] => [`  ${state}`, number(n)]))
  rows.push(['Thời gian / time', `${(summary.tookMs / 1000).toFixed(2)} s`])
  const width = Math.max(...rows.map(([title]) => title.length))
  const digits = Math.max(...rows.map(([, value]) => value.length))
  return rows
    .map(([title, value]) => `${title.padEnd(width)}  ${value.padStart(digits)}`)
    .join('\n')
}
