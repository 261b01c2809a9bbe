import { z } from 'zod'
import { Id, line, page } from '../../http/fields.ts'
import { KEY_KINDS } from '../products/products.schema.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { EventView, RecordedView } from './events.schema.ts'
import { batchNumber, index, indexRanges, quantity, state } from './fields.schema.ts'
import { TRANSITIONS } from './ledger.rules.ts'
import { BATCH_NUMBER_MAX } from './serial.rules.ts'

export const IssueStamps = z
  .strictObject({
    enterpriseId: Id.meta({ description: 'Cơ sở nhận tem' }),
    productId: Id.meta({ description: 'Sản phẩm sẽ mang tem' }),
    quantity: quantity.meta({ description: 'Số tem', example: 100 }),
    requestId: Id.nullable()
      .default(null)
      .meta({ description: 'Đề nghị cấp tem đã duyệt mà đợt này đáp ứng' }),
  })
  .meta({ id: 'IssueStamps', description: 'Cấp một đợt tem' })
export type IssueStamps = z.output<typeof IssueStamps>

const factsView = {
  state,
  lotId: z.string().nullable().meta({ description: 'Lô hàng' }),
  deliveredOn: LocalDate.nullable().meta({ description: 'Ngày giao tem' }),
  affixedOn: LocalDate.nullable().meta({ description: 'Ngày kích hoạt' }),
}

const keyStatus = z.enum(['standby', 'active', 'retired', 'leaked']).meta({
  description: 'Tình trạng khóa bí mật; leaked: đã lộ, tem của đợt có thể bị làm giả',
  example: 'active',
})

export const BatchView = z
  .strictObject({
    id: batchNumber,
    enterpriseId: z.string().meta({ description: 'Cơ sở' }),
    productId: z.string().meta({ description: 'Sản phẩm' }),
    key: z.string().meta({ description: 'GTIN-14 hoặc GDTI-13', example: '09520009900015' }),
    keyKind: z.enum(KEY_KINDS).meta({ description: 'Loại mã' }),
    quantity: quantity.meta({ description: 'Số tem' }),
    requestId: z.string().nullable().meta({ description: 'Đề nghị cấp tem' }),
    replaces: z
      .strictObject({
        batchId: batchNumber,
        opId: z.string().meta({ description: 'Lần hủy hiệu lực (opId của các biến động)' }),
      })
      .nullable()
      .meta({ description: 'Đợt và lần hủy mà đợt này cấp thay; null: không cấp thay' }),
    keyVersion: z.int().meta({ description: 'Phiên bản khóa bí mật của đợt' }),
    keyStatus,
    firstSerial: z.string().meta({ description: 'Số sê-ri đầu' }),
    lastSerial: z.string().meta({ description: 'Số sê-ri cuối' }),
    issuedOn: LocalDate.meta({ description: 'Ngày cấp' }),
    issuedBy: z.string().meta({ description: 'Người cấp' }),
  })
  .meta({ id: 'StampBatch', description: 'Đợt cấp tem' })
export const BatchPage = page(BatchView, 'StampBatchPage')

export const REPLACED_RANGES_MAX = 100

/** A copied stamp stays earned and a revoked one is not wanted any more: neither is replaced. */
const REPLACED_FOR = (TRANSITIONS.void.reasons ?? []).filter(
  (reason) => reason !== 'copied' && reason !== 'revoked',
)

export const ReplaceStamps = z
  .strictObject({
    ranges: indexRanges(REPLACED_RANGES_MAX),
    reason: z
      .enum(REPLACED_FOR)
      .meta({ description: 'Lý do hủy hiệu lực', example: 'print_fault' }),
    documentId: Id.nullable().default(null).meta({ description: 'Biên bản kèm theo' }),
  })
  .meta({
    id: 'ReplaceStamps',
    description: 'Hủy hiệu lực các dải tem và cấp thay đúng số đó, trong một lần',
  })
export type ReplaceStamps = z.output<typeof ReplaceStamps>

export const ReplacedView = z
  .strictObject({ voided: RecordedView, batch: BatchView })
  .meta({ id: 'ReplacedStamps', description: 'Các biến động hủy và đợt cấp thay' })

export const SegmentView = z
  .strictObject({
    from: index.meta({ description: 'Tem đầu, từ 0' }),
    to: index.meta({ description: 'Tem cuối' }),
    ...factsView,
  })
  .meta({ id: 'StampSegment', description: 'Dải tem cùng trạng thái' })
export const SegmentPage = page(SegmentView, 'StampSegmentPage')

export const StampView = z
  .strictObject({
    serial: z.string().meta({ description: 'Số sê-ri' }),
    link: z.string().meta({ description: 'Đường dẫn trong mã QR' }),
    batchId: batchNumber,
    index: index.meta({ description: 'Vị trí trong đợt, từ 0' }),
    number: z.int().meta({ description: 'Số thứ tự in trên tem, từ 1' }),
    enterpriseId: z.string().meta({ description: 'Cơ sở' }),
    productId: z.string().meta({ description: 'Sản phẩm' }),
    keyStatus,
    ...factsView,
    events: z.array(EventView).meta({ description: 'Biến động của tem này' }),
  })
  .meta({ id: 'Stamp', description: 'Một tem, cho cán bộ và cơ sở của nó' })

export const BatchParams = z.strictObject({
  id: z.coerce
    .number()
    .int()
    .min(1)
    .max(BATCH_NUMBER_MAX)
    .meta({ description: 'Số của đợt cấp tem', example: 1 }),
})
export const CodeParams = z.strictObject({
  code: line(300, 'Mã in trên tem: số sê-ri, mã đầy đủ hoặc đường dẫn', '0000100000000000'),
})
export const BatchFilter = z.strictObject({
  enterpriseId: Id.optional().meta({ description: 'Chỉ của cơ sở này' }),
})
