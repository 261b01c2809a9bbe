import { expect } from 'chai'
import type { Route } from '../../src/http/route.ts'
import { makePaper, prepare } from '../support/handovers.ts'
import {
  deliver,
  issue,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  picture,
  type Staff,
} from '../support/make.ts'
import { recall } from '../support/notices.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { doubt } from '../support/suspicions.ts'

/** Routes that take no identifier of an enterprise's thing, with the reason. */
const NOT_OWNED = new Map([
  ['verifyCode', 'public'],
  ['revokeKey', 'administrators only'],
  ['drawCalibrationPage', 'belongs to a sheet of labels'],
])
/** Reads that answer every enterprise alike, or take what it names another way. */
const NO_LISTS = ['/clock', '/settings', '/subsidy-policies', '/subsidy-counts']

describe('an enterprise sees only its own', () => {
  let service: TestService
  let staff: Staff
  let own: Maker
  let stranger: Maker
  const ids: Record<string, string | number> = {}
  let code: string
  let png: Buffer

  before(async () => {
    service = await startTestService('seeing_only_ones_own')
    staff = await makeStaff(service)
    own = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
    const product = await makeProduct(staff, own)
    const lot = await makeLot(own, product.id)
    const batch = await deliver(staff, own, product.id, 10)
    const affix = { action: 'affix', lotId: lot.id, ranges: [{ from: 0, to: 9 }] }
    ok(await own.api.post(`/stamp-batches/${batch.id}/events`, affix))
    const period = { policy: 'NQ15-2021', from: '2024-01-01', to: '2024-12-31' }
    const { enterpriseId } = own
    const { claim } = ok(await own.api.post('/claims', { enterpriseId, ...period }))
    const asked = { enterpriseId, productId: product.id, quantity: 10, reason: 'Vụ đông' }
    const request = ok(await own.api.post('/stamp-requests', asked))
    const { id: batchId } = await issue(staff, own, product.id, 10)
    const handover = ok(await prepare(staff.reviewer, own, [{ batchId, from: 0, to: 9 }]))
    const { run } = ok(await own.api.post('/print-runs', { batchId, format: 'csv' }))
    const document = ok(
      await own.api.post('/documents', {
        kind: 'application',
        number: 'DN-1',
        issuedOn: '2024-01-01',
        signer: 'Người ký',
        title: 'Đơn',
        sha256: 'a'.repeat(64),
      }),
    )
    const scope = { level: 'product', productId: product.id }
    const decision = await makePaper(staff, 'decision')
    const path = '/suspensions'
    Object.assign(ids, {
      recalls: ok(await recall(staff.approver, scope, decision)).id,
      suspensions: ok(await recall(staff.approver, scope, decision, {}, { path })).id,
      enterprises: own.enterpriseId,
      products: product.id,
      places: lot.placeId,
      lots: lot.id,
      'stamp-batches': batch.id,
      claims: claim.id,
      suspicions: (await doubt(staff, own, product.id)).id,
      'stamp-requests': request.id,
      handovers: handover.id,
      'print-runs': run.id,
      documents: document.id,
      'portal/records/product': product.id,
      'portal/records/lot': lot.id,
    })
    code = batch.firstSerial
    png = await picture()
  })
  after(() => service.stop())

  /** The concrete paths of a route that name things of `own`. */
  function pathsOf(route: Route): string[] {
    const kinds = route.path.includes('{kind}') ? ['product', 'lot'] : ['']
    return kinds.map((kind) => {
      const path = route.path.replace('{kind}', kind).replace('{code}', code)
      const owner = Object.keys(ids)
        .filter((name) => path.startsWith(`/${name}/`))
        .sort((a, b) => b.length - a.length)[0]
      return path
        .replace('{id}', String(ids[owner ?? ''] ?? 'unknown'))
        .replace('{index}', '0')
        .replace('{month}', '2024-01')
        .replace('{number}', '1')
    })
  }

  it('answers 404 on every route that names a thing of another enterprise', async () => {
    const tested: string[] = []
    for (const route of service.routes.api) {
      const forEnterprises = route.access !== 'public' && route.access.roles.includes('enterprise')
      if (!route.path.includes('{') || !forEnterprises || NOT_OWNED.has(route.operationId)) continue
      for (const path of pathsOf(route)) {
        expect(path, route.operationId).not.to.match(/\{|unknown/)
        const init = bodyFor(route)
        const reply = await stranger.api.raw(route.method.toUpperCase(), path, init)
        expect(reply.status, `${route.method} ${path}: ${JSON.stringify(reply.body)}`).to.equal(404)
        tested.push(route.operationId)
      }
    }
    expect(tested.length).to.be.greaterThan(25)
  })

  /** A body that passes the schema, so that ownership is what decides. */
  function bodyFor(route: Route): RequestInit {
    if (route.body === undefined) return {}
    const headers = {
      'Content-Type': 'kind' in route.body ? 'image/png' : 'application/json',
      'Idempotency-Key': `own-${route.operationId}`,
      'If-Match': '*',
    }
    const bodies: Record<string, object> = {
      putProductLinks: { links: [] },
      recordStampEvent: { action: 'spoil', reason: 'torn', ranges: [{ from: 0, to: 0 }] },
      recordTraceEvent: { bizStep: 'packing', eventTime: '2024-01-01T00:00:00Z' },
      retireProduct: { reason: 'Ngừng' },
      answerSuspicion: { text: 'Hàng mẫu' },
    }
    if ('kind' in route.body) {
      return { headers, body: new Uint8Array(png) }
    }
    return { headers, body: JSON.stringify(bodies[route.operationId] ?? {}) }
  }

  it('lists nothing of another enterprise on any list', async () => {
    for (const route of service.routes.api) {
      const forEnterprises = route.access !== 'public' && route.access.roles.includes('enterprise')
      const isList = route.method === 'get' && !route.path.includes('{') && forEnterprises
      if (!isList || NO_LISTS.includes(route.path)) continue
      const { items } = ok(await stranger.api.get(route.path))
      expect(JSON.stringify(items), route.path).not.to.include(own.enterpriseId)
      const asked = await stranger.api.get(`${route.path}?enterpriseId=${own.enterpriseId}`)
      if (asked.status === 200) expect(asked.body.items, route.path).to.deep.equal([])
      else expect(asked.status, route.path).to.be.oneOf([400, 404])
    }
  })

  it('counts no subsidy for another enterprise', async () => {
    const query = 'policy=NQ15-2021&from=2024-01-01&to=2024-12-31'
    const path = `/subsidy-counts?${query}&enterpriseId=${own.enterpriseId}`
    expect((await stranger.api.get(path)).status).to.equal(404)
    expect(ok(await stranger.api.get(`/subsidy-counts?${query}`)).total.counted).to.equal(0)
  })

  it('takes no key that is missing, wrong or revoked', async () => {
    const { id, key } = ok(await service.admin.post('/keys', { person: 'Tạm', role: 'auditor' }))
    ok(await service.as(key).get('/enterprises'))
    expect((await service.admin.delete(`/keys/${id}`)).status).to.equal(204)
    for (const token of [key, `${key.slice(0, -1)}A`, 'nonsense']) {
      const reply = await service.as(token).get('/enterprises')
      expect(reply.status).to.equal(401)
      expect(reply.headers.get('www-authenticate')).to.match(/^Bearer/)
    }
    const none = await fetch(`${service.baseUrl}/api/v1/enterprises`)
    expect(none.status).to.equal(401)
  })
})
