import { z } from 'zod'
import { Id, instant, line, orNull, page } from '../../http/fields.ts'
import { batchNumber, index, state } from '../stamps/fields.schema.ts'
import { STATES } from '../stamps/ledger.rules.ts'
import { SuspicionView } from '../suspicions/suspicions.schema.ts'
import { ScanFigures } from '../visits/visits.schema.ts'

export const CHECK_FINDINGS = ['ok', 'suspect'] as const
export type CheckFinding = (typeof CHECK_FINDINGS)[number]

/** A stamp was looked at on goods, in a shop. Append-only. */
export const CheckRecord = z.object({
  _id: z.string(),
  /** batch number × 2^20 + index. */
  place: z.number(),
  enterpriseId: z.string(),
  productId: z.string(),
  /** State of the stamp when the check was recorded. */
  state: z.enum(STATES),
  finding: z.enum(CHECK_FINDINGS),
  note: z.string().nullable(),
  /** As of the day of the check. */
  wardCode: z.string(),
  /** Present code of its province. */
  region: z.string(),
  occurredAt: z.date(),
  recordedAt: z.date(),
  by: z.string(),
  byRole: z.string(),
})
export type CheckRecord = z.infer<typeof CheckRecord>

const finding = z
  .enum(CHECK_FINDINGS)
  .meta({ description: 'Kết quả: không thấy gì lạ, hoặc nghi vấn', example: 'ok' })
const code = line(300, 'Mã in trên tem: số sê-ri, mã đầy đủ hoặc đường dẫn', '0000100000000000')

export const RecordCheck = z
  .strictObject({
    code,
    wardCode: z
      .string()
      .regex(/^\d{5}$/)
      .meta({ description: 'Mã xã, phường nơi kiểm tra, theo ngày kiểm tra', example: '11476' }),
    finding,
    note: orNull(line(1_000, 'Ghi chú', 'Quầy rau sạch, chợ An Dương')).default(null),
    occurredAt: orNull(instant('Lúc kiểm tra; bỏ trống là bây giờ')).default(null),
  })
  .meta({ id: 'RecordCheck', description: 'Ghi một lần kiểm tra tem tại cửa hàng' })
export type RecordCheck = z.output<typeof RecordCheck>

const text = (description: string) => z.string().meta({ description })

const CheckView = z
  .strictObject({
    id: Id,
    serial: text('Số sê-ri của tem'),
    link: text('Đường dẫn trong mã QR'),
    batchId: batchNumber,
    index: index.meta({ description: 'Vị trí trong đợt, từ 0', example: 0 }),
    number: z.int().meta({ description: 'Số thứ tự in trên tem, từ 1', example: 1 }),
    enterpriseId: Id.meta({ description: 'Cơ sở' }),
    productId: Id.meta({ description: 'Sản phẩm' }),
    state,
    finding,
    note: orNull(text('Ghi chú')),
    wardCode: text('Mã xã, phường'),
    ward: text('Tên xã, phường vào ngày kiểm tra'),
    region: text('Mã tỉnh hiện nay'),
    province: text('Tên tỉnh vào ngày kiểm tra'),
    occurredAt: instant('When it was checked'),
    recordedAt: instant('When it was recorded'),
    by: text('Người kiểm tra'),
    byRole: text('Vai trò của người đó'),
  })
  .meta({ id: 'StampCheck', description: 'Một lần kiểm tra tem tại cửa hàng' })
export const CheckPage = page(CheckView, 'StampCheckPage')

export const EARLIER_MAX = 20

export const CheckedView = z
  .strictObject({
    check: CheckView.meta({ description: 'Lần kiểm tra vừa ghi' }),
    earlier: z
      .array(CheckView)
      .meta({ description: `Các lần kiểm tra trước của tem này, mới nhất trước, ${EARLIER_MAX}` }),
    scans: ScanFigures.meta({ description: 'Người mua đã quét mã này khi nào, ở đâu' }),
    suspicion: SuspicionView.nullable().meta({ description: 'Nghi vấn về tem này' }),
  })
  .meta({ id: 'CheckedStamp', description: 'Lần kiểm tra, và mã này đã thấy ở đâu nữa' })

export const CheckFilter = z.strictObject({
  code: code.optional(),
  finding: finding.optional().meta({ description: 'Only with this finding' }),
})
