import type { Line, Total } from './stock.rules.ts'

const HEADINGS: [heading: string, value: (line: Total) => number][] = [
  ['Tồn đầu tháng', ({ opening }) => opening],
  ['Nhận', ({ received }) => received],
  ['Tìm lại', ({ found }) => found],
  ['Đã dán', ({ affixed }) => affixed],
  ['Hỏng', ({ spoiled }) => spoiled],
  ['Mất', ({ lost }) => lost],
  ['Trả lại', ({ returned }) => returned],
  ['Hủy hiệu lực', ({ voided }) => voided],
  ['Sửa sai', ({ corrected }) => corrected],
  ['Tồn cuối tháng', ({ closing }) => closing],
  ['Tem hỏng giữ đầu tháng', ({ spoiledOpening }) => spoiledOpening],
  ['Tem hỏng tìm lại', ({ spoiledFound }) => spoiledFound],
  ['Tem hỏng đã nộp', ({ handedIn }) => handedIn],
  ['Tem hỏng bị mất', ({ spoiledLost }) => spoiledLost],
  ['Sửa sai tem hỏng', ({ spoiledCorrected }) => spoiledCorrected],
  ['Tem hỏng giữ cuối tháng', ({ spoiledClosing }) => spoiledClosing],
]

/** The card as a table that Excel opens: UTF-8 with its mark, RFC 4180, one line a batch. */
export function cardCsv(card: { lines: readonly Line[]; total: Total }): string {
  const rows = [
    ['Đợt cấp tem', ...HEADINGS.map(([heading]) => heading)],
    ...card.lines.map((line) => [line.batchId, ...HEADINGS.map(([, value]) => value(line))]),
    ['Cộng', ...HEADINGS.map(([, value]) => value(card.total))],
  ]
  return `\uFEFF${rows.map((row) => row.join(',')).join('\r\n')}\r\n`
}
