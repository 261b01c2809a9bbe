import { z } from 'zod'
import { Id, instant, line, page, Revision } from '../../http/fields.ts'
import { LocalDate } from '../shared/dates.schema.ts'

const DOCUMENT_KINDS = [
  'decision',
  'voucher',
  'minutes',
  'application',
  'certificate',
  'other',
] as const
export type DocumentKind = (typeof DOCUMENT_KINDS)[number]

export const DocumentRecord = z.object({
  _id: z.string(),
  kind: z.enum(DOCUMENT_KINDS),
  number: z.string(),
  issuedOn: z.string(),
  signer: z.string(),
  title: z.string(),
  /** SHA-256 of the file, hex: the file itself stays with whoever issued it. */
  sha256: z.string(),
  /** The enterprise it belongs to; null: a document of the department. */
  enterpriseId: z.string().nullable(),
  createdAt: z.date(),
  createdBy: z.string(),
  revision: z.int(),
})
export type DocumentRecord = z.infer<typeof DocumentRecord>

const fields = {
  kind: z.enum(DOCUMENT_KINDS).meta({
    description: 'Loại văn bản: quyết định, chứng từ, biên bản, đơn, chứng nhận, khác',
    example: 'decision',
  }),
  number: line(60, 'Số, ký hiệu văn bản', '15/QĐ-SNNMT'),
  issuedOn: LocalDate.meta({ description: 'Ngày ban hành', example: '2024-03-15' }),
  signer: line(100, 'Người ký', 'Trần Thị Ví Dụ'),
  title: line(300, 'Trích yếu', 'Về việc cấp tem truy xuất nguồn gốc đợt 1 năm 2024'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .meta({
      description: 'SHA-256 của tệp văn bản, 64 chữ số thập lục phân viết thường',
      example: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    }),
}

export const CreateDocument = z
  .strictObject({
    ...fields,
    enterpriseId: Id.nullable()
      .default(null)
      .meta({ description: 'Cơ sở có văn bản; null: văn bản của Sở' }),
  })
  .meta({ id: 'CreateDocument', description: 'A document to refer to, by the hash of its file' })
export type CreateDocument = z.output<typeof CreateDocument>

export const DocumentView = z
  .strictObject({
    id: Id,
    ...fields,
    number: z.string().meta({ description: 'Số, ký hiệu văn bản' }),
    signer: z.string().meta({ description: 'Người ký' }),
    title: z.string().meta({ description: 'Trích yếu' }),
    enterpriseId: Id.nullable().meta({ description: 'Cơ sở có văn bản; null: của Sở' }),
    createdAt: instant('When it was entered'),
    createdBy: z.string().meta({ description: 'Who entered it' }),
    revision: Revision,
  })
  .meta({ id: 'Document', description: 'Văn bản, chứng từ' })

export const DocumentPage = page(DocumentView, 'DocumentPage')

export const DocumentFilter = z.strictObject({
  enterpriseId: Id.optional().meta({ description: 'Only documents of this enterprise' }),
})
