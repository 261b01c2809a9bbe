import { z } from 'zod'
import type { RuleFault } from '../../http/fields.ts'
import {
  type CustomSheet,
  customSheet,
  customSheetFaults,
  firstLabelFault,
  SHEET_LABELS_MAX,
} from './custom-sheet.rules.ts'
import {
  CustomSheetFields,
  type CustomSheetParams,
  customSheetOf,
  customSheetParams,
  missingParams,
  refuse,
} from './custom-sheet.schema.ts'
import { SHEET_NAMES, SHEETS, type Sheet, type SheetName } from './label-sheets.rules.ts'
import { PRINT_FORMATS, PRINTER_DPI, type PrinterDpi } from './print-job.rules.ts'

const PAGES_PER_PART_MAX = 2_000
const SHEET_DEFAULT = 'a4-65'
const CUSTOM = 'custom'

const SheetChoice = z.enum(SHEET_NAMES)

/** A choice of two shapes has faults of its own kind; these are of the shape that was meant. */
const sheet = z
  .preprocess(
    (given: unknown, context) => {
      const meant = typeof given === 'object' && given !== null ? CustomSheetFields : SheetChoice
      const parsed = meant.safeParse(given, { reportInput: true })
      context.issues.push(...((parsed.error?.issues ?? []) as z.core.$ZodRawIssue[]))
      return given
    },
    z.union([SheetChoice, CustomSheetFields]),
  )
  .default(SHEET_DEFAULT)
  .meta({
    description: 'Tờ nhãn: tên một tờ ở /label-sheets, hoặc số đo của một tờ tự đo',
    example: SHEET_DEFAULT,
  })

const firstLabelMeta = {
  description: 'Nhãn trống đầu tiên trên tờ đầu, từ 1, từ trái sang phải, từ trên xuống',
  example: 1,
}

/** How stamps are to be printed, in a JSON body; with {@link withSheetRules} around them. */
export const printFields = {
  format: z
    .enum(PRINT_FORMATS)
    .default('pdf')
    .meta({ description: 'Dạng tệp: PDF, ZPL cho máy in nhãn, CSV cho nhà in', example: 'pdf' }),
  sheet,
  firstLabel: z.int().min(1).max(SHEET_LABELS_MAX).default(1).meta(firstLabelMeta),
  dpi: z
    .literal(PRINTER_DPI)
    .default(203)
    .meta({ description: 'Số chấm một inch của máy in nhãn; chỉ dùng cho ZPL', example: 203 }),
  pagesPerPart: z
    .int()
    .min(1)
    .max(PAGES_PER_PART_MAX)
    .optional()
    .meta({ description: `Số tờ một tệp, không quá ${PAGES_PER_PART_MAX}`, example: 200 }),
}

/** The sheet in a query: a name, or `custom` with its measures as parameters of their own. */
export const printQuery = {
  sheet: z
    .enum([...SHEET_NAMES, CUSTOM])
    .default(SHEET_DEFAULT)
    .meta({
      description: `Tên tờ nhãn ở /label-sheets; ${CUSTOM}: tờ tự đo, theo các tham số dưới đây`,
      example: SHEET_DEFAULT,
    }),
  ...customSheetParams,
  firstLabel: z.coerce.number().int().min(1).max(SHEET_LABELS_MAX).default(1).meta(firstLabelMeta),
}

const DPI = { '203': 203, '300': 300, '600': 600 } as const satisfies Record<string, PrinterDpi>

/** The printer's dots an inch, in a query for ZPL. */
export const dpiParam = z
  .enum(['203', '300', '600'])
  .default('203')
  .transform((name) => DPI[name])
  .meta({ description: 'Số chấm một inch của máy in nhãn', example: '203' })

/** The part of a request that names the sheet. */
type SheetRequest =
  | { sheet: SheetName | CustomSheet }
  | ({ sheet: SheetName | typeof CUSTOM } & CustomSheetParams)

/** The sheet of a request that kept {@link withSheetRules}. */
export function sheetOf(request: SheetRequest): Sheet {
  if (typeof request.sheet === 'object') return customSheet(request.sheet)
  if (request.sheet === CUSTOM) return customSheet(customSheetOf(request))
  const { title: _, ...sheet } = SHEETS[request.sheet]
  return sheet
}

/** Adds the rules that tie the fields of a sheet to each other. It must be the last but `meta`. */
export function withSheetRules<S extends z.ZodType<SheetRequest & { firstLabel: number }>>(
  schema: S,
): S {
  return schema.superRefine((request, context) => {
    const faults = faultsOf(request)
    for (const { field, ...fault } of faults) refuse(context, [field], fault)
    if (faults.length > 0) return
    const fault = firstLabelFault(request.firstLabel, sheetOf(request))
    if (fault !== null) refuse(context, ['firstLabel'], fault)
  }) as S
}

function faultsOf(request: SheetRequest): (RuleFault & { field: string })[] {
  // In a body the custom sheet has kept its own rules.
  if (typeof request.sheet === 'object') return []
  if (request.sheet === CUSTOM) {
    const missing = missingParams(request)
    if (missing.length === 0) return customSheetFaults(customSheetOf(request))
    return missing.map((field) => ({ field, ...MISSING }))
  }
  const given = new Map<string, unknown>(Object.entries(request))
  const { sheet } = request
  return Object.keys(customSheetParams)
    .filter((name) => given.get(name) !== undefined)
    .map((field) => ({ field, ...onNamed(sheet) }))
}

const MISSING: RuleFault = {
  rule: 'field.required',
  reason: { vi: 'Tờ tự đo cần số này.', en: 'A custom sheet needs it.' },
  remedy: { vi: 'Đo trên tờ nhãn rồi điền.', en: 'Measure it on the sheet and fill it in.' },
}

function onNamed(sheet: SheetName): RuleFault {
  return {
    rule: 'sheet.not_custom',
    reason: {
      vi: `Tờ "${sheet}" đã có sẵn số đo.`,
      en: `The sheet ${sheet} has its own measures.`,
    },
    remedy: {
      vi: 'Bỏ tham số này, hoặc gửi sheet=custom cùng đủ số đo.',
      en: 'Leave it out, or send sheet=custom with all measures.',
    },
  }
}
