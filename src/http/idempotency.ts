import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'
import type { IdempotencyStore, StoredReply } from '../db/idempotency.ts'
import { AppError } from '../errors.ts'

export interface KeyedRequest {
  /** `keyId|key`: two persons of one name keep apart. */
  id: string
  requestHash: string
}

const KEY = /^[\x21-\x7e]{1,128}$/

/** The identity of a repeatable request, or null where it carries no key. */
export function keyedRequest(
  keyId: string,
  key: string | undefined,
  parts: readonly (string | Buffer)[],
): KeyedRequest | null {
  if (key === undefined) return null
  if (!KEY.test(key)) {
    throw new AppError('malformed_request', {
      vi: 'Idempotency-Key phải gồm 1–128 ký tự ASCII nhìn thấy được.',
      en: 'Idempotency-Key must be 1 to 128 visible ASCII characters.',
    })
  }
  const hash = createHash('sha256')
  for (const part of parts) hash.update(String(part.length)).update('\n').update(part)
  return { id: `${keyId}|${key}`, requestHash: hash.digest('hex') }
}

/** The first reply again. @throws AppError when the key came with another request. */
export async function findReply(
  store: IdempotencyStore,
  request: KeyedRequest,
): Promise<StoredReply | null> {
  const stored = await store.find(request.id)
  if (stored !== null && stored.requestHash !== request.requestHash) {
    throw new AppError('idempotency_key_reused', {
      vi: 'Khóa này đã gắn với một yêu cầu có nội dung khác.',
      en: 'This key was used with another request.',
    })
  }
  return stored
}

const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * Seals a reply that holds a secret under the caller's own bearer token (HKDF-SHA-256 and
 * AES-256-GCM): the service, which knows the token only as a hash, cannot read it back alone.
 */
export function sealReply(reply: unknown, token: string, requestId: string): { sealed: string } {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(token, requestId), iv)
  const text = Buffer.concat([cipher.update(JSON.stringify(reply), 'utf8'), cipher.final()])
  return { sealed: Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64') }
}

/** Opens a sealed reply. @throws AppError when it was sealed under another token. */
export function openReply(stored: unknown, token: string, requestId: string): unknown {
  const { sealed } = stored as { sealed: string }
  const bytes = Buffer.from(sealed, 'base64')
  const iv = bytes.subarray(0, IV_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(token, requestId), iv)
  decipher.setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES))
    return JSON.parse(Buffer.concat([text, decipher.final()]).toString('utf8'))
  } catch (error) {
    throw new AppError(
      'forbidden',
      {
        vi: 'Câu trả lời này chỉ mở được bằng chính khóa đã gửi yêu cầu đầu tiên.',
        en: 'Only the key that sent the first request can open this reply.',
      },
      { cause: error },
    )
  }
}

function sealingKey(token: string, requestId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', token, requestId, 'sotem sealed reply', 32))
}
