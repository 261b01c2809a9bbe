import type { Text } from '../../errors.ts'
import { writtenDate } from '../shared/written.rules.ts'
import type { StampState } from '../stamps/ledger.rules.ts'
import { regionName } from '../visits/region.rules.ts'
import type { ReasonCode } from './reason-codes.ts'
import { LIMITS, type Reason } from './suspicions.rules.ts'

export const REASON_TITLES: Readonly<Record<ReasonCode, Text>> = {
  not_released: { vi: 'Quét khi tem còn trong kho', en: 'Scanned while in stock' },
  before_affixing: { vi: 'Quét trước ngày dán', en: 'Scanned before it was affixed' },
  after_withdrawal: {
    vi: 'Quét tem đã hủy, hỏng hoặc mất',
    en: 'Scanned after it was voided, spoiled or lost',
  },
  pace_hour: { vi: 'Nhiều thiết bị trong một giờ', en: 'Many devices within an hour' },
  pace_day: { vi: 'Nhiều thiết bị trong một ngày', en: 'Many devices within a day' },
  places: { vi: 'Nhiều tỉnh trong một ngày', en: 'Several provinces within a day' },
  distance: { vi: 'Hai nơi xa nhau quá nhanh', en: 'Two distant places too soon' },
  inspection: { vi: 'Kiểm tra thấy nghi vấn', en: 'Doubted by an inspector' },
}

const STATE_WORDS: Readonly<Record<StampState, Text>> = {
  in_stock: { vi: 'còn trong kho', en: 'in stock' },
  delivered: { vi: 'đã giao', en: 'delivered' },
  affixed: { vi: 'đã kích hoạt', en: 'affixed' },
  spoiled: { vi: 'đã báo hỏng', en: 'spoiled' },
  lost: { vi: 'đã báo mất', en: 'lost' },
  handed_in: { vi: 'đã nộp lại', en: 'handed in' },
  destroyed: { vi: 'đã tiêu hủy', en: 'destroyed' },
  voided: { vi: 'đã hủy hiệu lực', en: 'voided' },
}

/** What was seen, with its numbers: a fact, not an accusation. */
export function reasonText(reason: Omit<Reason, 'since' | 'until'>): Text {
  const { code, n, affixedOn } = reason
  const { limit } = LIMITS[code]
  const names = reason.regions.map(regionName).join(', ')
  const states = (language: keyof Text): string =>
    reason.states.map((state) => STATE_WORDS[state][language]).join(', ')
  switch (code) {
    case 'not_released':
    case 'after_withdrawal':
      return {
        vi: `Quét hoặc kiểm tra ${n} lần khi tem ${states('vi')}.`,
        en: `Scanned or checked ${times(n)} while ${states('en')}.`,
      }
    case 'before_affixing': {
      const day = affixedOn ?? ''
      return {
        vi: `Quét ${n} lần trước ngày dán đã báo là ${writtenDate(day, 'vi')}.`,
        en: `Scanned ${times(n)} before it was affixed, as reported, on ${writtenDate(day, 'en')}.`,
      }
    }
    case 'pace_hour':
      return {
        vi: `${n} thiết bị khác nhau quét trong một giờ; ngưỡng ${limit}.`,
        en: `${n} different devices within an hour; the limit is ${limit}.`,
      }
    case 'pace_day':
      return {
        vi: `${n} thiết bị khác nhau quét trong một ngày; ngưỡng ${limit}.`,
        en: `${n} different devices within a day; the limit is ${limit}.`,
      }
    case 'places':
      return {
        vi: `Thấy ở ${n} tỉnh trong một ngày: ${names}; ngưỡng ${limit}.`,
        en: `Seen in ${n} provinces within a day: ${names}; the limit is ${limit}.`,
      }
    case 'distance':
      return {
        vi: `Thấy ở ${names}: hàng phải đi ít nhất ${n} km/giờ; ngưỡng ${limit}.`,
        en: `Seen in ${names}: the goods went at least ${n} km/h; the limit is ${limit}.`,
      }
    case 'inspection':
      return {
        vi: `${n} lần kiểm tra tại cửa hàng ghi nghi vấn: ${names}.`,
        en: `Doubted by ${n === 1 ? 'an inspection' : `${n} inspections`} in a shop: ${names}.`,
      }
  }
}

function times(n: number): string {
  return n === 1 ? 'once' : `${n} times`
}
