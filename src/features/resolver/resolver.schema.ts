import { z } from 'zod'
import { PageQueryLanguage } from '../scans/scans.schema.ts'

/** One value, or several, of which the first counts: a link in print is never refused for it. */
const forgiving = z.union([z.string(), z.array(z.string())]).optional()

/** Every other parameter is passed on, too. */
export const ResolverQuery = PageQueryLanguage.extend({
  linkType: forgiving.meta({
    description: 'Loại liên kết: gs1:pip, gs1:traceability …; linkset: mọi liên kết',
    example: 'gs1:pip',
  }),
  context: forgiving.meta({ description: 'Ngữ cảnh; được chuyển tiếp, không dùng để chọn' }),
}).loose()

const uri = (description: string, example: string) => z.string().meta({ description, example })

/**
 * What a resolver says of itself.
 * @see https://ref.gs1.org/standards/resolver/1.2.0/description-file-schema
 */
export const ResolverDescription = z
  .strictObject({
    name: z.string().meta({ description: 'Tên dịch vụ', example: 'Sổ Tem' }),
    resolverRoot: uri('Gốc của các đường dẫn', 'https://tem.example'),
    supportedPrimaryKeys: z
      .array(z.string())
      .meta({ description: 'Khóa chính được phân giải, theo AI', example: ['01', '253'] }),
    supportedLinkType: z
      .array(
        z.strictObject({
          namespace: uri('Không gian tên của loại liên kết', 'https://ref.gs1.org/voc/'),
          prefix: z.string().meta({ description: 'Tiền tố, kể cả dấu hai chấm', example: 'gs1:' }),
        }),
      )
      .meta({ description: 'Từ điển loại liên kết' }),
    linkTypeDefaultCanBeLinkset: z
      .boolean()
      .meta({ description: 'Mặc định có thể là cả bộ liên kết không', example: false }),
    supportedContextValuesEnumerated: z
      .array(z.string())
      .meta({ description: 'Giá trị context dùng để chọn liên kết: không có' }),
    contact: z
      .strictObject({
        fn: z.string().meta({ description: 'Cơ quan vận hành', example: 'Sở NN&MT' }),
        hasTelephone: z
          .string()
          .optional()
          .meta({ description: 'Đường dây nóng', example: 'tel:+842250000000' }),
      })
      .meta({ description: 'Liên hệ' }),
    extensionProfile: uri('Tài liệu về tham số riêng: lang', 'https://tem.example/docs'),
    jsonLdContextLocation: uri(
      'Ngữ cảnh JSON-LD của bộ liên kết',
      'https://ref.gs1.org/standards/resolver/linkset-context',
    ),
  })
  .meta({
    id: 'ResolverDescription',
    description:
      'GS1-Conformant Resolver 1.2. Không chuyển tiếp theo tiền tố doanh nghiệp / no request is ' +
      'handed on by its company prefix, so no reply has gs1:handledBy',
  })
export type ResolverDescription = z.infer<typeof ResolverDescription>
