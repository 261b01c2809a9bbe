import { fieldError, wrongState } from '../../errors.ts'
import { isCset82 } from '../../gs1/charset.ts'
import type { RuleFault } from '../../http/fields.ts'
import { addDays } from '../../vn/local-date.ts'
import type { PlaceKind, PlaceRecord } from '../places/places.schema.ts'
import type { KeyKind, ProductRecord } from '../products/products.schema.ts'

const LOT_CODE_LENGTH_MAX = 20

/** Why a text is no lot number, AI (10): 1 to 20 characters of GS1 CSET 82; or null. */
export function lotCodeFault(text: string): RuleFault | null {
  const fits = text.length >= 1 && text.length <= LOT_CODE_LENGTH_MAX
  if (fits && isCset82(text)) return null
  return {
    rule: 'lot.code',
    reason: {
      vi: 'Số lô gồm 1–20 ký tự của bảng GS1 CSET 82: chữ không dấu, số và dấu câu, không có cách.',
      en: 'A lot number is 1 to 20 characters of GS1 CSET 82: letters, digits, marks, no blanks.',
    },
    remedy: { vi: 'Bỏ dấu và khoảng trắng, rút ngắn số lô.', en: 'Shorten it, leave out blanks.' },
  }
}

const PLANNED_DAYS_MAX = 366
const KEPT_DAYS_MAX = 36_525

/**
 * A lot may be entered before it is made, as sowing is one of its events; but a day more than a
 * year ahead or a century back is a slip of the pen.
 * @throws AppError `invalid_fields`
 */
export function assertProducedOn(producedOn: string, today: string): void {
  const first = addDays(today, -KEPT_DAYS_MAX)
  const last = addDays(today, PLANNED_DAYS_MAX)
  if (producedOn >= first && producedOn <= last) return
  throw fieldError(
    'body.producedOn',
    'lot.produced_on',
    {
      vi: `Ngày sản xuất phải từ ${first} đến ${last}.`,
      en: `The day of production is from ${first} to ${last}.`,
    },
    { vi: 'Sửa năm của ngày sản xuất.', en: 'Correct the year.' },
  )
}

/** The day a lot expires: the one given, else by the product's shelf life, else null. */
export function expiryOf(
  given: string | null,
  producedOn: string,
  shelfLifeDays: number | null,
): string | null {
  if (given !== null) return given
  return shelfLifeDays === null ? null : addDays(producedOn, shelfLifeDays)
}

/** @throws AppError `invalid_fields` where a lot expires before it was made. */
export function assertExpiry(producedOn: string, expiresOn: string | null): void {
  if (expiresOn === null || expiresOn >= producedOn) return
  throw fieldError(
    'body.expiresOn',
    'lot.expiry',
    {
      vi: `Hạn dùng ${expiresOn} trước ngày sản xuất ${producedOn}.`,
      en: `It expires on ${expiresOn}, before it is made on ${producedOn}.`,
    },
    { vi: 'Sửa ngày sản xuất hoặc hạn dùng.', en: 'Correct one of the two days.' },
  )
}

/** @throws AppError `wrong_state` for a retired product, which gets no new lots. */
export function assertTakesLots(product: ProductRecord): void {
  if (product.live) return
  throw wrongState(product.status, {
    vi: 'Sản phẩm đã ngừng, không tạo lô mới.',
    en: 'The product is retired and gets no new lots.',
  })
}

/**
 * The key of a product that was approved; goods of a retired one are still traced.
 * @throws AppError `wrong_state` where it never was approved
 */
export function tracedKey(product: ProductRecord): { key: string; keyKind: KeyKind } {
  const { key, keyKind, status, approvedOn } = product
  if (approvedOn !== null && key !== null && keyKind !== null) return { key, keyKind }
  throw wrongState(status, {
    vi: 'Sản phẩm chưa được duyệt nên lô chưa có mã truy xuất nguồn gốc.',
    en: 'The product is not approved, so its lots have no traceability code yet.',
  })
}

/** Kinds of place where goods are made: their GLN is a production location, AI (416). */
const PRODUCTION: readonly PlaceKind[] = ['farm', 'pond', 'packing_house', 'plant']

/**
 * The traceability code of a lot in one critical tracking event: code of the product, code of the
 * place and number of the lot, in this order (NĐ 37/2026 Art. 3(25); one in each event: 23(10)).
 * Written with GS1 application identifiers as TCVN 13274:2020 has them:
 * - product: (01) with its GTIN-14, or (253) with its GDTI-13;
 * - place: (416) with the GLN of a place of production, (414) with that of any other place; where
 *   it has no GLN, (91), which GS1 leaves to the company, with the place's own code, unique within
 *   the enterprise that the product names;
 * - lot: (10). It stands last, as it may hold brackets itself: so the code can be taken apart.
 */
export function traceCode(
  product: { key: string; keyKind: KeyKind },
  place: Pick<PlaceRecord, 'kind' | 'gln' | 'ownCode'>,
  lotCode: string,
): string {
  const productPart = `(${product.keyKind === 'GTIN' ? '01' : '253'})${product.key}`
  return `${productPart}${placePart(place)}(10)${lotCode}`
}

function placePart({ kind, gln, ownCode }: Pick<PlaceRecord, 'kind' | 'gln' | 'ownCode'>): string {
  if (gln === null) return `(91)${ownCode}`
  return `(${PRODUCTION.includes(kind) ? '416' : '414'})${gln}`
}

/** Zone of every place in Viet Nam. */
const LOCAL_ZONE = '+07:00'
const ZONE = /([+-])(\d{2}):(\d{2})$/

/**
 * Zone of an event as EPCIS 2.0 wants it beside the time: the one that the time was given in.
 * A time given in UTC tells no zone, so it is that of Viet Nam.
 */
export function zoneOf(eventTime: string): string {
  return ZONE.exec(eventTime)?.[0] ?? LOCAL_ZONE
}

/** Why a time has a zone that EPCIS 2.0 refuses, or null. */
export function zoneFault(eventTime: string): RuleFault | null {
  if (/^[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)$/.test(zoneOf(eventTime))) return null
  return {
    rule: 'event.zone',
    reason: { vi: 'Múi giờ phải từ -14:00 đến +14:00.', en: 'The zone is -14:00 to +14:00.' },
    remedy: { vi: 'Gửi giờ Việt Nam, kết thúc bằng +07:00.', en: 'Send it with +07:00.' },
  }
}

const DAY_MS = 86_400_000

/** @throws AppError `invalid_fields` where an event would lie in the future or a century back. */
export function assertEventTime(eventTime: Date, at: Date): void {
  if (eventTime.getTime() < at.getTime() - KEPT_DAYS_MAX * DAY_MS) {
    throw fieldError(
      'body.eventTime',
      'event.past',
      { vi: 'Sự kiện xảy ra quá lâu, hơn 100 năm.', en: 'The event lies a century back.' },
      { vi: 'Sửa năm của sự kiện.', en: 'Correct the year.' },
    )
  }
  if (eventTime <= at) return
  throw fieldError(
    'body.eventTime',
    'event.future',
    {
      vi: `Sự kiện chưa xảy ra: bây giờ là ${at.toISOString()}.`,
      en: `The event has not happened: it is ${at.toISOString()}.`,
    },
    { vi: 'Ghi sự kiện sau khi nó xảy ra.', en: 'Record it once it has happened.' },
  )
}

export const LOT_EVENTS_MAX = 200

/** @throws AppError `wrong_state` where a lot already holds as many events as it may. */
export function assertRoom(events: number): void {
  if (events < LOT_EVENTS_MAX) return
  throw wrongState('full', {
    vi: `Lô đã có ${LOT_EVENTS_MAX} sự kiện, là mức tối đa.`,
    en: `The lot holds ${LOT_EVENTS_MAX} events, the most it may.`,
  })
}

/** Place of an event in the list of its lot, ordered by time and then by identifier. */
export interface EventCursor {
  eventTime: Date
  id: string
}

export function formatEventCursor({ eventTime, id }: EventCursor): string {
  return `${eventTime.getTime()}_${id}`
}

/** The place that a cursor names, or null for a text that is none. */
export function parseEventCursor(text: string): EventCursor | null {
  const [, time, id] = /^(-?\d{1,15})_([0-9a-f]{24})$/.exec(text) ?? []
  if (time === undefined || id === undefined) return null
  return { eventTime: new Date(Number(time)), id }
}
