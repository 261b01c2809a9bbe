import type { VerifyReply } from './scans.schema.ts'

/** All that the page of one code says: what anyone may know, and nothing else. */
export interface ScanView extends VerifyReply {
  /** Path of the Digital Link: /01/…/21/… or /253/…, percent-encoded as it was sent. */
  link: string
  standards: readonly { code: string; title: string | null }[]
  /** Of the lot, in the order of time. */
  events: readonly { label: string; at: Date; place: string | null }[]
  /** Null where no scan was counted yet, or where there is no stamp. */
  scans: { count: number; firstAt: Date } | null
  /** Whether the product has left the register. */
  retired: boolean
}
