import { createHmac } from 'node:crypto'

/** What of a request tells one device from another; it is hashed before it is stored. */
export interface DeviceTraits {
  address: string
  userAgent: string
  acceptLanguage: string
}

/** How long after it was counted a device is not counted again on the same stamp. */
export const REPEAT_MS = 600_000

/** 64 bits: two of a million devices of one day meet with a chance of 3 in 100 million. */
const DEVICE_BYTES = 8
/** Groups of an IPv6 address that one subscriber has for himself: a /64. */
const NETWORK_GROUPS = 4

/**
 * The device of a request, good for one stamp and one day: HMAC-SHA-256 under the key of that day,
 * 11 characters of base64url. The address can't be read from it; while the key of the day exists
 * (two days) who holds the whole database could try all addresses, after that nobody can.
 * Phones of one model behind one address are one device, and a phone that changes its network is
 * another one.
 */
export function deviceOf(key: Buffer, traits: DeviceTraits): string {
  const { userAgent, acceptLanguage } = traits
  const source = JSON.stringify([networkOf(traits.address), userAgent, acceptLanguage])
  const digest = createHmac('sha256', key).update(source).digest()
  return digest.subarray(0, DEVICE_BYTES).toString('base64url')
}

/** An IPv4 address whole (also where it comes mapped into IPv6), of an IPv6 one its /64. */
export function networkOf(address: string): string {
  const plain = address.split('%')[0] ?? ''
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(plain)?.[1]
  if (mapped !== undefined) return mapped
  if (!plain.includes(':')) return plain
  const [head = '', tail = ''] = plain.toLowerCase().split('::')
  const first = head === '' ? [] : head.split(':')
  const last = tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0')
  const groups = [...first, ...zeros, ...last].slice(0, NETWORK_GROUPS)
  return groups.map((group) => group.replace(/^0+(?=.)/, '')).join(':')
}
