import { z } from 'zod'
import type { Text } from '../errors.ts'

/** Why a value breaks the rule of its field, and what the person can do about it. */
export interface RuleFault {
  /** Stable name of the rule, e.g. `tax_code.check_digit`. */
  rule: string
  reason: Text
  remedy: Text
}

/** Adds a rule of the domain to a schema; its fault reaches the caller in both languages. */
export function ruled<S extends z.ZodType>(
  schema: S,
  check: (value: z.output<S>) => RuleFault | null,
): S {
  return schema.superRefine((value, context) => {
    const fault = check(value)
    if (fault !== null) {
      context.addIssue({ code: 'custom', message: fault.reason.en, params: { fault } })
    }
  }) as S
}

export const TextReply = z
  .strictObject({
    vi: z.string().meta({ description: 'In Vietnamese', example: 'Đã duyệt' }),
    en: z.string().meta({ description: 'In English', example: 'Approved' }),
  })
  .meta({ id: 'Text', description: 'A sentence for people, in both languages' })

/** Identifier of a record: 24 hexadecimal digits. */
export const Id = z
  .string()
  .regex(/^[0-9a-f]{24}$/)
  .meta({ description: 'Identifier of a record', example: '65a0c0ffee00000000000001' })

const CONTROL = /[\p{C}\p{Zl}\p{Zp}]/u

const visible = (value: string): RuleFault | null =>
  CONTROL.test(value) || value.trim() !== value || value.trim() === ''
    ? {
        rule: 'text.visible',
        reason: {
          vi: 'Chỉ được có chữ nhìn thấy, không có khoảng trắng ở đầu hoặc cuối.',
          en: 'Only visible characters, without blanks at either end.',
        },
        remedy: {
          vi: 'Xóa ký tự điều khiển, khoảng trắng thừa rồi gửi lại.',
          en: 'Remove control characters and outer blanks.',
        },
      }
    : null

/** One line of text for people, stored in Unicode form NFC. */
export function line(lengthMax: number, description: string, example: string) {
  return ruled(z.string().min(1).max(lengthMax), visible)
    .overwrite((value) => value.normalize('NFC'))
    .meta({ description, example })
}

/** The same field where it may be absent: null, described as before. */
export function orNull<S extends z.ZodType>(schema: S) {
  const { description, example } = schema.meta() ?? {}
  return schema.nullable().meta({ description, example })
}

const INSTANT_FIRST = Date.parse('1900-01-01T00:00:00Z')
const INSTANT_LAST = Date.parse('2999-12-31T23:59:59.999Z')

// The zone may carry the year 9999 into the year 10000, which ISO 8601 has no four digits for; and
// days are added to what the clock says.
const inCalendar = (value: string): RuleFault | null => {
  const at = Date.parse(value)
  if (!(at < INSTANT_FIRST || at > INSTANT_LAST)) return null
  return {
    rule: 'instant.calendar',
    reason: { vi: 'Phải thuộc các năm 1900–2999.', en: 'Must be of the years 1900 to 2999.' },
    remedy: { vi: 'Sửa năm của thời điểm.', en: 'Correct the year.' },
  }
}

/** A moment of the years 1900 to 2999: ISO 8601 with a zone on the wire. */
export function instant(description: string) {
  return ruled(z.iso.datetime({ offset: true }), inCalendar).meta({
    description,
    example: '2024-05-01T08:00:00.000Z',
  })
}

export const Revision = z
  .int()
  .min(1)
  .meta({ description: 'Counts the changes of this record; its ETag', example: 3 })

export const PAGE_ITEMS_MAX = 200
const PAGE_ITEMS_DEFAULT = 50

/** Query of every list: how many items, and after which one. */
export const PageQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(PAGE_ITEMS_MAX)
    .default(PAGE_ITEMS_DEFAULT)
    .meta({ description: `Items a page, at most ${PAGE_ITEMS_MAX}`, example: 50 }),
  cursor: z
    .string()
    .regex(/^[0-9A-Za-z_.:-]{1,80}$/)
    .optional()
    .meta({ description: 'nextCursor of the page before', example: '65a0c0ffee00000000000001' }),
})

/** A page of items and where the next one begins. */
export function page<Item extends z.ZodType>(item: Item, id: string) {
  return z
    .strictObject({
      items: z.array(item).meta({ description: 'The items, oldest first' }),
      nextCursor: z
        .string()
        .nullable()
        .meta({ description: 'Give it as cursor for the next page; null: no more', example: null }),
    })
    .meta({ id, description: 'One page of a list' })
}

/** Cuts a list that was read with one item too many into a page. */
export function toPage<Item>(
  items: Item[],
  limit: number,
  cursorOf: (item: Item) => string,
): { items: Item[]; nextCursor: string | null } {
  const shown = items.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown,
    nextCursor: items.length > limit && last !== undefined ? cursorOf(last) : null,
  }
}
