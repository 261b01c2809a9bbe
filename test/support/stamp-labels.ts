import { createHash } from 'node:crypto'
import type { StampLabel } from '../../src/features/labels/stamp-layout.ts'

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const GTIN = '08938501000019'

function digits(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) {
    text = ALPHABET.charAt(rest % 32) + text
  }
  return text
}

/** Characters as evenly spread as those of a real tag, and the same on each run. */
function tagOf(number: number): string {
  const hash = createHash('sha256').update(String(number)).digest()
  return Array.from(hash.subarray(0, 7), (byte) => ALPHABET.charAt(byte % 32)).join('')
}

/** The stamp with this place in its batch, from 1, with a serial of its own. */
export function stampLabel(number: number, fields: Partial<StampLabel> = {}): StampLabel {
  const serial = digits(7, 5) + digits(number - 1, 4) + tagOf(number)
  return {
    link: `https://TEM.EXAMPLE/01/${GTIN}/21/${serial}`,
    serial,
    number,
    productName: 'Vải thiều Thanh Hà loại một',
    enterpriseName: 'Hợp tác xã nông nghiệp Thủy Nguyên',
    key: GTIN,
    ...fields,
  }
}

/** The stamps 1 to `count`. */
export function stampLabels(count: number, fields: Partial<StampLabel> = {}): StampLabel[] {
  return Array.from({ length: count }, (_, index) => stampLabel(index + 1, fields))
}
