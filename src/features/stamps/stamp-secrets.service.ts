import type { Tx } from '../../db/unit-of-work.ts'
import { notFound, wrongState } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import { assertMayActivate, assertMayReportLeak, assertMayRetire } from './stamp-secrets.rules.ts'
import type { SecretRecord } from './stamp-secrets.schema.ts'
import type { StampSecretStore } from './stamp-secrets.store.ts'
import type { StampSecrets } from './stamp-secrets.ts'
import { numberCursor } from './stamps.service.ts'

export interface StampSecretParts {
  store: StampSecretStore
  secrets: Pick<StampSecrets, 'holds' | 'forgetStatuses'>
}

export type StampSecretService = ReturnType<typeof createStampSecretService>

type Change = Pick<SecretRecord, 'status'> & Partial<Pick<SecretRecord, 'leakReason'>>

/** Which secret signs new batches: rotation, retirement, leaks. */
export function createStampSecretService({ store, secrets }: StampSecretParts) {
  const view = ({ _id, createdAt, ...record }: SecretRecord) => ({
    version: _id,
    ...record,
    createdAt: createdAt.toISOString(),
    held: secrets.holds(_id),
  })

  async function getVersion(version: number, tx: Tx): Promise<SecretRecord> {
    const record = await store.findVersion(version, tx.session)
    if (record !== null) return record
    throw notFound({
      vi: `khóa tem phiên bản ${version} trong sổ; mỗi bản dịch vụ ghi khóa mới khi khởi động`,
      en: `stamp secret ${version} in the register; a copy enters a new one when it starts`,
    })
  }

  async function change(before: SecretRecord, to: Change, tx: Tx): Promise<SecretRecord> {
    if (!(await store.update(before, to, tx.session))) {
      throw wrongState('changed', {
        vi: 'Người khác vừa đổi khóa tem; xem lại danh sách rồi làm lại nếu vẫn cần.',
        en: 'Another person has just changed the stamp secrets; look at the list again.',
      })
    }
    const after = { ...before, ...to, revision: before.revision + 1 }
    tx.record({
      subject: { kind: 'stamp_secret', id: String(before._id), seq: after.revision },
      before,
      after,
      reason: to.leakReason ?? null,
    })
    tx.afterCommit(secrets.forgetStatuses)
    return after
  }

  return {
    async listSecrets(query: { limit: number; cursor?: string | undefined }) {
      const records = await store.list(numberCursor(query.cursor, 0), query.limit + 1)
      return toPage(records.map(view), query.limit, ({ version }) => String(version))
    },

    /** Makes a version the one that signs; the version before it retires in the same moment. */
    async activate(version: number, tx: Tx) {
      const record = await getVersion(version, tx)
      assertMayActivate(record, secrets.holds(version))
      const former = await store.findActive(tx.session)
      if (former !== null) await change(former, { status: 'retired' }, tx)
      return view(await change(record, { status: 'active' }, tx))
    },

    async retire(version: number, tx: Tx) {
      const record = await getVersion(version, tx)
      assertMayRetire(record)
      return view(await change(record, { status: 'retired' }, tx))
    },

    /** Where it was the active one, no stamps are issued until another version is activated. */
    async reportLeak(version: number, reason: string, tx: Tx) {
      const record = await getVersion(version, tx)
      assertMayReportLeak(record)
      return view(await change(record, { status: 'leaked', leakReason: reason }, tx))
    },
  }
}
