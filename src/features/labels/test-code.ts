import { stampLink } from '../stamps/code.rules.ts'
import { checkCharacter } from '../stamps/serial.rules.ts'
import { type LabelLayout, layOut, type StampText } from './label-layout.ts'
import { SHEET_NAMES, SHEETS, type SheetName } from './label-sheets.rules.ts'
import { qrForm } from './qr-symbol.ts'
import { LabelTooSmall, MODULE_MM, QUIET_MODULES } from './symbol.rules.ts'

/** A code for trying a printer and a phone; it is no stamp. */
export interface TestCode {
  moduleMm: number
  /** With its quiet zone. */
  sideMm: number
  /** The sheets whose stamps have modules of this size. */
  sheets: SheetName[]
  link: string
}

/** Names of usual length: what a sheet has room for depends on them a little. */
const USUAL_TEXT: StampText = {
  product: 'Vải thiều Thanh Hà loại một',
  enterprise: 'Hợp tác xã nông nghiệp Thủy Nguyên',
  department: 'Sở NN&MT',
  hotline: '0225 3 123 456',
}
/** A GTIN that nobody has; real ones are as long, so that the symbols are of one version. */
const NO_GTIN = '0'.repeat(14)
const SIZES_MM = [MODULE_MM.min, 0.5, 0.6, 0.8]
const UM_PER_MM = 1_000

/**
 * The link in a test code. Its serial begins with the side of a module in micrometres, which a
 * phone shows when it has read the code, and its check character is wrong: no stamp has it.
 */
export function testLink(linkHost: string, moduleMm: number): string {
  const size = String(Math.round(moduleMm * UM_PER_MM)).padStart(4, '0')
  const body = `${size}TEST0000000`
  const wrong = checkCharacter(body) === '0' ? '1' : '0'
  return stampLink(linkHost, NO_GTIN, body + wrong)
}

/** Modules along one side of a stamp's symbol for a GTIN, without the quiet zone. */
export function modulesOf(linkHost: string): number {
  return qrForm(testLink(linkHost, MODULE_MM.min)).size
}

/**
 * What a sheet prints for names of usual length: the symbol's place, and the fields. Null where the
 * links, for the length of their host, need a symbol that its labels are too small for.
 */
export function findUsualLayout(name: SheetName, linkHost: string): LabelLayout | null {
  try {
    return layOut(SHEETS[name], USUAL_TEXT, modulesOf(linkHost))
  } catch (error) {
    if (error instanceof LabelTooSmall) return null
    throw error
  }
}

/** A code for each size of module on the sheets, and a few more, from the smallest up. */
export function testCodes(linkHost: string): TestCode[] {
  const across = modulesOf(linkHost) + 2 * QUIET_MODULES
  const sheetsOf = new Map<number, SheetName[]>(
    SIZES_MM.map((moduleMm) => [Math.round(moduleMm * UM_PER_MM), []]),
  )
  for (const name of SHEET_NAMES) {
    const layout = findUsualLayout(name, linkHost)
    if (layout === null) continue
    const size = Math.round(layout.symbol.moduleMm * UM_PER_MM)
    sheetsOf.set(size, [...(sheetsOf.get(size) ?? []), name])
  }
  return [...sheetsOf]
    .sort(([a], [b]) => a - b)
    .map(([size, sheets]) => {
      const moduleMm = size / UM_PER_MM
      return { moduleMm, sideMm: across * moduleMm, sheets, link: testLink(linkHost, moduleMm) }
    })
}
