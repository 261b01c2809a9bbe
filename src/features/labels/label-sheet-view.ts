import { calibrationPdf } from './calibration-pdf.ts'
import { SHEET_NAMES, SHEETS, type SheetName } from './label-sheets.rules.ts'
import type { LabelSheets } from './label-sheets.schema.ts'
import { labelsPerSheet } from './sheet.rules.ts'
import { QUIET_MODULES } from './symbol.rules.ts'
import { findUsualLayout, modulesOf, testCodes, testLink } from './test-code.ts'

/** Dates calibration pages: they change with the program alone. */
const DATED_ON = '2024-01-01'

/** To a micrometre. */
const rounded = (mm: number) => Math.round(mm * 1_000) / 1_000

/** The sheets of the list with the symbol that stamps have on them. */
export function viewSheets(linkHost: string): LabelSheets {
  const modules = modulesOf(linkHost)
  const items = SHEET_NAMES.map((name) => {
    const { fields, ...sheet } = SHEETS[name]
    const moduleMm = findUsualLayout(name, linkHost)?.symbol.moduleMm
    return {
      name,
      ...sheet,
      labelsPerSheet: labelsPerSheet(sheet),
      fields: [...fields],
      symbol:
        moduleMm === undefined
          ? null
          : {
              modules,
              moduleMm: rounded(moduleMm),
              quietZoneMm: rounded(QUIET_MODULES * moduleMm),
              sideMm: rounded((modules + 2 * QUIET_MODULES) * moduleMm),
            },
    }
  })
  return { items }
}

/** The calibration page of a sheet of the list. */
export async function drawCalibration(name: SheetName, linkHost: string): Promise<Buffer> {
  const symbol = findUsualLayout(name, linkHost)?.symbol
  return await calibrationPdf({
    name,
    sheet: SHEETS[name],
    codes: testCodes(linkHost),
    symbol:
      symbol === undefined
        ? null
        : { ...symbol, modules: modulesOf(linkHost), link: testLink(linkHost, symbol.moduleMm) },
    linkHost,
    issuedOn: DATED_ON,
  })
}
