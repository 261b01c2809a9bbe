import type { ScanView } from '../../src/features/scans/page-view.ts'
import type { PublicNotice } from '../../src/features/scans/scans.schema.ts'
import { VERDICT_TEXTS } from '../../src/features/scans/verdict.rules.ts'

export const SERIAL = '0001Z00A7Q4RT6MX'
export const KEY = '09520000100017'

export const FRAME = {
  language: 'vi' as const,
  department: 'Sở Nông nghiệp và Môi trường',
  hotline: '0225 3842 345',
  url: `/t/01/${KEY}/21/${SERIAL}`,
  today: '2024-05-10',
}

export const RECALL: PublicNotice = {
  kind: 'recall',
  number: 'TH-2026-0001',
  reason: 'Mẫu kiểm nghiệm có dư lượng thuốc bảo vệ thực vật vượt mức cho phép.',
  advice: null,
  document: 'số 15/QĐ-SNNMT ngày 08/05/2024',
  since: '2024-05-09',
}

/** A view of goods that have all that can be declared. */
export function scanView(verdict: ScanView['verdict'], more: Partial<ScanView> = {}): ScanView {
  return {
    verdict,
    ...VERDICT_TEXTS[verdict],
    items: {
      productName: 'Cải bẹ xanh an toàn Thủy Nguyên, gói 500 g',
      imageUrl: `/t/images/${'a'.repeat(64)}`,
      enterpriseName: 'Hợp tác xã Sản xuất và Kinh doanh dịch vụ nông nghiệp Lại Xuân',
      address: 'Thôn 3, Xã Lại Xuân, Thành phố Hải Phòng',
      origin: 'Việt Nam',
      brand: 'Rau Thủy Nguyên',
      lot: 'CBX-0405',
      serial: SERIAL,
      expiresOn: '2024-05-12',
      key: KEY,
    },
    warnings: [
      {
        vi: 'Mã có thể bị sao chép: tem chỉ cho biết sổ này đã cấp mã.',
        en: 'A code can be copied: the stamp tells only that this register issued it.',
      },
    ],
    notices: [],
    link: `/01/${KEY}/21/${SERIAL}`,
    standards: [
      { code: 'TCVN 11892-1:2017', title: 'Thực hành nông nghiệp tốt (VietGAP) - Trồng trọt' },
    ],
    events: [
      { label: 'Gieo hạt', at: new Date('2024-03-20T00:30:00Z'), place: 'Vườn Lại Xuân' },
      { label: 'Thu hoạch', at: new Date('2024-05-04T17:05:00Z'), place: 'Vườn Lại Xuân' },
      { label: 'Đóng gói', at: new Date('2024-05-05T02:10:00Z'), place: 'Nhà sơ chế số 1' },
    ],
    scans: { count: 3, firstAt: new Date('2024-05-06T11:04:00Z') },
    retired: false,
    ...more,
  }
}
