import type { Migration } from '../migrations.ts'

const ID = 'NQ15-2021:1'
/** Sorts before every entry that a request makes. */
const ENTRY_ID = '000000000000000000000002'

/**
 * The policy of Nghị quyết 15/2021/NQ-HĐND as data: 300 đ for each QR traceability stamp on one
 * unit of an agricultural or aquatic product, 2022–2025, in the former Hải Phòng. The text that
 * was found names no cap, no dossier and not whether seat or production place decides: the seat
 * is taken, since the support goes to the establishment.
 */
export const nq15: Migration = {
  version: 2,
  name: 'policy NQ15-2021',
  async up(db, at) {
    const policy = {
      version: 1,
      code: 'NQ15-2021',
      title: 'Hỗ trợ tem truy xuất nguồn gốc bằng mã QR cho sản phẩm nông nghiệp, thủy sản',
      legalBasis: 'Nghị quyết 15/2021/NQ-HĐND ngày 10/12/2021 của HĐND thành phố Hải Phòng',
      rateVnd: 300,
      supportForm: 'cash',
      countedAt: 'affixed',
      validFrom: '2022-01-01',
      validTo: '2025-12-31',
      territory: { decidedBy: 'seat', formerProvinces: [{ code: '31', name: 'Hải Phòng' }] },
      productGroups: ['agricultural', 'aquatic'],
      createdAt: at,
      createdBy: 'Sổ Tem',
      revision: 1,
    }
    await db
      .collection<{ _id: string }>('subsidy_policies')
      .updateOne({ _id: ID }, { $setOnInsert: policy }, { upsert: true })
    const entry = {
      subject: { kind: 'subsidy_policy', id: ID, seq: 1 },
      action: 'addSubsidyPolicy',
      actor: { person: 'Sổ Tem', keyId: ENTRY_ID, role: 'system' },
      at,
      requestId: ENTRY_ID,
      beforeHash: null,
      before: null,
      after: { _id: ID, ...policy },
      afterHash: null,
      reason: 'Nghị quyết 15/2021/NQ-HĐND',
    }
    await db
      .collection<{ _id: string }>('audit_entries')
      .updateOne({ _id: ENTRY_ID }, { $setOnInsert: entry }, { upsert: true })
  },
}
