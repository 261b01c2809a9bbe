import { z } from 'zod'
import { Id, TextReply } from '../../http/fields.ts'

export const RecordParams = z.strictObject({
  kind: z.enum(['product', 'lot']).meta({ description: 'Hồ sơ của sản phẩm hay của lô' }),
  id: Id,
})

export const RecordQuery = z.strictObject({
  format: z
    .enum(['national-v1'])
    .default('national-v1')
    .meta({ description: 'Dạng hồ sơ', example: 'national-v1' }),
})

const text = (description: string, example: string) => z.string().meta({ description, example })

export const NationalV1 = z
  .strictObject({
    phienBan: z.literal('national-v1').meta({ description: 'Phiên bản ánh xạ' }),
    maSanPham: text('Mã truy vết sản phẩm', '09520000100017'),
    loaiMa: z.enum(['GTIN', 'GDTI']).meta({ description: 'Loại mã' }),
    tenSanPham: text('NĐ 37/2026 Điều 23(5)(a)', 'Gạo nếp'),
    hinhAnh: text('Điều 23(5)(b): đường dẫn ảnh', 'https://tem.example/t/images/00.jpg'),
    tenToChuc: text('Điều 23(5)(c)', 'Hợp tác xã (ví dụ)'),
    maToChuc: text('Số định danh của đơn vị', '9900000012'),
    diaChi: text('Điều 23(5)(d)', 'Thôn 3, Xã Thủy Đường'),
    xuatXu: text('Điều 23(5)(đ)', 'Việt Nam'),
    thuongHieu: z.string().nullable().meta({ description: 'Điều 23(5)(g), nếu có' }),
    soLo: z.string().nullable().meta({ description: 'Điều 23(5)(g), nếu có' }),
    ngaySanXuat: z.string().nullable().meta({ description: 'Ngày sản xuất' }),
    hanSuDung: z.string().nullable().meta({ description: 'Điều 23(5)(h), nếu có' }),
    congViec: z
      .array(
        z.strictObject({
          tenCongViec: text('Tên sự kiện', 'Thu hoạch'),
          buocCongViec: text('Bước CBV 2.0', 'commissioning'),
          thoiGian: text('Thời gian', '2024-05-01T07:00:00.000+07:00'),
          maTruyXuat: text('Mã truy xuất nguồn gốc tại sự kiện', '(01)09520000100017(10)L1'),
          diaDiem: text('Địa điểm', 'Vườn số 1'),
        }),
      )
      .meta({ description: 'Điều 23(5)(e): sự kiện theo dõi trọng yếu' }),
    tieuChuan: z
      .array(
        z.strictObject({
          soHieu: text('Số hiệu', 'TCVN 11892-1:2017'),
          tieuDe: z.string().nullable().meta({ description: 'Tên tiêu chuẩn' }),
        }),
      )
      .meta({ description: 'Điều 23(5)(i)' }),
  })
  .meta({ id: 'NationalV1Record', description: 'Hồ sơ truy xuất kết nối cổng, dạng national-v1' })

export const PortalSummary = z
  .strictObject({
    total: z.int().meta({ description: 'Sản phẩm đã duyệt', example: 58 }),
    complete: z.int().meta({ description: 'Hồ sơ đủ chín mục', example: 58 }),
    incomplete: z.int().meta({ description: 'Hồ sơ còn thiếu', example: 0 }),
    missing: z
      .array(
        z.strictObject({
          code: z.string().meta({ description: 'Mục còn thiếu', example: '23.5.e' }),
          what: TextReply.meta({ description: 'Tên mục' }),
          records: z.int().meta({ description: 'Số hồ sơ thiếu mục này' }),
        }),
      )
      .meta({ description: 'Các mục còn thiếu, trên mọi hồ sơ' }),
  })
  .meta({ id: 'PortalSummary', description: 'Bao nhiêu hồ sơ đã sẵn sàng kết nối cổng' })
