import { z } from 'zod'
import { instant, orNull } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { state } from '../stamps/fields.schema.ts'
import { STATES } from '../stamps/ledger.rules.ts'

/** The key of the devices of one local day, shared by the copies of the service. */
export const SaltRecord = z.object({
  /** The local date. */
  _id: z.string(),
  /** 32 random bytes, base64. */
  key: z.string(),
  /** By the clock of the server, which removes it. */
  storedAt: z.date(),
})
export type SaltRecord = z.infer<typeof SaltRecord>

/** That a device has been counted on a stamp. */
export const MarkRecord = z.object({
  /** Place of the stamp, colon, device. */
  _id: z.string(),
  /** When it was counted. */
  at: z.date(),
  /** The flush that set it, so that a flush which is repeated knows its own. */
  by: z.string(),
  /** By the clock of the machine: the server removes it some time after. */
  storedAt: z.date(),
})
export type MarkRecord = z.infer<typeof MarkRecord>

const span = { count: z.int(), firstAt: z.date(), lastAt: z.date() }

/** What is known of the counted scans of one stamp. Bounded, however often it is scanned. */
export const TotalsRecord = z.object({
  /** batch number × 2^20 + index. */
  _id: z.number(),
  enterpriseId: z.string(),
  productId: z.string(),
  ...span,
  /** By the state in which the stamp was scanned. */
  states: z.array(z.object({ state: z.enum(STATES), ...span })),
  /** By local date, the last of them; `unreported`: in the state delivered. */
  days: z.array(z.object({ on: z.string(), count: z.int(), unreported: z.int() })),
  /** By region, those seen last. */
  regions: z.array(z.object({ region: z.string(), ...span })),
  /** The clock hour of the last scan, and its devices up to a limit. */
  hour: z.object({ at: z.date(), devices: z.array(z.string()) }),
  /** The local day of the last scan, its devices up to a limit, and where they were. */
  day: z.object({
    on: z.string(),
    devices: z.array(z.string()),
    regions: z.array(
      z.object({
        region: z.string(),
        devices: z.int(),
        firstAt: z.date(),
        lastAt: z.date(),
      }),
    ),
  }),
  /** The hour and the day with the most devices so far. */
  peakHour: z.object({ at: z.date(), devices: z.int() }),
  peakDay: z.object({ on: z.string(), devices: z.int() }),
  /** When it was affixed, as had been reported by the last scan. */
  affixedOn: z.string().nullable(),
  /** The last flush of each copy of the service that is in these figures. */
  applied: z.array(z.object({ copy: z.string(), flush: z.int() })),
  revision: z.int(),
})
export type TotalsRecord = z.infer<typeof TotalsRecord>

/** How often a stamp was scanned, for the public page. */
export type ScanTotals = Pick<TotalsRecord, 'count' | 'firstAt' | 'lastAt'>

const count = z.int().min(0).meta({ description: 'Số lượt quét được tính', example: 12 })
const spanView = {
  count,
  firstAt: instant('First counted scan'),
  lastAt: instant('Last counted scan'),
}

export const ScanFigures = z
  .strictObject({
    count,
    firstAt: orNull(spanView.firstAt),
    lastAt: orNull(spanView.lastAt),
    days: z
      .array(z.strictObject({ on: LocalDate, count }))
      .meta({ description: 'Theo ngày, trong 30 ngày đến lượt quét cuối' }),
    states: z
      .array(z.strictObject({ state, ...spanView }))
      .meta({ description: 'Theo trạng thái của tem khi được quét' }),
    regions: z
      .array(
        z.strictObject({
          region: z.string().meta({ description: 'Mã tỉnh, hoặc mã nước', example: '31' }),
          name: z.string().meta({ description: 'Tên tỉnh', example: 'Hải Phòng' }),
          ...spanView,
        }),
      )
      .meta({ description: 'Theo tỉnh của địa chỉ mạng, nếu máy chủ trước có cho biết' }),
  })
  .meta({ id: 'ScanFigures', description: 'Các lượt quét được tính của một tem' })
export type ScanFigures = z.input<typeof ScanFigures>
