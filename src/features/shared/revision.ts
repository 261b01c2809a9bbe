import { AppError } from '../../errors.ts'

/** @throws AppError `revision_mismatch` where If-Match named another revision. */
export function assertRevision(record: { revision: number }, ifRevision: number | null): void {
  if (ifRevision === null || ifRevision === record.revision) return
  throw new AppError('revision_mismatch', {
    vi: `Bản ghi đang ở bản ${record.revision}, yêu cầu dựa trên bản ${ifRevision}.`,
    en: `The record is at revision ${record.revision}, the request was made on ${ifRevision}.`,
  })
}

/**
 * The outcome of a conditional update. Inside a transaction another writer shows as a conflict
 * first, so a miss here means the record changed between read and write of one transaction.
 */
export function assertReplaced(replaced: boolean): void {
  if (replaced) return
  throw new AppError('unavailable', {
    vi: 'Bản ghi vừa được người khác sửa cùng lúc.',
    en: 'The record was changed at the same moment.',
  })
}
