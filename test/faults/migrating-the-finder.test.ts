import { expect } from 'chai'
import { migrate } from '../../src/db/migrations.ts'
import { createLog } from '../../src/log.ts'
import {
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const quiet = createLog('silent', [])

describe('migrating the words by which the public finds records', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let pumpkin: string

  before(async () => {
    service = await startTestService('migrating_the_finder')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff, { name: 'HTX Nắng Sớm' })
    const suspended = await makeEnterprise(service, staff, { name: 'Cơ sở Gió Đông' })
    const step = `/enterprises/${suspended.enterpriseId}/suspension`
    ok(await staff.approver.post(step, { reason: 'Bài thử' }))
    const named = { name: 'Bí đỏ quả tròn', nameEn: 'Pumpkin', brand: null }
    pumpkin = (await makeProduct(staff, maker, named)).id
    const old = await makeProduct(staff, maker, { name: 'Na dai' })
    ok(await maker.api.post(`/products/${old.id}/retirement`, { reason: 'Hết vụ' }))
    const draft = { name: 'Sản phẩm nháp', productGroup: 'agricultural' }
    ok(await maker.api.post('/products', draft))
  })
  after(() => service.stop())

  const database = () => service.connection.getClient().db(service.connection.name)
  const entries = () => database().collection<{ _id: string; words: string[] }>('finder_entries')
  const readAll = () =>
    entries()
      .find({ _id: { $exists: true } })
      .hint('_id_')
      .sort({ _id: 1 })
      .toArray()

  it('gives older records the words that the service itself writes, however often', async () => {
    const written = await readAll()
    expect(written).to.have.length(3)
    await entries().drop()
    for (const attempt of ['first', 'repeated after a crash']) {
      await database()
        .collection<{ _id: string }>('schema_state')
        .updateOne({ _id: 'migrations' }, { $set: { version: 7 } })
      await migrate(service.connection, 'test', () => new Date(), quiet)
      expect(await readAll(), attempt).to.deep.equal(written)
      // What a crash left half done is done again.
      await entries().deleteOne({ _id: written[0]?._id ?? '' })
    }
    const found = ok(await service.admin.get('/finder?q=bi+do'))
    expect(found.products[0].name).to.equal('Bí đỏ quả tròn')
  })

  it('writes them again with any change, where an older copy has left them out', async () => {
    const written = await readAll()
    const product = ok(await service.admin.get('/finder?q=bi+do')).products[0]
    expect(product.name).to.equal('Bí đỏ quả tròn')
    await entries().deleteMany({ _id: { $in: written.map(({ _id }) => _id) } })
    expect(ok(await service.admin.get('/finder?q=bi+do')).products).to.deep.equal([])
    ok(await staff.reviewer.put(`/products/${pumpkin}/links`, { links: [] }))
    const seen = { headers: { 'If-Match': '*' } }
    const phone = { phone: '0225 384 1234' }
    ok(await maker.api.patch(`/enterprises/${maker.enterpriseId}`, phone, seen))
    expect((await readAll()).map(({ _id }) => _id)).to.have.members([pumpkin, maker.enterpriseId])
    expect(ok(await service.admin.get('/finder?q=bi+do')).products).to.have.length(1)
  })
})
