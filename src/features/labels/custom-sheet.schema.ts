import { z } from 'zod'
import type { RuleFault } from '../../http/fields.ts'
import {
  type CustomSheet,
  customSheetFaults,
  LABEL_MM,
  PAPER_MM,
  SHEET_LABELS_MAX,
} from './custom-sheet.rules.ts'
import { LABEL_FIELDS, type LabelField } from './label-sheets.rules.ts'

const BLEED_MM_MAX = 10
/** Paper where a request says none. */
const PAPER_DEFAULT = { widthMm: 210, heightMm: 297 } as const
const NO_FIELDS = 'none'
const FIELD = `(?:${LABEL_FIELDS.join('|')})`

/** What a custom sheet is measured by: limits in millimetres or labels, and its description. */
const MEASURES = {
  widthMm: { ...PAPER_MM, description: 'Chiều rộng giấy, mm; bỏ trống: A4, 210', example: 210 },
  heightMm: { ...PAPER_MM, description: 'Chiều cao giấy, mm; bỏ trống: A4, 297', example: 297 },
  columns: { min: 1, max: SHEET_LABELS_MAX, description: 'Số nhãn một hàng', example: 5 },
  rows: { min: 1, max: SHEET_LABELS_MAX, description: 'Số hàng nhãn', example: 13 },
  leftMm: {
    min: 0,
    max: PAPER_MM.max,
    description: 'Từ mép trái giấy đến nhãn đầu, mm',
    example: 4.75,
  },
  topMm: {
    min: 0,
    max: PAPER_MM.max,
    description: 'Từ mép trên giấy đến nhãn đầu, mm',
    example: 10.7,
  },
  labelWidthMm: { ...LABEL_MM, description: 'Chiều rộng nhãn, mm', example: 38.1 },
  labelHeightMm: { ...LABEL_MM, description: 'Chiều cao nhãn, mm', example: 21.2 },
  pitchXMm: {
    min: LABEL_MM.min,
    max: PAPER_MM.max,
    description: 'Bước ngang: từ mép trái nhãn này đến mép trái nhãn kế, mm; thay cho gapXMm',
    example: 40.6,
  },
  pitchYMm: {
    min: LABEL_MM.min,
    max: PAPER_MM.max,
    description: 'Bước dọc: từ mép trên nhãn này đến mép trên nhãn kế, mm; thay cho gapYMm',
    example: 21.2,
  },
  gapXMm: {
    min: 0,
    max: PAPER_MM.max,
    description: 'Khe giữa hai nhãn cạnh nhau, mm; thay cho pitchXMm; bỏ trống: 0',
    example: 2.5,
  },
  gapYMm: {
    min: 0,
    max: PAPER_MM.max,
    description: 'Khe giữa hai hàng nhãn, mm; thay cho pitchYMm; bỏ trống: 0',
    example: 0,
  },
  bleedMm: {
    min: 0,
    max: BLEED_MM_MAX,
    description: 'Tràn lề quanh nhãn, mm, không quá nửa khe; bỏ trống: 0',
    example: 0,
  },
} as const

interface Measure {
  min: number
  max: number
  description: string
  example: number
}

const measure = ({ min, max, ...meta }: Measure) => z.number().min(min).max(max).meta(meta)
const count = ({ min, max, ...meta }: Measure) => z.int().min(min).max(max).meta(meta)
const measureParam = ({ min, max, ...meta }: Measure) =>
  z.coerce.number().min(min).max(max).optional().meta(meta)
const countParam = ({ min, max, ...meta }: Measure) =>
  z.coerce.number().int().min(min).max(max).optional().meta(meta)

/** In order of need, whatever the order in which they were named. */
const inOrder = (named: readonly string[]): LabelField[] =>
  LABEL_FIELDS.filter((field) => named.includes(field))

export const CustomSheetFields = z
  .strictObject({
    widthMm: measure(MEASURES.widthMm).default(PAPER_DEFAULT.widthMm),
    heightMm: measure(MEASURES.heightMm).default(PAPER_DEFAULT.heightMm),
    columns: count(MEASURES.columns),
    rows: count(MEASURES.rows),
    leftMm: measure(MEASURES.leftMm),
    topMm: measure(MEASURES.topMm),
    labelWidthMm: measure(MEASURES.labelWidthMm),
    labelHeightMm: measure(MEASURES.labelHeightMm),
    pitchXMm: measure(MEASURES.pitchXMm).optional(),
    pitchYMm: measure(MEASURES.pitchYMm).optional(),
    gapXMm: measure(MEASURES.gapXMm).optional(),
    gapYMm: measure(MEASURES.gapYMm).optional(),
    bleedMm: measure(MEASURES.bleedMm).default(0),
    cutMarks: z.boolean().default(false).meta({ description: 'In vạch cắt ở lề', example: true }),
    fields: z
      .array(z.enum(LABEL_FIELDS))
      .max(LABEL_FIELDS.length)
      .default([...LABEL_FIELDS])
      .overwrite(inOrder)
      .meta({
        description: 'Chữ in bên mã QR, số sê-ri và số tem; theo thứ tự cần thiết, đến khi hết chỗ',
        example: ['product', 'enterprise'],
      }),
  })
  .superRefine((sheet, context) => {
    for (const { field, ...fault } of customSheetFaults(sheet)) refuse(context, [field], fault)
  })
  .meta({
    id: 'CustomSheet',
    description: 'Tờ nhãn tự đo: giấy, lề, bước hoặc khe, tràn lề, vạch cắt',
  })

export function refuse(context: z.RefinementCtx, path: string[], fault: RuleFault): void {
  context.addIssue({ code: 'custom', path, message: fault.reason.en, params: { fault } })
}

/** The same as parameters of a query, all of which a sheet with a name does without. */
export const customSheetParams = {
  widthMm: measureParam(MEASURES.widthMm),
  heightMm: measureParam(MEASURES.heightMm),
  columns: countParam(MEASURES.columns),
  rows: countParam(MEASURES.rows),
  leftMm: measureParam(MEASURES.leftMm),
  topMm: measureParam(MEASURES.topMm),
  labelWidthMm: measureParam(MEASURES.labelWidthMm),
  labelHeightMm: measureParam(MEASURES.labelHeightMm),
  pitchXMm: measureParam(MEASURES.pitchXMm),
  pitchYMm: measureParam(MEASURES.pitchYMm),
  gapXMm: measureParam(MEASURES.gapXMm),
  gapYMm: measureParam(MEASURES.gapYMm),
  bleedMm: measureParam(MEASURES.bleedMm),
  cutMarks: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'In vạch cắt ở lề; bỏ trống: không', example: 'true' }),
  fields: z
    .string()
    .max(100)
    .regex(new RegExp(`^(?:${NO_FIELDS}|${FIELD}(?:,${FIELD})*)$`))
    .optional()
    .meta({
      description:
        'Chữ in bên mã QR, cách nhau dấu phẩy; bỏ trống: ' +
        `${LABEL_FIELDS.join(',')}; ${NO_FIELDS}: không có chữ`,
      example: 'product,enterprise',
    }),
}

type Given<Params extends Record<string, z.ZodType>> = {
  [Name in keyof Params]?: z.output<Params[Name]> | undefined
}
export type CustomSheetParams = Given<typeof customSheetParams>

/** What no sheet can do without. */
const MEASURED = ['columns', 'rows', 'leftMm', 'topMm', 'labelWidthMm', 'labelHeightMm'] as const

/** The parameters that a custom sheet still needs. */
export function missingParams(params: CustomSheetParams): (typeof MEASURED)[number][] {
  return MEASURED.filter((name) => params[name] === undefined)
}

/** The parameters as the sheet that a body would hold; without one of {@link missingParams}. */
export function customSheetOf(params: CustomSheetParams): CustomSheet {
  const { columns = 1, rows = 1, leftMm = 0, topMm = 0, fields } = params
  return {
    widthMm: params.widthMm ?? PAPER_DEFAULT.widthMm,
    heightMm: params.heightMm ?? PAPER_DEFAULT.heightMm,
    columns,
    rows,
    leftMm,
    topMm,
    labelWidthMm: params.labelWidthMm ?? LABEL_MM.min,
    labelHeightMm: params.labelHeightMm ?? LABEL_MM.min,
    pitchXMm: params.pitchXMm,
    pitchYMm: params.pitchYMm,
    gapXMm: params.gapXMm,
    gapYMm: params.gapYMm,
    bleedMm: params.bleedMm ?? 0,
    cutMarks: params.cutMarks === 'true',
    fields: fields === undefined ? LABEL_FIELDS : inOrder(fields.split(',')),
  }
}
