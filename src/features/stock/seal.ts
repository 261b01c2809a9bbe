import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { StatementContent } from './stock.rules.ts'

/** The text that is signed (RFC 8785) and its SHA-256, hex. */
export function seal(content: StatementContent): { content: string; hash: string } {
  const text = canonicalize(content) ?? ''
  return { content: text, hash: createHash('sha256').update(text, 'utf8').digest('hex') }
}
