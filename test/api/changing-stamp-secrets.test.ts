import { expect } from 'chai'
import { openStampSecrets } from '../../src/features/stamps/stamp-secrets.ts'
import {
  issue,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const secret = (version: number): Buffer => Buffer.alloc(32, version)
const given = (...versions: number[]) =>
  new Map(versions.map((version) => [version, secret(version)]))
const AT = new Date('2024-01-01T00:00:00Z')

describe('changing the stamp secrets', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let productId: string
  const serials: string[] = []

  before(async () => {
    const STAMP_SECRETS = [...given(1, 2, 3)]
      .map(([version, bytes]) => `${version}:${bytes.toString('base64')}`)
      .join(',')
    service = await startTestService('changing_stamp_secrets', { STAMP_SECRETS })
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    productId = (await makeProduct(staff, maker)).id
  })
  after(() => service.stop())

  const act = (version: number, action: string, body: object = {}) =>
    service.admin.post(`/stamp-secrets/${version}/${action}`, body)
  const statuses = async (): Promise<Record<string, string>> => {
    const { items } = ok(await service.admin.get('/stamp-secrets'))
    return Object.fromEntries(
      items.map(({ version, status }: { version: number; status: string }) => [version, status]),
    )
  }
  const countActive = () =>
    service.connection.collection('stamp_secrets').countDocuments({ status: 'active' })
  const refused = async (version: number, action: string, state: string, body: object = {}) => {
    const reply = await act(version, action, body)
    expect(reply.status, JSON.stringify(reply.body)).to.equal(409)
    expect(reply.body).to.include({ code: 'wrong_state', state })
  }

  /** Issues a batch and remembers a stamp of it. @returns the version that signed it */
  async function signedBy(): Promise<number> {
    const batch = await issue(staff, maker, productId, 5)
    serials.push(batch.firstSerial)
    const record = await service.connection
      .collection<{ _id: number; keyVersion: number }>('stamp_batches')
      .findOne({ _id: batch.id })
    return record?.keyVersion ?? 0
  }

  async function expectAllKnown(): Promise<void> {
    for (const serial of serials) {
      const { verdict } = ok(await service.admin.get(`/verify?code=${serial}`))
      expect(JSON.stringify(verdict), serial).not.to.include('unknown')
    }
  }

  it('begins with the highest version; the others stand by', async () => {
    const { items } = ok(await staff.auditor.get('/stamp-secrets'))
    expect(items.map(({ status }: { status: string }) => status)).to.deep.equal([
      'standby',
      'standby',
      'active',
    ])
    expect(JSON.stringify(items)).not.to.include(secret(3).toString('base64'))
    const first = ok(await staff.reviewer.get('/stamp-secrets?limit=1'))
    expect(first.items[0]).to.include({ version: 1, held: true, revision: 1, leakReason: null })
    const next = ok(await staff.reviewer.get(`/stamp-secrets?cursor=${first.nextCursor}`))
    expect(next.items).to.have.length(2)
    expect(await signedBy()).to.equal(3)
  })

  it('is for administrators; auditors and officers only look', async () => {
    for (const api of [maker.api, staff.inspector]) {
      expect((await api.get('/stamp-secrets')).status).to.equal(403)
    }
    for (const api of [staff.approver, staff.auditor, maker.api]) {
      for (const action of ['activation', 'retirement', 'leak']) {
        const reply = await api.post(`/stamp-secrets/1/${action}`, { reason: 'Thử' })
        expect(reply.status).to.equal(403)
      }
    }
    expect((await act(4, 'activation')).status).to.equal(404)
    expect((await act(0, 'activation')).status).to.equal(400)
  })

  it('rotates: the new version signs, the stamps of both are known', async () => {
    const key = 'rotation'
    const first = await service.admin.post('/stamp-secrets/2/activation', {}, { key })
    expect(ok(first)).to.include({ version: 2, status: 'active', revision: 2 })
    const again = await service.admin.post('/stamp-secrets/2/activation', {}, { key })
    expect(again.body).to.deep.equal(first.body)
    expect(await statuses()).to.deep.equal({ 1: 'standby', 2: 'active', 3: 'retired' })
    expect(await signedBy()).to.equal(2)
    await expectAllKnown()
    const entries = async (version: number) =>
      ok(await staff.auditor.get(`/audit/entries?kind=stamp_secret&id=${version}`)).items
    for (const version of [2, 3]) {
      const [entered, changed, ...more] = await entries(version)
      expect(more).to.be.empty
      expect(entered).to.deep.include({ action: 'setUp', before: null })
      expect(entered.subject.seq).to.equal(1)
      expect(changed).to.include({ action: 'activateStampSecret' })
      expect(changed.subject.seq).to.equal(2)
      expect(changed.beforeHash, 'one entry begins where the other ends').to.equal(
        entered.afterHash,
      )
    }
  })

  it('retires a version that stands by, never the one that signs', async () => {
    await refused(2, 'retirement', 'active')
    await refused(3, 'retirement', 'retired')
    expect(ok(await act(1, 'retirement'))).to.include({ status: 'retired' })
    await refused(2, 'activation', 'active')
    expect(ok(await act(3, 'activation'))).to.include({ status: 'active', revision: 3 })
  })

  it('issues nothing after the leak of the active version until another one signs', async () => {
    const wordless = await act(3, 'leak')
    expect(wordless.status).to.equal(422)
    const reason = 'Mất máy chủ dự phòng'
    expect(ok(await act(3, 'leak', { reason }))).to.include({
      status: 'leaked',
      leakReason: reason,
    })
    const { enterpriseId } = maker
    const order = { enterpriseId, productId, quantity: 5 }
    const reply = await staff.reviewer.post('/stamp-batches', order)
    expect(reply.status, JSON.stringify(reply.body)).to.equal(409)
    expect(reply.body.state).to.equal('no_active_secret')
    await refused(3, 'activation', 'leaked')
    await refused(3, 'retirement', 'leaked')
    await refused(3, 'leak', 'leaked', { reason })
    await expectAllKnown()
  })

  it('ends with one active version when two are activated at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      // None is active: only the index stands between the two.
      await service.connection
        .collection('stamp_secrets')
        .updateMany({ _id: { $in: [1, 2] } } as object, { $set: { status: 'retired' } })
      const replies = await Promise.all([act(1, 'activation'), act(2, 'activation')])
      for (const { status } of replies) expect(status).to.be.oneOf([200, 409])
      expect(replies.filter(({ status }) => status === 200)).not.to.be.empty
      expect(await countActive()).to.equal(1)
      const other = (await statuses())[1] === 'active' ? 2 : 1
      const both = await Promise.all([act(other, 'activation'), act(other, 'activation')])
      expect(both.map(({ status }) => status).sort()).to.deep.equal([200, 409])
      expect(await countActive()).to.equal(1)
    }
    expect(await signedBy()).to.be.oneOf([1, 2])
  })

  it('tells the status of a version, and a change at the latest after two seconds', async () => {
    const { connection } = service
    const other = await openStampSecrets(connection, given(1, 2, 3), AT)
    expect(await other.statusOf(3)).to.equal('leaked')
    const [standing] = Object.entries(await statuses()).find(([, now]) => now === 'retired') ?? []
    const version = Number(standing)
    expect(await other.statusOf(version)).to.equal('retired')
    ok(await act(version, 'leak', { reason: 'Thử' }))
    await new Promise((resolve) => setTimeout(resolve, 2_100))
    expect(await other.statusOf(version)).to.equal('leaked')
  })

  it('lets a version new to a register in use stand by, once though copies race', async () => {
    const { connection } = service
    const copies = await Promise.all(
      [1, 2, 3].map(() => openStampSecrets(connection, given(1, 2, 3, 4), AT)),
    )
    expect((await statuses())[4]).to.equal('standby')
    expect(copies.map((copy) => copy.secretOf(4).equals(secret(4)))).to.deep.equal([
      true,
      true,
      true,
    ])
    const entries = await staff.auditor.get('/audit/entries?kind=stamp_secret&id=4')
    expect(ok(entries).items).to.have.length(1)
  })

  it('activates no version that the copy which is asked does not have', async () => {
    await refused(4, 'activation', 'not_held')
    const { items } = ok(await service.admin.get('/stamp-secrets'))
    expect(items.find(({ version }: { version: number }) => version === 4).held).to.equal(false)
  })

  it('opens with no secret missing and none exchanged, whatever its status', async () => {
    const { connection } = service
    const open = (secrets: Map<number, Buffer>) =>
      openStampSecrets(connection, secrets, AT).then(() => 'opened', String)
    expect(await open(given(1, 2, 4))).to.match(/thiếu phiên bản 3.*version 3.*missing/)
    const exchanged = new Map([...given(1, 2, 3, 4), [2, secret(9)]])
    expect(await open(exchanged)).to.match(/phiên bản 2 không phải.*version 2 is not/)
    expect(await open(given(1, 2, 3, 4))).to.equal('opened')
  })
})
