import { z } from 'zod'
import { LINK_TYPES } from '../../gs1/link-types.ts'
import { line, ruled } from '../../http/fields.ts'
import { LINK_TARGET_LENGTH_MAX, linkTargetFault, readLinkTarget } from './product-links.rules.ts'

const LINKS_MAX = 20
const LANGUAGES_MAX = 5

/** What the register alone answers for: a maker must not. */
const OF_THE_REGISTER: readonly string[] = ['recallStatus', 'verificationService', 'registryEntry']
const OF_MAKERS = LINK_TYPES.filter((type) => !OF_THE_REGISTER.includes(type))

/** One page about a product that is kept somewhere else. */
export const ProductLinkRecord = z.object({
  linkType: z.enum(LINK_TYPES),
  /** http or https, in the one spelling of readLinkTarget. */
  href: z.string(),
  title: z.string(),
  hreflang: z.array(z.string()),
  type: z.string().nullable(),
})
export type ProductLinkRecord = z.infer<typeof ProductLinkRecord>

const linkType = z.enum(OF_MAKERS).meta({
  description: 'Loại liên kết, từ điển GS1 Web Vocabulary (không có tiền tố gs1:)',
  example: 'pip',
})
const title = line(200, 'Tên trang, bằng ngôn ngữ của trang', 'Cải bẹ xanh Thủy Nguyên')

const language = z
  .string()
  // All that the schema of link sets takes (GS1-Conformant Resolver 1.2, linkset-schema).
  .regex(/^[a-z]{2}(?:-[A-Z]{2})?$/)
const hreflang = z
  .array(language)
  .max(LANGUAGES_MAX)
  .meta({ description: 'Ngôn ngữ của trang: vi, en, vi-VN …', example: ['vi'] })
const type = z
  .string()
  .regex(/^[a-z]{1,20}\/[a-z0-9](?:[a-z0-9.+-]{0,78}[a-z0-9])?$/)
  .nullable()
  .meta({ description: 'Kiểu nội dung; null: không biết', example: 'text/html' })

const ProductLink = z
  .strictObject({
    linkType,
    href: ruled(z.string().min(1).max(LINK_TARGET_LENGTH_MAX), linkTargetFault)
      .overwrite((value) => readLinkTarget(value) ?? value)
      .meta({
        description: 'Địa chỉ web công khai, http hoặc https',
        example: 'https://rau.example.com/cai-be',
      }),
    title,
    hreflang: hreflang.default([]),
    type: type.default(null),
  })
  .meta({ id: 'ProductLinkInput', description: 'Một trang ngoài về sản phẩm' })

export const PutProductLinks = z
  .strictObject({
    links: z
      .array(ProductLink)
      .max(LINKS_MAX)
      .meta({ description: `Thay cho mọi liên kết hiện có, tối đa ${LINKS_MAX}` }),
  })
  .meta({ id: 'PutProductLinks', description: 'The pages about a product kept elsewhere' })
export type PutProductLinks = z.output<typeof PutProductLinks>

export const ProductLinkView = z
  .strictObject({
    linkType: z.enum(LINK_TYPES).meta({ description: 'Loại liên kết GS1', example: 'pip' }),
    href: z.string().meta({ description: 'Địa chỉ', example: 'https://rau.example.com/cai-be' }),
    title: z.string().meta({ description: 'Tên trang' }),
    hreflang,
    type,
  })
  .meta({ id: 'ProductLink', description: 'Một trang ngoài về sản phẩm' })
