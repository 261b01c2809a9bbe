import type { RecordSources } from './trace-record.rules.ts'

/**
 * The record in the field names that integrators of the national portal use (`tenSanPham`,
 * `congViec` …). No public specification of its interface exists: the names are practice.
 */
export function toNationalV1(sources: RecordSources) {
  const { product, enterprise, lot, events } = sources
  return {
    phienBan: 'national-v1' as const,
    maSanPham: product.key ?? '',
    loaiMa: product.keyKind ?? 'GTIN',
    tenSanPham: product.name,
    hinhAnh: product.imageUrl ?? '',
    tenToChuc: enterprise.name,
    maToChuc: enterprise.identifier,
    diaChi: enterprise.address ?? '',
    xuatXu: product.origin,
    thuongHieu: product.brand,
    soLo: lot?.code ?? null,
    ngaySanXuat: lot?.producedOn ?? null,
    hanSuDung: lot?.expiresOn ?? null,
    congViec: events.map(({ label, bizStep, eventTime, traceCode, place }) => ({
      tenCongViec: label,
      buocCongViec: bizStep,
      thoiGian: eventTime,
      maTruyXuat: traceCode,
      diaDiem: place,
    })),
    tieuChuan: product.standards.map(({ code, title }) => ({ soHieu: code, tieuDe: title })),
  }
}
