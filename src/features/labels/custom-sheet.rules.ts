import type { RuleFault } from '../../http/fields.ts'
import type { LabelField, Sheet } from './label-sheets.rules.ts'

/** Sides of paper and label that a custom sheet may have, in millimetres. */
export const PAPER_MM = { min: 10, max: 1_200 } as const
export const LABEL_MM = { min: 10, max: 300 } as const
export const SHEET_LABELS_MAX = 1_000

/** A sheet as a person measures it: pitches, or gaps between labels, or neither for none. */
export interface CustomSheet {
  widthMm: number
  heightMm: number
  columns: number
  rows: number
  leftMm: number
  topMm: number
  labelWidthMm: number
  labelHeightMm: number
  pitchXMm?: number | undefined
  pitchYMm?: number | undefined
  gapXMm?: number | undefined
  gapYMm?: number | undefined
  bleedMm: number
  cutMarks: boolean
  fields: readonly LabelField[]
}

/** A rule that a custom sheet breaks, and the field to change. */
type SheetFault = RuleFault & { field: keyof CustomSheet }

/** One direction of a sheet, with the names of its fields. */
interface Axis {
  paperMm: number
  startMm: number
  labelMm: number
  count: number
  pitchMm: number
  names: Record<'paper' | 'start' | 'label' | 'count' | 'pitch' | 'gap', keyof CustomSheet>
  edge: { vi: string; en: string }
}

/** Sums of decimal numbers are a little off: 38.1 + 2.5 must not be more than 40.6. */
const SLACK_MM = 1e-6

/** To 1/10,000 mm, as finely as a PDF is written. */
function rounded(mm: number): number {
  return Math.round(mm * 10_000) / 10_000
}

function show(mm: number): { vi: string; en: string } {
  const en = String(rounded(mm))
  return { vi: en.replace('.', ','), en }
}

function axesOf(sheet: CustomSheet): [Axis, Axis] {
  const across: Axis = {
    paperMm: sheet.widthMm,
    startMm: sheet.leftMm,
    labelMm: sheet.labelWidthMm,
    count: sheet.columns,
    pitchMm: rounded(sheet.pitchXMm ?? sheet.labelWidthMm + (sheet.gapXMm ?? 0)),
    names: {
      paper: 'widthMm',
      start: 'leftMm',
      label: 'labelWidthMm',
      count: 'columns',
      pitch: 'pitchXMm',
      gap: 'gapXMm',
    },
    edge: { vi: 'mép phải', en: 'right edge' },
  }
  const down: Axis = {
    paperMm: sheet.heightMm,
    startMm: sheet.topMm,
    labelMm: sheet.labelHeightMm,
    count: sheet.rows,
    pitchMm: rounded(sheet.pitchYMm ?? sheet.labelHeightMm + (sheet.gapYMm ?? 0)),
    names: {
      paper: 'heightMm',
      start: 'topMm',
      label: 'labelHeightMm',
      count: 'rows',
      pitch: 'pitchYMm',
      gap: 'gapYMm',
    },
    edge: { vi: 'mép dưới', en: 'lower edge' },
  }
  return [across, down]
}

/** The sheet in full, without a fault of {@link customSheetFaults}. */
export function customSheet(sheet: CustomSheet): Sheet {
  const [across, down] = axesOf(sheet)
  const { gapXMm: _x, gapYMm: _y, ...rest } = sheet
  return { ...rest, pitchXMm: across.pitchMm, pitchYMm: down.pitchMm }
}

/** Every rule of geometry that a custom sheet breaks; each alone is within its limits. */
export function customSheetFaults(sheet: CustomSheet): SheetFault[] {
  const axes = axesOf(sheet)
  const faults = axes.flatMap((axis) => [
    ...pitchOrGap(axis, sheet),
    ...overlap(axis),
    ...outside(axis),
  ])
  return [...faults, ...tooMany(sheet), ...bleedMeets(axes, sheet.bleedMm)]
}

function pitchOrGap({ names: { pitch, gap } }: Axis, sheet: CustomSheet): SheetFault[] {
  if (sheet[pitch] === undefined || sheet[gap] === undefined) return []
  const fault = {
    field: gap,
    rule: 'sheet.pitch_or_gap',
    reason: {
      vi: `"${pitch}" (bước) và "${gap}" (khe) nói cùng một điều.`,
      en: `${pitch} and ${gap} say the same thing.`,
    },
    remedy: { vi: `Chỉ gửi một: bỏ "${gap}" hoặc "${pitch}".`, en: `Leave out one of the two.` },
  }
  return [fault]
}

function overlap({ pitchMm, labelMm, names: { pitch, label } }: Axis): SheetFault[] {
  if (pitchMm >= labelMm - SLACK_MM) return []
  const [step, size] = [show(pitchMm), show(labelMm)]
  const fault = {
    field: pitch,
    rule: 'sheet.overlap',
    reason: {
      vi: `Nhãn chồng lên nhau: bước ${step.vi} mm nhỏ hơn nhãn ${size.vi} mm.`,
      en: `The labels overlap: a pitch of ${step.en} mm, labels of ${size.en} mm.`,
    },
    remedy: {
      vi: `Đặt "${pitch}" từ ${size.vi} trở lên, hoặc giảm "${label}".`,
      en: `Give ${pitch} at least ${size.en}, or a smaller ${label}.`,
    },
  }
  return [fault]
}

function outside(axis: Axis): SheetFault[] {
  const { paperMm, startMm, labelMm, count, pitchMm, names, edge } = axis
  const blockMm = (count - 1) * pitchMm + labelMm
  if (startMm + blockMm <= paperMm + SLACK_MM) return []
  const [end, paper] = [show(startMm + blockMm), show(paperMm)]
  const spare = show(Math.floor((paperMm - blockMm + SLACK_MM) * 10_000) / 10_000)
  const movable = paperMm - blockMm >= -SLACK_MM
  const fault = {
    field: movable ? names.start : count > 1 ? names.count : names.label,
    rule: 'sheet.outside',
    reason: {
      vi: `Nhãn cuối kết thúc ở ${end.vi} mm, quá ${edge.vi} của giấy (${paper.vi} mm).`,
      en: `The last label ends at ${end.en} mm, beyond the paper's ${edge.en} (${paper.en} mm).`,
    },
    remedy: movable
      ? {
          vi: `Đặt "${names.start}" nhiều nhất ${spare.vi}, hoặc đo lại khổ giấy "${names.paper}".`,
          en: `Give ${names.start} at most ${spare.en}, or measure the paper (${names.paper}).`,
        }
      : {
          vi: `Giảm "${names.count}" hoặc "${names.label}", hoặc đo lại giấy "${names.paper}".`,
          en: `Give fewer ${names.count}, a smaller ${names.label} or a larger ${names.paper}.`,
        },
  }
  return [fault]
}

function tooMany({ columns, rows }: CustomSheet): SheetFault[] {
  if (columns * rows <= SHEET_LABELS_MAX) return []
  const fault = {
    field: 'rows' as const,
    rule: 'sheet.labels_max',
    reason: {
      vi: `${columns} × ${rows} nhãn nhiều hơn ${SHEET_LABELS_MAX} nhãn một tờ.`,
      en: `${columns} × ${rows} labels are more than ${SHEET_LABELS_MAX} a sheet.`,
    },
    remedy: { vi: 'Giảm "rows" hoặc "columns".', en: 'Give fewer rows or columns.' },
  }
  return [fault]
}

/** Colour of one label must not run into the next: each may use half of the gap. */
function bleedMeets(axes: readonly Axis[], bleedMm: number): SheetFault[] {
  const gaps = axes.filter(({ count }) => count > 1).map((axis) => axis.pitchMm - axis.labelMm)
  const mostMm = Math.max(Math.min(...gaps) / 2, 0)
  if (bleedMm <= mostMm + SLACK_MM) return []
  const [bleed, most] = [show(bleedMm), show(mostMm)]
  const fault = {
    field: 'bleedMm' as const,
    rule: 'sheet.bleed',
    reason: {
      vi: `Tràn lề ${bleed.vi} mm lớn hơn nửa khe giữa hai nhãn (${most.vi} mm).`,
      en: `A bleed of ${bleed.en} mm is more than half of the gap (${most.en} mm).`,
    },
    remedy: {
      vi: `Đặt "bleedMm" nhiều nhất ${most.vi}, hoặc tăng khe giữa các nhãn.`,
      en: `Give bleedMm at most ${most.en}, or leave a larger gap.`,
    },
  }
  return [fault]
}

/** A place that is not on the sheet. */
export function firstLabelFault(
  firstLabel: number,
  { columns, rows }: Pick<Sheet, 'columns' | 'rows'>,
): RuleFault | null {
  const perSheet = columns * rows
  if (firstLabel <= perSheet) return null
  return {
    rule: 'sheet.first_label',
    reason: {
      vi: `Tờ này chỉ có ${perSheet} nhãn.`,
      en: `The sheet has only ${perSheet} labels.`,
    },
    remedy: {
      vi: `Chọn từ 1 đến ${perSheet}: đếm từ trái sang phải, từ trên xuống.`,
      en: `Choose from 1 to ${perSheet}, counted row by row from the top left.`,
    },
  }
}
