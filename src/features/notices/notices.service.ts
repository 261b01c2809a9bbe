import type { NextNumber } from '../../db/counters.ts'
import type { Tx } from '../../db/unit-of-work.ts'
import { notFound } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import { localDateOf } from '../../vn/local-date.ts'
import type { DocumentService } from '../documents/documents.service.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { LotService } from '../lots/lots.service.ts'
import type { ProductService } from '../products/products.service.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import { assertReplaced } from '../shared/revision.ts'
import { unknownReference } from '../stamps/issuable.ts'
import type { StampStore } from '../stamps/stamps.store.ts'
import {
  assertLive,
  assertOfDepartment,
  assertRoom,
  assertWithinBatch,
  noticeNumber,
  targetOf,
} from './notices.rules.ts'
import type {
  CreateNotice,
  LiftNotice,
  NoticeKind,
  NoticeRecord,
  NoticeScope,
  NoticeView,
  WantedScope,
} from './notices.schema.ts'
import type { NoticeStore } from './notices.store.ts'

export interface NoticeParts {
  store: NoticeStore
  newId: () => string
  nextNumber: NextNumber
  enterprises: Pick<EnterpriseService, 'findEnterprise'>
  products: Pick<ProductService, 'findProduct'>
  lots: Pick<LotService, 'findLot'>
  stamps: Pick<StampStore, 'findBatch'>
  documents: Pick<DocumentService, 'assertDocument' | 'findDocument'>
}

export type NoticeService = ReturnType<typeof createNoticeService>

const UNKNOWN = {
  recall: { vi: 'quyết định thu hồi này', en: 'such recall' },
  suspension: { vi: 'quyết định tạm dừng này', en: 'such suspension' },
}

/** Recalls and suspensions: two kinds of one record, each of which is found under its own kind. */
export function createNoticeService(parts: NoticeParts) {
  const { store } = parts

  async function getVisible(
    kind: NoticeKind,
    id: string,
    caller: Caller,
    tx: Tx | null = null,
  ): Promise<NoticeRecord> {
    const found = await store.findById(id, tx?.session)
    if (found?.kind !== kind || !maySee(caller, found.scope.enterpriseId)) {
      throw notFound(UNKNOWN[kind])
    }
    return found
  }

  return {
    /** Records a decision: it holds from this moment on, for every scan that begins later. */
    async createNotice(kind: NoticeKind, body: CreateNotice, tx: Tx) {
      const document = await findDecision(parts, body.documentId, tx)
      const scope = await findScope(parts, body.scope, tx)
      const target = targetOf(scope)
      assertRoom(await store.countLive(target, tx.session))
      const record: NoticeRecord = {
        _id: parts.newId(),
        kind,
        number: await takeNumber(parts, kind, tx),
        scope,
        target,
        reason: body.reason,
        advice: body.advice,
        document,
        live: true,
        since: tx.at,
        lifted: null,
        createdAt: tx.at,
        createdBy: tx.actor.person,
        revision: 1,
      }
      await store.insert(record, tx.session)
      const subject = { kind, id: record._id, seq: 1 }
      tx.record({ subject, before: null, after: record, reason: record.reason })
      return view(record)
    },

    /** Ends a notice: of two who lift it at once, one is told that it is lifted. */
    async liftNotice(kind: NoticeKind, id: string, body: LiftNotice, caller: Caller, tx: Tx) {
      const before = await getVisible(kind, id, caller, tx)
      assertLive(before)
      await parts.documents.assertDocument(body.documentId, tx)
      const after: NoticeRecord = {
        ...before,
        live: false,
        lifted: { at: tx.at, by: tx.actor.person, ...body },
        revision: before.revision + 1,
      }
      assertReplaced(await store.replace(after, before.revision, tx.session))
      const subject = { kind, id, seq: after.revision }
      tx.record({ subject, before, after, reason: body.reason })
      return view(after)
    },

    async getNotice(kind: NoticeKind, id: string, caller: Caller) {
      return view(await getVisible(kind, id, caller))
    },

    async listNotices(
      kind: NoticeKind,
      query: {
        limit: number
        cursor?: string | undefined
        enterpriseId?: string | undefined
        productId?: string | undefined
        live?: 'true' | 'false' | undefined
      },
      caller: Caller,
    ) {
      const filter = {
        kind,
        enterpriseId: scopeOf(caller, query.enterpriseId),
        productId: query.productId,
        live: query.live === undefined ? undefined : query.live === 'true',
      }
      const records = await store.list(filter, query.cursor, query.limit + 1)
      return toPage(records.map(view), query.limit, ({ id }) => id)
    },
  }
}

/** What the notice keeps of its decision. @throws AppError 422 for a document of another kind */
async function findDecision({ documents }: NoticeParts, id: string, tx: Tx) {
  await documents.assertDocument(id, tx, 'decision')
  const found = await documents.findDocument(id, tx)
  if (found === null) throw new Error(`Document ${id} is gone`)
  assertOfDepartment(found)
  const { number, issuedOn, signer } = found
  return { id, number, issuedOn, signer }
}

/** The goods that are meant, and whose they are. @throws AppError 422 for what is not there */
async function findScope(parts: NoticeParts, wanted: WantedScope, tx: Tx): Promise<NoticeScope> {
  const { level } = wanted
  const none = { productId: null, lotId: null, batchId: null, from: null, to: null }
  switch (wanted.level) {
    case 'enterprise': {
      const found = await parts.enterprises.findEnterprise(wanted.enterpriseId, tx)
      if (found === null) throw unknownReference('scope.enterpriseId', 'cơ sở', 'enterprise')
      return { ...none, level, enterpriseId: found._id }
    }
    case 'product': {
      const found = await parts.products.findProduct(wanted.productId, tx)
      if (found === null) throw unknownReference('scope.productId', 'sản phẩm', 'product')
      return { ...none, level, enterpriseId: found.enterpriseId, productId: found._id }
    }
    case 'lot': {
      const found = await parts.lots.findLot(wanted.lotId, tx)
      if (found === null) throw unknownReference('scope.lotId', 'lô', 'lot')
      const { enterpriseId, productId } = found
      return { ...none, level, enterpriseId, productId, lotId: found._id }
    }
    case 'range': {
      const { batchId, from, to } = wanted
      const batch = await parts.stamps.findBatch(batchId, tx.session)
      if (batch === null) throw unknownReference('scope.batchId', 'đợt cấp tem', 'batch of stamps')
      assertWithinBatch(to, batch)
      const { enterpriseId, productId } = batch
      return { level, enterpriseId, productId, lotId: null, batchId, from, to }
    }
  }
}

/** Given back where the transaction fails: the numbers of a local year have no gap. */
async function takeNumber({ nextNumber }: NoticeParts, kind: NoticeKind, tx: Tx): Promise<string> {
  const year = Number(localDateOf(tx.at).slice(0, 4))
  return noticeNumber(kind, year, await nextNumber(`${kind}:${year}`, tx.session))
}

function view(record: NoticeRecord): NoticeView {
  const { _id, target: _target, since, lifted, createdAt, ...fields } = record
  return {
    id: _id,
    ...fields,
    since: since.toISOString(),
    lifted: lifted === null ? null : { ...lifted, at: lifted.at.toISOString() },
    createdAt: createdAt.toISOString(),
  }
}
