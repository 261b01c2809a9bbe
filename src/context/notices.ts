import { noticeRoutes } from '../features/notices/notices.routes.ts'
import { createNoticeService } from '../features/notices/notices.service.ts'
import { createNoticeStore } from '../features/notices/notices.store.ts'
import type { Base, ContextParts } from './foundation.ts'
import type { Ledger } from './ledger.ts'
import type { Register } from './register.ts'

export type Notices = ReturnType<typeof createNotices>

/** Recalls and suspensions: who records them, and where scans look for those that hold. */
export function createNotices(
  { connection }: ContextParts,
  { newId, nextNumber }: Base,
  { documents, enterprises, products, lots }: Register,
  { stampStore }: Pick<Ledger, 'stampStore'>,
) {
  const noticeStore = createNoticeStore(connection)
  const service = createNoticeService({
    store: noticeStore,
    newId,
    nextNumber,
    enterprises,
    products,
    lots,
    stamps: stampStore,
    documents,
  })
  return { noticeStore, routes: noticeRoutes(service) }
}
