import { z } from 'zod'
import { Id, instant, line, orNull, page, Revision, ruled } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { batchRanges } from '../stamps/events.schema.ts'
import { batchNumber, index, quantity } from '../stamps/fields.schema.ts'
import { ownNumberFault } from './handover-number.rules.ts'

export const HANDOVER_STATUSES = ['prepared', 'confirmed', 'cancelled'] as const
export type HandoverStatus = (typeof HANDOVER_STATUSES)[number]

const rangeRecord = { batchId: z.int(), from: z.int(), to: z.int() }

export const HandoverRecord = z.object({
  _id: z.string(),
  number: z.string(),
  /** Year of `handedOn`, in which the number is unique among live handovers. */
  year: z.int(),
  enterpriseId: z.string(),
  /** Names as they stood when it was prepared: the paper that was signed keeps them. */
  enterpriseName: z.string(),
  enterpriseAddress: z.string(),
  batches: z.array(z.object({ batchId: z.int(), productId: z.string(), productName: z.string() })),
  ranges: z.array(z.object(rangeRecord)),
  handedOn: z.string(),
  giver: z.string(),
  giverTitle: z.string().nullable(),
  receiver: z.string(),
  receiverTitle: z.string().nullable(),
  note: z.string().nullable(),
  /** Signed minutes, named at the confirmation. */
  documentId: z.string().nullable(),
  status: z.enum(HANDOVER_STATUSES),
  /** False once cancelled: its number is free for another. */
  live: z.boolean(),
  steps: z.array(
    z.object({
      status: z.enum(HANDOVER_STATUSES),
      at: z.date(),
      by: z.string(),
      role: z.string(),
      reason: z.string().nullable(),
    }),
  ),
  createdAt: z.date(),
  createdBy: z.string(),
  revision: z.int(),
})
export type HandoverRecord = z.infer<typeof HandoverRecord>

/** A range that no other event takes while it is live. */
export const HoldRecord = z.object({
  _id: z.string(),
  ...rangeRecord,
  handoverId: z.string(),
  live: z.boolean(),
})
export type HoldRecord = z.infer<typeof HoldRecord>

const title = (description: string, example: string) => orNull(line(100, description, example))

const fields = {
  number: line(60, 'Số biên bản', '15/BB-SNNMT'),
  enterpriseId: Id.meta({ description: 'Cơ sở nhận tem' }),
  handedOn: LocalDate.meta({ description: 'Ngày bàn giao', example: '2024-03-15' }),
  giver: line(100, 'Người giao', 'Trần Thị Ví Dụ'),
  giverTitle: title('Chức vụ người giao', 'Phó trưởng phòng Quản lý chất lượng'),
  receiver: line(100, 'Người nhận', 'Nguyễn Văn Ví Dụ'),
  receiverTitle: title('Chức vụ người nhận', 'Giám đốc hợp tác xã'),
  note: orNull(line(500, 'Ghi chú', 'Kèm 02 cuộn mực in')),
}

export const PrepareHandover = z
  .strictObject({
    enterpriseId: fields.enterpriseId,
    ranges: batchRanges,
    handedOn: fields.handedOn
      .nullable()
      .default(null)
      .meta({ description: 'Ngày bàn giao; bỏ trống là hôm nay' }),
    number: ruled(fields.number, ownNumberFault)
      .nullable()
      .default(null)
      .meta({ description: 'Số biên bản; bỏ trống thì sổ cấp số BBBG-năm-số' }),
    giver: fields.giver
      .nullable()
      .default(null)
      .meta({ description: 'Người giao; bỏ trống là người lập' }),
    giverTitle: fields.giverTitle.default(null),
    receiver: fields.receiver,
    receiverTitle: fields.receiverTitle.default(null),
    note: fields.note.default(null),
  })
  .meta({ id: 'PrepareHandover', description: 'Lập biên bản bàn giao tem: giữ các dải tem' })
export type PrepareHandover = z.output<typeof PrepareHandover>

const minutes = 'Biên bản giấy đã ký (loại minutes)'

export const ConfirmHandover = z
  .strictObject({
    documentId: Id.nullable()
      .default(null)
      .meta({ description: `${minutes}; cán bộ xác nhận thay phải nêu` }),
  })
  .meta({ id: 'ConfirmHandover', description: 'Bên nhận xác nhận đã nhận tem' })
export type ConfirmHandover = z.output<typeof ConfirmHandover>

export const CancelHandover = z
  .strictObject({ reason: line(500, 'Lý do', 'Cơ sở hẹn nhận vào tháng sau') })
  .meta({ id: 'CancelHandover', description: 'Vì sao hủy biên bản chưa xác nhận' })
export type CancelHandover = z.output<typeof CancelHandover>

const status = z
  .enum(HANDOVER_STATUSES)
  .meta({ description: 'Trạng thái: đã lập, đã xác nhận, đã hủy', example: 'prepared' })

const text = (description: string) => z.string().meta({ description })
const stamps = quantity.meta({ description: 'Số tem', example: 500 })
const goods = {
  batchId: batchNumber,
  productId: Id.meta({ description: 'Sản phẩm mang tem' }),
  productName: text('Tên sản phẩm khi lập biên bản'),
}

const summary = {
  id: Id,
  number: text('Số biên bản'),
  enterpriseId: fields.enterpriseId,
  enterpriseName: text('Tên cơ sở khi lập biên bản'),
  enterpriseAddress: text('Địa chỉ cơ sở khi lập biên bản'),
  handedOn: fields.handedOn,
  giver: text('Người giao'),
  giverTitle: orNull(text('Chức vụ người giao')),
  receiver: text('Người nhận'),
  receiverTitle: orNull(text('Chức vụ người nhận')),
  note: orNull(text('Ghi chú')),
  documentId: Id.nullable().meta({ description: minutes }),
  status,
  stamps: z.int().min(1).meta({ description: 'Tổng số tem', example: 1_300 }),
  batches: z
    .array(z.strictObject({ ...goods, stamps }))
    .meta({ description: 'Số tem theo từng đợt' }),
  steps: z
    .array(
      z.strictObject({
        status,
        at: instant('When the step was taken'),
        by: text('Người thực hiện'),
        role: text('Vai trò của người đó'),
        reason: orNull(text('Lý do')),
      }),
    )
    .meta({ description: 'Các bước, từ đầu' }),
  createdAt: instant('When it was prepared'),
  createdBy: text('Người lập'),
  revision: Revision,
}

const HandoverSummary = z
  .strictObject(summary)
  .meta({ id: 'HandoverSummary', description: 'Biên bản bàn giao tem, không kèm các dải' })
export const HandoverPage = page(HandoverSummary, 'HandoverPage')

const place = (description: string) =>
  z
    .int()
    .min(1)
    .meta({ description: `${description}, đếm từ 1`, example: 1 })

export const HandoverView = z
  .strictObject({
    ...summary,
    ranges: z
      .array(
        z.strictObject({
          ...goods,
          from: index.meta({ description: 'Tem đầu, đếm từ 0', example: 0 }),
          to: index.meta({ description: 'Tem cuối, tính cả nó', example: 499 }),
          firstNumber: place('Số thứ tự của tem đầu'),
          lastNumber: place('Số thứ tự của tem cuối'),
          firstSerial: text('Số sê-ri của tem đầu'),
          lastSerial: text('Số sê-ri của tem cuối'),
          stamps,
        }),
      )
      .meta({ description: 'Các dải tem, theo đợt và số thứ tự' }),
  })
  .meta({ id: 'Handover', description: 'Biên bản bàn giao tem' })
export type HandoverView = z.input<typeof HandoverView>

export const HandoverFilter = z.strictObject({
  enterpriseId: Id.optional().meta({ description: 'Only handovers to this enterprise' }),
  status: z
    .enum(HANDOVER_STATUSES)
    .optional()
    .meta({ description: 'Only handovers in this state', example: 'prepared' }),
})
