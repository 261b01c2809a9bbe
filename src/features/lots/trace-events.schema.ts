import { z } from 'zod'
import { Id, instant, line, page, ruled } from '../../http/fields.ts'
import { zoneFault } from './lots.rules.ts'
import { ACTIONS, BIZ_STEPS } from './trace-steps.ts'

/** A critical tracking event in the terms of EPCIS 2.0; never changed, never removed. */
export const TraceEventRecord = z.object({
  _id: z.string(),
  lotId: z.string(),
  /** Number of the event within its lot, from 1 without gaps, in the order of recording. */
  seq: z.int(),
  enterpriseId: z.string(),
  productId: z.string(),
  type: z.literal('ObjectEvent'),
  action: z.enum(ACTIONS),
  bizStep: z.enum(BIZ_STEPS),
  label: z.string(),
  eventTime: z.date(),
  eventTimeZoneOffset: z.string(),
  recordTime: z.date(),
  placeId: z.string(),
  traceCode: z.string(),
})
export type TraceEventRecord = z.infer<typeof TraceEventRecord>

const fields = {
  action: z.enum(ACTIONS).meta({
    description: 'EPCIS: ADD cho bước tạo ra lô, còn lại OBSERVE',
    example: 'OBSERVE',
  }),
  bizStep: z
    .enum(BIZ_STEPS)
    .meta({ description: 'Bước theo GS1 CBV 2.0', example: 'commissioning' }),
}

export const RecordTraceEvent = z
  .strictObject({
    bizStep: fields.bizStep,
    action: fields.action
      .nullable()
      .default(null)
      .meta({ description: 'Bỏ trống: ADD cho bước tạo ra lô, còn lại OBSERVE' }),
    label: line(100, 'Tên công đoạn', 'Thu hoạch')
      .nullable()
      .default(null)
      .meta({ description: 'Tên công đoạn; bỏ trống: tên chung của bước', example: 'Thu hoạch' }),
    eventTime: ruled(z.iso.datetime({ offset: true }), zoneFault).meta({
      description: 'Thời điểm xảy ra, có múi giờ',
      example: '2024-05-01T06:30:00+07:00',
    }),
    placeId: Id.nullable()
      .default(null)
      .meta({ description: 'Nơi xảy ra, thuộc cùng cơ sở; bỏ trống: nơi sản xuất của lô' }),
  })
  .meta({ id: 'RecordTraceEvent', description: 'A critical tracking event of a lot' })
export type RecordTraceEvent = z.output<typeof RecordTraceEvent>

export const TraceEventView = z
  .strictObject({
    id: Id,
    lotId: Id.meta({ description: 'Lô' }),
    seq: z.int().meta({ description: 'Number within the lot, in the order of recording' }),
    enterpriseId: Id.meta({ description: 'Cơ sở' }),
    productId: Id.meta({ description: 'Sản phẩm' }),
    type: z.literal('ObjectEvent').meta({ description: 'Loại sự kiện EPCIS' }),
    ...fields,
    label: z.string().meta({ description: 'Tên công đoạn', example: 'Thu hoạch' }),
    eventTime: instant('When it happened'),
    eventTimeZoneOffset: z
      .string()
      .meta({ description: 'Zone at the place of the event', example: '+07:00' }),
    recordTime: instant('When it was recorded'),
    placeId: Id.meta({ description: 'Nơi xảy ra' }),
    traceCode: z.string().meta({
      description: 'Mã truy xuất nguồn gốc: mã sản phẩm, mã địa điểm, số lô',
      example: '(01)08938501000019(91)VT-01(10)L240501-A',
    }),
  })
  .meta({ id: 'TraceEvent', description: 'Sự kiện theo dõi trọng yếu' })

export const TraceEventPage = page(TraceEventView, 'TraceEventPage')
