import { z } from 'zod'
import { Id, instant, line, orNull, page, Revision, ruled } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'
import { batchNumber, index, orderFault } from '../stamps/fields.schema.ts'

export const NOTICE_KINDS = ['recall', 'suspension'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

const SCOPE_LEVELS = ['enterprise', 'product', 'lot', 'range'] as const

const ScopeRecord = z.object({
  level: z.enum(SCOPE_LEVELS),
  enterpriseId: z.string(),
  /** Null: all products of the enterprise. */
  productId: z.string().nullable(),
  lotId: z.string().nullable(),
  batchId: z.int().nullable(),
  /** Stamps of the batch, counted from 0, both inclusive. */
  from: z.int().nullable(),
  to: z.int().nullable(),
})
export type NoticeScope = z.infer<typeof ScopeRecord>

/**
 * A decision that goods are taken back (recall: NĐ 37/2026/NĐ-CP, Art. 52(7) and 69(3)(c)) or may
 * not circulate or be shown for the time being (suspension: Art. 69(3)(c); TT 31/2026/TT-BCT,
 * Art. 11(2)). It holds until it is lifted; every scan of what it touches shows it.
 */
export const NoticeRecord = z.object({
  _id: z.string(),
  kind: z.enum(NOTICE_KINDS),
  number: z.string(),
  scope: ScopeRecord,
  /** What a scan looks under: see targetOf. */
  target: z.string(),
  /** Shown to the public. */
  reason: z.string(),
  /** What a buyer should do; shown to the public. */
  advice: z.string().nullable(),
  /** The decision, as it stood in the register when the notice was recorded. */
  document: z.object({
    id: z.string(),
    number: z.string(),
    issuedOn: z.string(),
    signer: z.string(),
  }),
  /** False once lifted. */
  live: z.boolean(),
  /** From then on it shows, on the very next scan. */
  since: z.date(),
  lifted: z
    .object({ at: z.date(), by: z.string(), reason: z.string(), documentId: z.string().nullable() })
    .nullable(),
  createdAt: z.date(),
  createdBy: z.string(),
  revision: z.int(),
})
export type NoticeRecord = z.infer<typeof NoticeRecord>

const ids = {
  enterpriseId: Id.meta({ description: 'Cơ sở: mọi sản phẩm của cơ sở' }),
  productId: Id.meta({ description: 'Sản phẩm: mọi lô và mọi tem của sản phẩm' }),
  lotId: Id.meta({ description: 'Lô hàng: mọi tem đã gắn với lô' }),
}
const ends = {
  batchId: batchNumber,
  from: index.meta({ description: 'Tem đầu, đếm từ 0', example: 0 }),
  to: index.meta({ description: 'Tem cuối, tính cả nó', example: 19 }),
}
const level = z
  .enum(SCOPE_LEVELS)
  .meta({ description: 'Phạm vi: cơ sở, sản phẩm, lô hàng, dải tem', example: 'lot' })
const levelIs = <L extends (typeof SCOPE_LEVELS)[number]>(value: L) =>
  z.literal(value).meta({ description: `Phạm vi: ${value}` })

const OfAnyLevel = z.looseObject({ level })

/** A choice of shapes has faults of its own kind; of the level alone they name what may stand. */
const WantedScope = z
  .preprocess(
    (given: unknown, context) => {
      const parsed = OfAnyLevel.safeParse(given, { reportInput: true })
      context.issues.push(...((parsed.error?.issues ?? []) as z.core.$ZodRawIssue[]))
      return given
    },
    z.discriminatedUnion('level', [
      z.strictObject({ level: levelIs('enterprise'), enterpriseId: ids.enterpriseId }),
      z.strictObject({ level: levelIs('product'), productId: ids.productId }),
      z.strictObject({ level: levelIs('lot'), lotId: ids.lotId }),
      ruled(z.strictObject({ level: levelIs('range'), ...ends }), orderFault),
    ]),
  )
  .meta({
    description: 'Hàng hóa nào: một cơ sở, một sản phẩm, một lô, hoặc một dải tem của một đợt',
    example: { level: 'lot', lotId: '65a0c0ffee00000000000001' },
  })
export type WantedScope = z.output<typeof WantedScope>

const reason = line(500, 'Lý do, công khai', 'Dư lượng thuốc bảo vệ thực vật vượt mức cho phép')
const advice = orNull(
  line(500, 'Người mua cần làm gì, công khai', 'Ngừng sử dụng và mang trả lại nơi đã mua'),
)

export const CreateNotice = z
  .strictObject({
    scope: WantedScope,
    documentId: Id.meta({ description: 'Quyết định của Sở (loại decision) tại /documents' }),
    reason,
    advice: advice.default(null),
  })
  .meta({ id: 'CreateNotice', description: 'Ghi một quyết định thu hồi hoặc tạm dừng' })
export type CreateNotice = z.output<typeof CreateNotice>

export const LiftNotice = z
  .strictObject({
    reason: line(500, 'Lý do gỡ', 'Kết quả kiểm nghiệm lại đạt yêu cầu'),
    documentId: Id.nullable()
      .default(null)
      .meta({ description: 'Văn bản kết luận hoặc quyết định gỡ, nếu có' }),
  })
  .meta({ id: 'LiftNotice', description: 'Vì sao quyết định không còn hiệu lực' })
export type LiftNotice = z.output<typeof LiftNotice>

const text = (description: string, example?: string) =>
  z.string().meta({ description, ...(example === undefined ? {} : { example }) })

export const NoticeView = z
  .strictObject({
    id: Id,
    kind: z
      .enum(NOTICE_KINDS)
      .meta({ description: 'Thu hồi hàng hóa, hoặc tạm dừng', example: 'recall' }),
    number: text('Số do sổ cấp trong năm', 'TH-2026-0001'),
    scope: z
      .strictObject({
        level,
        enterpriseId: Id.meta({ description: 'Cơ sở có hàng hóa' }),
        productId: orNull(Id.meta({ description: 'Sản phẩm; null: mọi sản phẩm của cơ sở' })),
        lotId: orNull(Id.meta({ description: 'Lô hàng, khi phạm vi là lô' })),
        batchId: orNull(batchNumber.meta({ description: 'Đợt cấp tem, khi phạm vi là dải tem' })),
        from: orNull(ends.from),
        to: orNull(ends.to),
      })
      .meta({ description: 'Hàng hóa nào' }),
    reason: text('Lý do, công khai'),
    advice: orNull(text('Người mua cần làm gì, công khai')),
    document: z
      .strictObject({
        id: Id,
        number: text('Số, ký hiệu', '15/QĐ-SNNMT'),
        issuedOn: LocalDate.meta({ description: 'Ngày ban hành' }),
        signer: text('Người ký'),
      })
      .meta({ description: 'Quyết định' }),
    live: z.boolean().meta({ description: 'Còn hiệu lực: mọi lượt quét đều thấy', example: true }),
    since: instant('From when on it shows on scans'),
    lifted: z
      .strictObject({
        at: instant('When it was lifted'),
        by: text('Người gỡ'),
        reason: text('Lý do gỡ'),
        documentId: Id.nullable().meta({ description: 'Văn bản kết luận hoặc quyết định gỡ' }),
      })
      .nullable()
      .meta({ description: 'Đã gỡ khi nào, vì sao; null: còn hiệu lực' }),
    createdAt: instant('When it was recorded'),
    createdBy: text('Người ghi'),
    revision: Revision,
  })
  .meta({ id: 'Notice', description: 'Quyết định thu hồi hàng hóa hoặc tạm dừng' })
export type NoticeView = z.input<typeof NoticeView>

export const NoticePage = page(NoticeView, 'NoticePage')

export const NoticeFilter = z.strictObject({
  enterpriseId: Id.optional().meta({ description: 'Only those about goods of this enterprise' }),
  productId: Id.optional().meta({
    description: 'Only those about this product, its lots or its stamps',
  }),
  live: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'Only those that hold, or only those lifted', example: 'true' }),
})
