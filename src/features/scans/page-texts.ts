import type { Language } from '../shared/public-page.ts'
import { writtenNumber } from '../shared/written.rules.ts'
import type { PublicNotice } from './scans.schema.ts'

const VI = {
  claimed: 'Mã này tự nhận là của',
  ifRight: 'Nếu gõ đúng, tem thuộc về',
  claimWarning: 'Chưa có gì chứng tỏ điều đó: bất kỳ ai cũng in được một mã như vậy.',
  typed: 'Số đã đọc',
  scanned: 'Mã đã quét',
  howToType:
    'Số sê-ri có 16 ký tự, in dưới mã QR thành nhóm bốn. Ký tự cuối giúp phát hiện chỗ gõ nhầm. ' +
    'Chữ O và số 0, chữ I, L và số 1 được coi như nhau.',
  retype: 'Nhập lại số sê-ri',
  product: 'Sản phẩm',
  picture: 'Ảnh sản phẩm',
  enterprise: 'Đơn vị sản xuất, kinh doanh',
  address: 'Địa chỉ',
  origin: 'Xuất xứ',
  brand: 'Thương hiệu',
  lot: 'Số lô',
  serial: 'Số sê-ri',
  expires: 'Hạn sử dụng',
  key: 'Mã truy vết sản phẩm',
  undeclared: 'chưa khai báo',
  expired: 'Đã quá hạn sử dụng',
  expiredAdvice: 'Không mua, không dùng. Hạn của lô này:',
  pastDate: 'đã quá hạn',
  retired: 'Sản phẩm đã thôi đăng ký',
  retiredAdvice: 'Cơ sở không còn bán sản phẩm này dưới mã này; hàng bạn thấy có thể là hàng cũ.',
  journey: 'Đường đi của lô hàng',
  standards: 'Tiêu chuẩn áp dụng',
  scans: 'Lượt quét',
  firstScan: 'Chưa ghi nhận lượt quét nào trước lượt này.',
  manyScans:
    'Một tem chỉ dán trên một sản phẩm. Hàng trên kệ có thể nhiều người quét; ' +
    'nhưng nếu hàng vừa mở mà số lượt đã nhiều, mã có thể bị sao chép: ' +
    'hãy so kỹ tên, ảnh, lô và hạn với hàng trên tay.',
  report: 'Thấy điều gì không đúng?',
  reportAdvice: 'Gửi vài dòng và một tấm ảnh. Sở giữ kín tên người báo.',
  reportButton: 'Báo tem, hàng sai',
  call: 'Gọi',
} as const

const EN: Record<keyof typeof VI, string> = {
  claimed: 'This code claims to belong to',
  ifRight: 'If typed correctly, the stamp belongs to',
  claimWarning: 'Nothing proves that claim: anyone can print such a code.',
  typed: 'Serial as read',
  scanned: 'Code as scanned',
  howToType:
    'A serial has 16 characters, printed under the QR code in groups of four. ' +
    'The last one shows where typing went wrong. O and 0 count as one, and so do I, L and 1.',
  retype: 'Type the serial again',
  product: 'Product',
  picture: 'Picture of the product',
  enterprise: 'Producer or trader',
  address: 'Address',
  origin: 'Origin',
  brand: 'Brand',
  lot: 'Lot',
  serial: 'Serial',
  expires: 'Use by',
  key: 'Product trace code',
  undeclared: 'not declared',
  expired: 'Past its use-by date',
  expiredAdvice: 'Do not buy or use it. Use-by date of this lot:',
  pastDate: 'past',
  retired: 'The product is no longer registered',
  retiredAdvice: 'It is no longer sold under this code; what you see may be old stock.',
  journey: 'Journey of this lot',
  standards: 'Standards applied',
  scans: 'Scans',
  firstScan: 'No scan was counted before this one.',
  manyScans:
    'One stamp goes on one piece of goods. Many people may scan what stands on a shelf; but if ' +
    'you have just opened it and the number is large, the code may have been copied: compare ' +
    'name, picture, lot and date with what you hold.',
  report: 'Is something wrong?',
  reportAdvice: 'Send a few words and a photo. The department keeps your name to itself.',
  reportButton: 'Report a wrong stamp',
  call: 'Call',
}

export type PageTexts = Record<keyof typeof VI, string>
export const PAGE_TEXTS: Record<Language, PageTexts> = { vi: VI, en: EN }

export function earlierSteps(count: number, language: Language): string {
  const number = writtenNumber(count, language)
  return language === 'vi' ? `Còn ${number} bước trước đó.` : `Earlier steps not shown: ${number}.`
}

export function moreNotices(count: number, language: Language): string {
  const number = writtenNumber(count, language)
  return language === 'vi' ? `Còn ${number} thông báo khác.` : `Other notices in force: ${number}.`
}

/** @param first when, as `spokenTime` writes it */
export function scanSentence(count: number, first: string, language: Language): string {
  const number = writtenNumber(count, language)
  if (language === 'vi') return `Tem này đã được quét ${number} lần, lần đầu ${first}.`
  const times = count === 1 ? 'once' : `${number} times, first`
  return `This stamp has been scanned ${times} at ${first}.`
}

interface NoticeTexts {
  kind: string
  /** Before the advice of the notice itself. */
  firstOfAll: string
  /** Where the notice itself gives no advice. */
  advice: string
  number: string
  reason: string
  toDo: string
  document: string
  since: string
}

const NOTICE_WORDS = {
  vi: { reason: 'Lý do', toDo: 'Cần làm', document: 'Quyết định', since: 'Hiệu lực từ' },
  en: { reason: 'Reason', toDo: 'What to do', document: 'Decision', since: 'In force since' },
}

export const NOTICE_TEXTS: Record<Language, Record<PublicNotice['kind'], NoticeTexts>> = {
  vi: {
    recall: {
      ...NOTICE_WORDS.vi,
      kind: 'Hàng đang bị thu hồi',
      firstOfAll: 'Không mua, không dùng.',
      advice: 'Giữ riêng hàng đã mua và trả lại nơi bán.',
      number: 'Thông báo thu hồi',
    },
    suspension: {
      ...NOTICE_WORDS.vi,
      kind: 'Đang tạm dừng lưu hành',
      firstOfAll: 'Chưa mua, chưa dùng.',
      advice: 'Chờ kết luận của cơ quan quản lý.',
      number: 'Thông báo tạm dừng',
    },
  },
  en: {
    recall: {
      ...NOTICE_WORDS.en,
      kind: 'These goods are being recalled',
      firstOfAll: 'Do not buy or use them.',
      advice: 'Set aside what you have and return it to the seller.',
      number: 'Recall',
    },
    suspension: {
      ...NOTICE_WORDS.en,
      kind: 'Suspended for now',
      firstOfAll: 'Do not buy or use them for now.',
      advice: 'Wait for the conclusion of the authority.',
      number: 'Suspension',
    },
  },
}
