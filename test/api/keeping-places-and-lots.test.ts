import { expect } from 'chai'
import {
  HAI_PHONG,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('keeping places and lots', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker
  let stranger: Maker
  let product: { id: string; enterpriseId: string }
  let farm: { id: string }
  let made = 0

  const place = (more: object = {}) => {
    made += 1
    const ownCode = `V-${made}`
    return { kind: 'farm', name: `Vườn ${made}`, ownCode, address: HAI_PHONG, ...more }
  }
  const lot = (more: object = {}) => {
    made += 1
    const code = `L240101-${made}`
    const { id: productId } = product
    return { productId, placeId: farm.id, code, producedOn: '2024-01-01', quantity: 500, ...more }
  }

  before(async () => {
    service = await startTestService('keeping_places_and_lots')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    stranger = await makeEnterprise(service, staff)
    product = await makeProduct(staff, maker, { shelfLifeDays: 7 })
    farm = ok(await maker.api.post('/places', place()))
  })
  after(() => service.stop())

  describe('a place', () => {
    it('is kept with its GLN, its address of that day and its position', async () => {
      const sent = place({
        gln: '8938501000019',
        plantingAreaCode: 'VN-HP-0001',
        coordinates: { lat: 20.9139, lng: 106.6757 },
      })
      const kept = ok(await maker.api.post('/places', sent))
      expect(kept).to.deep.include({ ...sent, address: kept.address, revision: 1 })
      expect(kept.enterpriseId).to.equal(maker.enterpriseId)
      expect(kept.address).to.include({ wardCode: '11476', street: 'Thôn 3' })
      expect(kept.address.formerProvince).to.deep.equal({ code: '31', name: 'Hải Phòng' })
      expect(ok(await staff.auditor.get(`/places/${kept.id}`))).to.deep.equal(kept)
    })

    const bad: [title: string, more: object, field: string, rule: string][] = [
      ['a GLN with a wrong check digit', { gln: '8938501000018' }, 'gln', 'gln.check_digit'],
      ['a GLN of twelve digits', { gln: '893850100001' }, 'gln', 'gln.length'],
      ['a code with a bracket', { ownCode: 'V(10)' }, 'ownCode', 'field.invalid_format'],
      [
        'a latitude beyond the pole',
        { coordinates: { lat: 91, lng: 0 } },
        'coordinates.lat',
        'field.too_big',
      ],
      [
        'a ward of another time',
        { address: { ...HAI_PHONG, wardCode: '99999' } },
        'address',
        'address.ward',
      ],
      ['a kind of its own', { kind: 'castle' }, 'kind', 'field.invalid_value'],
    ]
    for (const [title, more, field, rule] of bad) {
      it(`is refused for ${title}, with field, reason and remedy`, async () => {
        const reply = await maker.api.post('/places', place(more))
        expect(reply.status).to.equal(422)
        const fault = reply.body.errors.find((error: { rule: string }) => error.rule === rule)
        expect(fault, JSON.stringify(reply.body.errors)).to.include({ field: `body.${field}` })
        expect(fault.remedy.vi).to.match(/\S{2}/)
      })
    }

    it('names the check digit that the GLN should end in', async () => {
      const reply = await maker.api.post('/places', place({ gln: '8938501000018' }))
      expect(reply.body.errors[0].reason.vi).to.match(/cho 9\b/)
    })

    it('has a GLN of its own, and a code of its own within its enterprise', async () => {
      const first = ok(await maker.api.post('/places', place({ gln: '8934588000010' })))
      const sameGln = await stranger.api.post('/places', place({ gln: '8934588000010' }))
      expect(sameGln.status).to.equal(409)
      expect(sameGln.body).to.include({ code: 'already_exists', existingId: first.id })
      const sameCode = await maker.api.post('/places', place({ ownCode: first.ownCode }))
      expect(sameCode.status).to.equal(409)
      expect(sameCode.body.existingId).to.equal(first.id)
      ok(await stranger.api.post('/places', place({ ownCode: first.ownCode })))
    })

    it('goes to one of eight who enter the same code at once', async () => {
      const body = place()
      const replies = await Promise.all(
        Array.from({ length: 8 }, () => maker.api.post('/places', body)),
      )
      const statuses = replies.map(({ status }) => status).sort()
      expect(statuses).to.deep.equal([201, ...Array(7).fill(409)])
    })

    it('is entered by an officer only for an enterprise that is named and known', async () => {
      const nobody = await staff.reviewer.post('/places', place())
      expect(nobody.status).to.equal(422)
      expect(nobody.body.errors[0].field).to.equal('body.enterpriseId')
      const unknown = place({ enterpriseId: '0'.repeat(24) })
      expect((await staff.reviewer.post('/places', unknown)).status).to.equal(422)
      const { enterpriseId } = maker
      const entered = ok(await staff.reviewer.post('/places', place({ enterpriseId })))
      expect(entered.enterpriseId).to.equal(enterpriseId)
      const foreign = await stranger.api.post('/places', place({ enterpriseId }))
      expect(foreign.status).to.equal(404)
    })
  })

  describe('a lot', () => {
    it('expires by the shelf life of its product, where no day is given', async () => {
      const made = ok(await maker.api.post('/lots', lot({ producedOn: '2024-02-25' })))
      expect(made).to.include({ producedOn: '2024-02-25', expiresOn: '2024-03-03', revision: 1 })
      const given = ok(await maker.api.post('/lots', lot({ expiresOn: '2024-06-30' })))
      expect(given.expiresOn).to.equal('2024-06-30')
      const lasting = await makeProduct(staff, maker)
      const open = ok(await maker.api.post('/lots', lot({ productId: lasting.id })))
      expect(open.expiresOn).to.equal(null)
    })

    it('has the unit of its product, or one of its own', async () => {
      expect(ok(await maker.api.post('/lots', lot())).unit).to.equal('gói')
      expect(ok(await maker.api.post('/lots', lot({ unit: 'kg' }))).unit).to.equal('kg')
      const bare = await makeProduct(staff, maker, { unit: null })
      const reply = await maker.api.post('/lots', lot({ productId: bare.id }))
      expect(reply.status).to.equal(422)
      expect(reply.body.errors[0].field).to.equal('body.unit')
    })

    const bad: [title: string, more: object, field: string, rule: string][] = [
      ['a number with a blank', { code: 'LÔ 1' }, 'code', 'lot.code'],
      ['a number of 21 characters', { code: 'A'.repeat(21) }, 'code', 'lot.code'],
      ['no pieces', { quantity: 0 }, 'quantity', 'field.too_small'],
      ['half a piece', { quantity: 0.5 }, 'quantity', 'field.invalid_type'],
      ['an expiry before it is made', { expiresOn: '2023-12-31' }, 'expiresOn', 'lot.expiry'],
      [
        'a year that is a slip of the pen',
        { producedOn: '2204-01-01' },
        'producedOn',
        'lot.produced_on',
      ],
      ['a place that is unknown', { placeId: '0'.repeat(24) }, 'placeId', 'reference.unknown'],
    ]
    for (const [title, more, field, rule] of bad) {
      it(`is refused for ${title}, with field, reason and remedy`, async () => {
        const reply = await maker.api.post('/lots', lot(more))
        expect(reply.status).to.equal(422)
        const fault = reply.body.errors.find((error: { rule: string }) => error.rule === rule)
        expect(fault, JSON.stringify(reply.body.errors)).to.include({ field: `body.${field}` })
        expect(fault.reason.vi).to.match(/\S{2}/)
        expect(fault.remedy.vi).to.match(/\S{2}/)
      })
    }

    it('is not made of the product of another enterprise, nor at its place', async () => {
      const foreign = ok(await stranger.api.post('/places', place()))
      const byStranger = await stranger.api.post('/lots', lot({ placeId: foreign.id }))
      expect(byStranger.status).to.equal(404)
      for (const api of [maker.api, staff.reviewer]) {
        const atTheirs = await api.post('/lots', lot({ placeId: foreign.id }))
        expect(atTheirs.status).to.equal(422)
        expect(atTheirs.body.errors[0].field).to.equal('body.placeId')
      }
    })

    it('has a number of its own within its product', async () => {
      const first = ok(await maker.api.post('/lots', lot()))
      const again = await maker.api.post('/lots', lot({ code: first.code }))
      expect(again.status).to.equal(409)
      expect(again.body).to.include({ code: 'already_exists', existingId: first.id })
      const other = await makeProduct(staff, maker)
      ok(await maker.api.post('/lots', lot({ productId: other.id, code: first.code })))
    })

    it('is not made of a retired product', async () => {
      const old = await makeProduct(staff, maker)
      ok(await maker.api.post(`/products/${old.id}/retirement`, { reason: 'Ngừng' }))
      const reply = await maker.api.post('/lots', lot({ productId: old.id }))
      expect(reply.status).to.equal(409)
      expect(reply.body.state).to.equal('retired')
    })

    it('is listed page by page, each once, within one product where one is asked for', async () => {
      const listed = await makeProduct(staff, maker)
      const ids: string[] = []
      for (let n = 0; n < 7; n += 1) {
        ids.push(ok(await maker.api.post('/lots', lot({ productId: listed.id }))).id)
      }
      const seen: string[] = []
      let cursor = ''
      for (let pages = 1; ; pages += 1) {
        const path = `/lots?productId=${listed.id}&limit=3${cursor && `&cursor=${cursor}`}`
        const { items, nextCursor } = ok(await maker.api.get(path))
        seen.push(...items.map(({ id }: { id: string }) => id))
        if (nextCursor === null) {
          expect(pages).to.equal(3)
          break
        }
        cursor = nextCursor
      }
      expect(seen).to.deep.equal(ids)
    })
  })
})
