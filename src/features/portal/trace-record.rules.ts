import type { Text } from '../../errors.ts'

/** Where a record's facts come from, already read. */
export interface RecordSources {
  kind: 'product' | 'lot'
  id: string
  product: {
    name: string
    key: string | null
    keyKind: 'GTIN' | 'GDTI' | null
    brand: string | null
    origin: string
    imageUrl: string | null
    standards: readonly { code: string; title: string | null }[]
  }
  enterprise: { name: string; identifier: string; address: string | null }
  /** The lot of the record; of a product its newest one. */
  lot: { code: string; producedOn: string; expiresOn: string | null } | null
  events: readonly {
    label: string
    bizStep: string
    eventTime: string
    traceCode: string
    place: string
  }[]
}

/** One of the nine elements of NĐ 37/2026/NĐ-CP Art. 23(5), with where it comes from. */
export interface Element {
  /** Letter of the point in Art. 23(5). */
  point: string
  name: Text
  value: unknown
  /** Points g and h are needed only where the product has them ("nếu có"). */
  required: boolean
  /** Who supplies it. */
  who: 'enterprise' | 'officer'
}

/** The nine elements of a trace record. */
export function elementsOf(sources: RecordSources): Element[] {
  const { product, enterprise, lot, events } = sources
  const element = (
    point: string,
    vi: string,
    en: string,
    value: unknown,
    required = true,
  ): Element => ({ point, name: { vi, en }, value, required, who: 'enterprise' })
  return [
    element('a', 'Tên sản phẩm, hàng hóa', 'Product name', product.name),
    element('b', 'Hình ảnh sản phẩm', 'Picture', product.imageUrl),
    element('c', 'Tên đơn vị sản xuất, kinh doanh', 'Name of the enterprise', enterprise.name),
    element('d', 'Địa chỉ đơn vị', 'Address of the enterprise', enterprise.address),
    element('đ', 'Xuất xứ', 'Origin', product.origin),
    element('e', 'Sự kiện theo dõi trọng yếu và thời gian', 'Critical tracking events', [
      ...events,
    ]),
    element(
      'g',
      'Thương hiệu, nhãn hiệu, số lô/mẻ',
      'Brand, lot',
      { brand: product.brand, lot: lot?.code ?? null },
      false,
    ),
    element('h', 'Hạn sử dụng', 'Expiry date', lot?.expiresOn ?? null, false),
    element('i', 'Tiêu chuẩn, quy chuẩn áp dụng', 'Standards applied', [...product.standards]),
  ]
}

/** What keeps a record from being complete: each missing element and who supplies it. */
export function missingOf(sources: RecordSources) {
  const missing = elementsOf(sources)
    .filter(({ required, value }) => required && isEmpty(value))
    .map(({ point, name, who }) => ({ code: `23.5.${point}`, what: name, who }))
  if (sources.product.key === null) {
    const what = { vi: 'Mã truy vết sản phẩm (duyệt sản phẩm)', en: 'Product code (approval)' }
    missing.push({ code: '23.2', what, who: 'officer' })
  }
  return missing
}

function isEmpty(value: unknown): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}
