import { AppError, fieldError, wrongState } from '../../errors.ts'
import type { NoticeKind, NoticeRecord, NoticeScope } from './notices.schema.ts'

/** Notices that may hold of one target at a time: a scan reads all of them. */
export const LIVE_OF_TARGET_MAX = 100

const PREFIXES: Record<NoticeKind, string> = { recall: 'TH', suspension: 'TD' }

/** What a scan is about; null: what it does not know, or what the link does not name. */
export interface ScannedGoods {
  enterpriseId: string | null
  productId: string | null
  lotId: string | null
  batchId: number | null
  /** Of the stamp within its batch, from 0. */
  index: number | null
}

/** The number that the register gives the n-th notice of a kind in a year, e.g. TH-2026-0001. */
export function noticeNumber(kind: NoticeKind, year: number, n: number): string {
  return `${PREFIXES[kind]}-${year}-${String(n).padStart(4, '0')}`
}

/** What a scan looks a notice up under: the narrowest thing that its scope names. */
export function targetOf({ level, enterpriseId, productId, lotId, batchId }: NoticeScope): string {
  switch (level) {
    case 'enterprise':
      return `enterprise:${enterpriseId}`
    case 'product':
      return `product:${productId}`
    case 'lot':
      return `lot:${lotId}`
    case 'range':
      return `batch:${batchId}`
  }
}

/** The targets under which every notice stands that may touch these goods. */
export function targetsOf(goods: ScannedGoods): string[] {
  const { enterpriseId, productId, lotId, batchId } = goods
  const named: [string, string | number | null][] = [
    ['enterprise', enterpriseId],
    ['product', productId],
    ['lot', lotId],
    ['batch', batchId],
  ]
  return named.flatMap(([name, id]) => (id === null ? [] : [`${name}:${id}`]))
}

/**
 * The notices that touch these goods: recalls first, then the oldest first.
 * @param live those that hold of any targets, also of other goods
 */
export function noticesOf(live: readonly NoticeRecord[], goods: ScannedGoods): NoticeRecord[] {
  return live.filter(({ scope }) => touches(scope, goods)).sort(byUrgency)
}

function touches(scope: NoticeScope, goods: ScannedGoods): boolean {
  switch (scope.level) {
    case 'enterprise':
      return scope.enterpriseId === goods.enterpriseId
    case 'product':
      return scope.productId === goods.productId
    case 'lot':
      return scope.lotId === goods.lotId
    case 'range':
      return scope.batchId === goods.batchId && hasIndex(scope, goods.index)
  }
}

function hasIndex({ from, to }: NoticeScope, index: number | null): boolean {
  return from !== null && to !== null && index !== null && from <= index && index <= to
}

function byUrgency(a: NoticeRecord, b: NoticeRecord): number {
  if (a.kind !== b.kind) return a.kind === 'recall' ? -1 : 1
  return a.since.getTime() - b.since.getTime() || (a._id < b._id ? -1 : 1)
}

/** @throws AppError 422 for a range that reaches beyond its batch */
export function assertWithinBatch(to: number, batch: { _id: number; quantity: number }): void {
  if (to < batch.quantity) return
  throw fieldError(
    'body.scope.to',
    'range.beyond',
    {
      vi: `Đợt ${batch._id} chỉ có tem 0 đến ${batch.quantity - 1}.`,
      en: `Batch ${batch._id} has the stamps 0 to ${batch.quantity - 1}.`,
    },
    { vi: 'Sửa tem cuối của dải.', en: 'Correct the last stamp of the range.' },
  )
}

/** @throws AppError 422 for a decision that is not the department's */
export function assertOfDepartment(document: { enterpriseId: string | null }): void {
  if (document.enterpriseId === null) return
  throw fieldError(
    'body.documentId',
    'document.department',
    { vi: 'Đây là văn bản của một cơ sở.', en: 'This document is of an enterprise.' },
    {
      vi: 'Nêu quyết định của Sở, hoặc của cơ quan có thẩm quyền do Sở nhập.',
      en: 'Name a decision that was entered as the department’s.',
    },
  )
}

/** @throws AppError 409 where as many notices hold of a target as may */
export function assertRoom(held: number): void {
  if (held < LIVE_OF_TARGET_MAX) return
  throw wrongState('too_many_notices', {
    vi: `Đã có ${held} quyết định còn hiệu lực ở đây; gỡ bớt hoặc ghi ở phạm vi rộng hơn.`,
    en: `${held} notices hold here already; lift some, or record one of a wider scope.`,
  })
}

/** @throws AppError 409 for a notice that was lifted */
export function assertLive({ live, number }: NoticeRecord): void {
  if (live) return
  throw wrongState('lifted', {
    vi: `Quyết định ${number} đã được gỡ.`,
    en: `The notice ${number} has been lifted.`,
  })
}

/** One decision is recorded once for the same goods: lifted once, it must be gone. */
export function alreadyRecorded(document: { number: string }, same: NoticeRecord | null): AppError {
  const named = same === null ? '' : `: ${same.number}`
  return new AppError(
    'already_exists',
    {
      vi: `Quyết định số ${document.number} đã được ghi cho đúng hàng hóa này${named}.`,
      en: `The decision ${document.number} is recorded for these goods${named}.`,
    },
    same === null ? {} : { existingId: same._id },
  )
}
