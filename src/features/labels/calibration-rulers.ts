import { broken, lineMm, type MmPen, type Style } from './mm-pen.ts'
import { QUIET_MODULES } from './symbol.rules.ts'
import type { TestCode } from './test-code.ts'

/** Where the rulers begin, in millimetres; tests measure from here. */
export const RULER = { xMm: 30, yMm: 34, lengthMm: 100 } as const

const HEAD: Style = { face: 'strong', sizePt: 12 }
const MAIN: Style = { face: 'plain', sizePt: 9 }
const SMALL: Style = { face: 'plain', sizePt: 7 }
const TICK: Style = { face: 'plain', sizePt: 6.5 }
const LINE_MM = 0.1
const GUIDE = { xMm: 38, yMm: 50, widthMm: 160 }
const CODES = { xMm: 15, yMm: 158, rightMm: 195, gapMm: 5, captionMm: 24 }
const CAPTION_MM = 24
const MEASURE = "đo phải đúng 100 mm; in ở 100 %, không 'fit to page'"

const GUIDANCE: readonly [string, string][] = [
  [
    '1. In trang này ở 100 % rồi đo hai thước: nếu không đúng 100 mm, đặt tỉ lệ in về 100 %.',
    'Print at 100 % and measure both rulers: if they are not 100 mm, set the scale to 100 %.',
  ],
  [
    '2. Quét từng mã bên dưới bằng điện thoại, cách 10–15 cm, từ mã lớn đến mã nhỏ.',
    'Scan each code below with a phone at 10 to 15 cm, from the largest to the smallest.',
  ],
  [
    '3. Mã nhỏ nhất đọc được ngay cho biết tờ nào an toàn: chọn tờ ghi dưới mã đó hoặc dưới ' +
      'mã lớn hơn.',
    'The smallest code that reads at once tells which sheets are safe: those named under it or a ' +
      'larger one.',
  ],
  [
    '4. Sau khi quét, số đầu tiên sau “/21/” là cạnh mô-đun tính bằng phần nghìn mm: 0396 là ' +
      '0,396 mm.',
    'The first digits after “/21/” are the module in thousandths of a millimetre: ' +
      '0396 is 0.396 mm.',
  ],
  [
    '5. Nếu dấu góc ở trang 1 bị lệch: đo độ lệch rồi in bằng tờ tự đo với leftMm, topMm đã sửa.',
    'If the marks on page 1 drift: measure by how much, and use a custom sheet with leftMm and ' +
      'topMm corrected.',
  ],
  [
    'Các mã này không phải tem: tra cứu sẽ báo mã sai.',
    'These codes are no stamps: a look-up says that the code is wrong.',
  ],
]

/** Two rulers of 100 mm and how to read the page. */
export function drawRulers(pen: MmPen, name: string): void {
  pen.text(`Trang hiệu chỉnh 2/2 – tờ ${name}`, HEAD, 15, 16)
  pen.text('Calibration page 2 of 2: rulers and test codes', SMALL, 15, 20.5)
  const { xMm, yMm, lengthMm } = RULER
  pen.line([xMm, yMm], [xMm + lengthMm, yMm], LINE_MM)
  pen.line([xMm, yMm], [xMm, yMm + lengthMm], LINE_MM)
  for (let tick = 0; tick <= lengthMm; tick += 1) {
    const tickMm = tick % 10 === 0 ? 4 : tick % 5 === 0 ? 3 : 2
    pen.line([xMm + tick, yMm], [xMm + tick, yMm - tickMm], LINE_MM)
    pen.line([xMm, yMm + tick], [xMm - tickMm, yMm + tick], LINE_MM)
    if (tick % 10 !== 0) continue
    pen.centred(String(tick), TICK, xMm + tick, yMm - 4.8)
    if (tick > 0) pen.centred(String(tick), TICK, xMm - 6.4, yMm + tick + 0.8)
  }
  pen.text(MEASURE, MAIN, xMm + 4, yMm + 5)
  pen.text('must measure 100 mm; print at 100 %, not “fit to page”', SMALL, xMm + 4, yMm + 8.6)
  pen.upwards(MEASURE, MAIN, xMm - 10, yMm + lengthMm / 2)
  let topMm = GUIDE.yMm
  for (const pair of GUIDANCE) topMm = paragraph(pen, pair, topMm)
}

/** @returns where the next paragraph begins */
function paragraph(pen: MmPen, [vi, en]: readonly [string, string], topMm: number): number {
  let usedMm = 0
  for (const [text, style] of [[vi, MAIN] as const, [en, SMALL] as const]) {
    for (const line of broken(text, style, GUIDE.widthMm)) {
      pen.text(line, style, GUIDE.xMm, topMm + usedMm + 0.8 * lineMm(style))
      usedMm += lineMm(style)
    }
  }
  return topMm + usedMm + 2.5
}

/** The test codes in rows, each over its size and the sheets that it stands for. */
export function drawCodes(pen: MmPen, codes: readonly TestCode[]): void {
  pen.text('Mã thử: cạnh mô-đun, cạnh mã kể cả vùng trắng, tờ nhãn', HEAD, CODES.xMm, CODES.yMm - 9)
  pen.text('Test codes: module, side with quiet zone, sheets', SMALL, CODES.xMm, CODES.yMm - 5)
  let bottomMm: number = CODES.yMm
  for (const row of inRows(codes)) {
    bottomMm += Math.max(...row.map(({ sideMm }) => sideMm))
    let xMm: number = CODES.xMm
    for (const code of row) {
      const middleMm = xMm + widthOf(code) / 2
      const quietMm = QUIET_MODULES * code.moduleMm
      const [leftMm, topMm] = [middleMm - code.sideMm / 2, bottomMm - code.sideMm]
      pen.symbol(code.link, leftMm + quietMm, topMm + quietMm, code.moduleMm)
      caption(pen, code, middleMm, bottomMm)
      xMm += widthOf(code) + CODES.gapMm
    }
    bottomMm += CODES.captionMm
  }
}

const widthOf = ({ sideMm }: TestCode) => Math.max(sideMm, CAPTION_MM)

function inRows(codes: readonly TestCode[]): TestCode[][] {
  const rows: TestCode[][] = []
  let usedMm = Number.POSITIVE_INFINITY
  for (const code of codes) {
    if (usedMm + widthOf(code) > CODES.rightMm - CODES.xMm) {
      rows.push([])
      usedMm = 0
    }
    rows.at(-1)?.push(code)
    usedMm += widthOf(code) + CODES.gapMm
  }
  return rows
}

function caption(pen: MmPen, code: TestCode, middleMm: number, topMm: number): void {
  const decimal = (mm: number, digits: number) => mm.toFixed(digits).replace('.', ',')
  const side = decimal(code.sideMm, 1)
  pen.centred(`${decimal(code.moduleMm, 3)} mm`, MAIN, middleMm, topMm + 2.5)
  const lines = [`${side} × ${side} mm`, ...broken(code.sheets.join(', '), TICK, CAPTION_MM)]
  for (const [at, line] of lines.entries()) {
    pen.centred(line, TICK, middleMm, topMm + 5.6 + at * lineMm(TICK))
  }
}
