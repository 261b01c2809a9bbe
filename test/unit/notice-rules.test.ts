import { expect } from 'chai'
import { AppError } from '../../src/errors.ts'
import {
  assertLive,
  assertOfDepartment,
  assertRoom,
  assertWithinBatch,
  LIVE_OF_TARGET_MAX,
  noticeNumber,
  noticesOf,
  type ScannedGoods,
  targetOf,
  targetsOf,
} from '../../src/features/notices/notices.rules.ts'
import {
  CreateNotice,
  type NoticeRecord,
  type NoticeScope,
} from '../../src/features/notices/notices.schema.ts'
import { toFaults } from '../../src/http/faults.ts'

const NONE = { productId: null, lotId: null, batchId: null, from: null, to: null }
const OF_ENTERPRISE: NoticeScope = { ...NONE, level: 'enterprise', enterpriseId: 'e1' }
const OF_PRODUCT: NoticeScope = { ...OF_ENTERPRISE, level: 'product', productId: 'p1' }
const OF_LOT: NoticeScope = { ...OF_PRODUCT, level: 'lot', lotId: 'l1' }
const range = (from: number, to: number, batchId = 7): NoticeScope => {
  return { ...OF_PRODUCT, level: 'range', batchId, from, to }
}
const STAMP: ScannedGoods = {
  enterpriseId: 'e1',
  productId: 'p1',
  lotId: 'l1',
  batchId: 7,
  index: 10,
}

let made = 0
function notice(scope: NoticeScope, more: Partial<NoticeRecord> = {}): NoticeRecord {
  made += 1
  return {
    _id: String(made).padStart(24, '0'),
    kind: 'recall',
    number: `TH-2026-${made}`,
    scope,
    target: targetOf(scope),
    reason: 'Bài thử',
    advice: null,
    document: { id: 'd1', number: '1/QĐ', issuedOn: '2026-01-01', signer: 'Người ký' },
    live: true,
    since: new Date('2026-01-01T00:00:00Z'),
    lifted: null,
    createdAt: new Date('2026-01-01T00:00:00Z'),
    createdBy: 'Cán bộ',
    revision: 1,
    ...more,
  }
}

function refusal(refused: () => void): AppError {
  try {
    refused()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
  throw new Error('Nothing was refused')
}

describe('the goods that a notice touches', () => {
  const touches = (scope: NoticeScope, goods: Partial<ScannedGoods> = {}): boolean =>
    noticesOf([notice(scope)], { ...STAMP, ...goods }).length === 1

  it('are, of an enterprise, all its products', () => {
    expect(touches(OF_ENTERPRISE)).to.equal(true)
    expect(touches(OF_ENTERPRISE, { productId: 'p2', lotId: null, batchId: 9 })).to.equal(true)
    expect(touches(OF_ENTERPRISE, { enterpriseId: 'e2' })).to.equal(false)
  })

  it('are, of a product, every lot and every stamp of it, and the product without a serial', () => {
    expect(touches(OF_PRODUCT, { lotId: null })).to.equal(true)
    expect(touches(OF_PRODUCT, { lotId: null, batchId: null, index: null })).to.equal(true)
    expect(touches(OF_PRODUCT, { productId: 'p2' })).to.equal(false)
  })

  it('are, of a lot, the stamps that were affixed to it', () => {
    expect(touches(OF_LOT)).to.equal(true)
    expect(touches(OF_LOT, { batchId: null, index: null }), 'the lot by itself').to.equal(true)
    expect(touches(OF_LOT, { lotId: 'l2' })).to.equal(false)
    expect(touches(OF_LOT, { lotId: null })).to.equal(false)
  })

  it('are, of a range, the stamps from its first to its last', () => {
    const within = [9, 10, 11, 12, 13].map((index) => touches(range(10, 12), { index }))
    expect(within).to.deep.equal([false, true, true, true, false])
    expect(touches(range(0, 0), { index: 0 }), 'the first of the batch').to.equal(true)
    expect(touches(range(10, 12, 8)), 'of another batch').to.equal(false)
    expect(touches(range(10, 12), { index: null })).to.equal(false)
    expect(touches(range(0, 12), { batchId: null, index: null })).to.equal(false)
  })

  it('are none where the scan knows nothing', () => {
    const nothing = { enterpriseId: null, productId: null, lotId: null, batchId: null, index: null }
    const all = [OF_ENTERPRISE, OF_PRODUCT, OF_LOT, range(0, 9)]
    expect(
      noticesOf(
        all.map((scope) => notice(scope)),
        nothing,
      ),
    ).to.deep.equal([])
    expect(targetsOf(nothing)).to.deep.equal([])
  })

  it('are looked up under a target that the notice has too', () => {
    expect(targetsOf(STAMP)).to.deep.equal(['enterprise:e1', 'product:p1', 'lot:l1', 'batch:7'])
    const scopes = [OF_ENTERPRISE, OF_PRODUCT, OF_LOT, range(10, 10)]
    expect(scopes.map(targetOf)).to.deep.equal(targetsOf(STAMP))
    const unaffixed = { ...STAMP, lotId: null }
    expect(targetsOf(unaffixed)).to.deep.equal(['enterprise:e1', 'product:p1', 'batch:7'])
  })

  it('meet the recalls first, then the oldest', () => {
    const at = (day: number) => ({ since: new Date(Date.UTC(2026, 0, day)) })
    const suspended = notice(OF_PRODUCT, { kind: 'suspension', ...at(1) })
    const later = notice(OF_LOT, at(3))
    const earlier = notice(OF_ENTERPRISE, at(2))
    const sameDay = notice(range(0, 99), at(2))
    const other = notice(range(0, 9), at(1))
    const live = [suspended, later, sameDay, earlier, other]
    expect(noticesOf(live, STAMP)).to.deep.equal([earlier, sameDay, later, suspended])
    expect(live[0], 'what was given stays as it was').to.equal(suspended)
  })
})

describe('the rules of notices', () => {
  it('number each kind within its year', () => {
    expect(noticeNumber('recall', 2026, 1)).to.equal('TH-2026-0001')
    expect(noticeNumber('suspension', 2027, 12_345)).to.equal('TD-2027-12345')
  })

  it('keep a range within its batch', () => {
    assertWithinBatch(9, { _id: 7, quantity: 10 })
    const { code, details } = refusal(() => assertWithinBatch(10, { _id: 7, quantity: 10 }))
    expect(code).to.equal('invalid_fields')
    expect(details.fields?.[0]).to.include({ field: 'body.scope.to', rule: 'range.beyond' })
  })

  it('take decisions of the department only', () => {
    assertOfDepartment({ enterpriseId: null })
    const { details } = refusal(() => assertOfDepartment({ enterpriseId: 'e1' }))
    expect(details.fields?.[0]).to.include({ rule: 'document.department' })
  })

  it('bound what a scan reads of one target', () => {
    assertRoom(LIVE_OF_TARGET_MAX - 1)
    const { code, details } = refusal(() => assertRoom(LIVE_OF_TARGET_MAX))
    expect([code, details.state]).to.deep.equal(['wrong_state', 'too_many_notices'])
  })

  it('lift what holds, once', () => {
    assertLive(notice(OF_LOT))
    const { code, details } = refusal(() => assertLive(notice(OF_LOT, { live: false })))
    expect([code, details.state]).to.deep.equal(['wrong_state', 'lifted'])
  })
})

describe('the scope of a notice, as it is sent', () => {
  const id = '65a0c0ffee00000000000001'
  const faultsOf = (scope: unknown): string[] => {
    const body = { scope, documentId: id, reason: 'Bài thử' }
    const parsed = CreateNotice.safeParse(body, { reportInput: true })
    return toFaults('body', parsed.error?.issues ?? []).map(({ field, rule }) => `${field} ${rule}`)
  }

  it('names one level and what belongs to it', () => {
    for (const scope of [
      { level: 'enterprise', enterpriseId: id },
      { level: 'product', productId: id },
      { level: 'lot', lotId: id },
      { level: 'range', batchId: 1, from: 0, to: 0 },
    ]) {
      expect(faultsOf(scope), scope.level).to.deep.equal([])
    }
  })

  it('says of every fault where it is', () => {
    const cases: [unknown, string[]][] = [
      [{ level: 'all' }, ['body.scope.level field.invalid_value']],
      [{ lotId: id }, ['body.scope.level field.required']],
      [null, ['body.scope field.invalid_type']],
      [{ level: 'lot' }, ['body.scope.lotId field.required']],
      [{ level: 'lot', lotId: 'x' }, ['body.scope.lotId field.invalid_format']],
      [{ level: 'lot', lotId: id, productId: id }, ['body.scope.productId field.unknown']],
      [{ level: 'range', batchId: 1, from: 2, to: 1 }, ['body.scope range.order']],
      [
        { level: 'range', batchId: 1, from: -1 },
        ['body.scope.from field.too_small', 'body.scope.to field.required'],
      ],
    ]
    for (const [scope, faults] of cases) {
      expect(faultsOf(scope), JSON.stringify(scope)).to.deep.equal(faults)
    }
  })
})
