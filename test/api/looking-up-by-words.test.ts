import { expect } from 'chai'
import { codes, type FinderWorld, makeFinderWorld, names, PERSON } from '../support/finder-world.ts'
import {
  gtin,
  HAI_PHONG,
  makeEnterprise,
  makeKey,
  makeProduct,
  ok,
  picture,
  taxCode,
} from '../support/make.ts'

describe('the one box', () => {
  let world: FinderWorld
  before(async () => {
    world = await makeFinderWorld('looking_up_by_words')
  })
  after(() => world.stop())

  describe('looking up by words', () => {
    it('finds a product without accents, in any order, the last word unfinished', async () => {
      for (const q of [
        'Cải bẹ xanh an toàn',
        'cai be xanh',
        'XANH be CAI',
        'toan an cai',
        'rau lành cải',
        'mustard',
        'xanh be c',
        'cai be xan',
        'cai, be; (xanh)!',
      ]) {
        const { kind, products } = await world.find(q)
        expect([kind, names(products)], q).to.deep.equal(['words', ['Cải bẹ xanh an toàn']])
        expect(products[0]).to.deep.equal({
          key: world.key,
          name: 'Cải bẹ xanh an toàn',
          brand: 'Rau Lành',
          enterpriseName: 'Hợp tác xã Rau quả Bến Sóng',
          enterpriseStatus: 'approved',
          isRetired: false,
          page: `/t/01/${world.key}`,
        })
      }
    })

    it('finds nothing by half a word that is not the last, or by a word too many', async () => {
      for (const q of ['ca be xanh', 'cai be xanh do', 'caibexanh', 'ai be xanh', 'x']) {
        const found = await world.find(q)
        expect(found.products, q).to.deep.equal([])
        expect(codes(found)).to.deep.equal(['nothing_found'])
      }
    })

    it('finds an enterprise by its name or a short form, with its products', async () => {
      for (const q of ['hợp tác xã bến sóng', 'htx ben song', 'HTX rau qua', 'song ben']) {
        const { enterprises, products } = await world.find(q)
        expect(names(enterprises), q).to.deep.equal(['Hợp tác xã Rau quả Bến Sóng'])
        expect(names(products), q).to.deep.equal(['Cải bẹ xanh an toàn'])
      }
    })

    it('puts the very name first, then whole words, then the beginning of one', async () => {
      for (const name of ['Ổi lê giòn ngọt', 'Ổi lêkima', 'Ổi lê']) {
        await makeProduct(world.staff, world.maker, { name, brand: null })
      }
      expect(names((await world.find('oi le')).products)).to.deep.equal([
        'Ổi lê',
        'Ổi lê giòn ngọt',
        'Ổi lêkima',
      ])
    })

    it('gives at most twenty and says that there are more', async () => {
      for (let n = 0; n < 21; n += 1) {
        await makeProduct(world.staff, world.maker, { name: `Bưởi đỏ vườn ${n}`, brand: null })
      }
      const found = await world.find('buoi do')
      expect(found.products).to.have.length(20)
      expect([found.hasMore, codes(found)]).to.deep.equal([true, ['too_many']])
      const fewer = await world.find('buoi do 2')
      expect(names(fewer.products)).to.deep.equal(['Bưởi đỏ vườn 2', 'Bưởi đỏ vườn 20'])
      expect([fewer.hasMore, codes(fewer)]).to.deep.equal([false, []])
    })
  })

  describe('a change of the register', () => {
    it('shows on the very next look-up through another copy of the service', async () => {
      for (let n = 0; n < 5; n += 1) {
        const [old, name] = [`Chè Shan tuyết ${n}`, `Chè mạn Hạ Long ${n}`]
        const body = { name: old, productGroup: 'agricultural', description: 'Chè' }
        const draft = ok(await world.maker.api.post('/products', body))
        expect((await world.find(`che ${n} shan`)).products).to.deep.equal([])
        const match = { headers: { 'If-Match': `"${draft.revision}"` } }
        ok(await world.maker.api.patch(`/products/${draft.id}`, { name }, match))
        ok(await world.maker.api.put(`/products/${draft.id}/image`, await picture()))
        expect((await world.find(`che man ${n}`)).products).to.deep.equal([])
        ok(await world.staff.reviewer.post(`/products/${draft.id}/approval`))
        expect(names((await world.find(`che ${n}`)).products)).to.deep.equal([name])
        expect((await world.find(`che shan ${n}`)).products).to.deep.equal([])
        ok(await world.maker.api.post(`/products/${draft.id}/retirement`, { reason: 'Hết vụ' }))
        expect((await world.find(`che ${n}`)).products).to.deep.equal([])
      }
    })

    it('of a registration shows as its state, on the enterprise and on its products', async () => {
      const other = await makeEnterprise(world.service, world.staff, { name: 'Cơ sở Nắng Sớm' })
      await makeProduct(world.staff, other, { name: 'Khoai sọ Nắng Sớm', brand: null })
      const states: [step: string, status: string][] = [
        ['suspension', 'suspended'],
        ['reinstatement', 'approved'],
        ['revocation', 'revoked'],
      ]
      for (const [step, status] of states) {
        const path = `/enterprises/${other.enterpriseId}/${step}`
        ok(await world.staff.approver.post(path, { reason: 'Bài thử' }))
        const { enterprises, products } = await world.find('nang som')
        expect(enterprises[0]?.status).to.equal(status)
        expect(products[0]).to.include({ name: 'Khoai sọ Nắng Sớm', enterpriseStatus: status })
      }
      expect(await world.page('nang som')).to.include('Cơ sở đã bị thu hồi đăng ký')
    })
  })

  describe('what the public may not see', () => {
    it('is nowhere in an answer: drafts, dossiers not approved or refused', async () => {
      const secretary = world.service.as(await makeKey(world.service, 'Thư ký kín', 'enterprise'))
      const dossier = ok(
        await secretary.post('/enterprises', {
          identifier: { scheme: 'MST10', value: taxCode(70_002) },
          kind: 'company',
          name: 'Công ty Lặng Lẽ',
          address: HAI_PHONG,
          representative: 'Nguyễn Văn Lặng',
          phone: '0225 000 0009',
        }),
      )
      const isHidden = async () => {
        for (const q of ['lang le', 'cong ty lang', taxCode(70_002)]) {
          const { products, enterprises } = await world.find(q)
          expect([products, enterprises], q).to.deep.equal([[], []])
        }
      }
      await isHidden()
      ok(await secretary.post(`/enterprises/${dossier.id}/submission`))
      await isHidden()
      const reason = { reason: 'Thiếu giấy tờ' }
      ok(await world.staff.approver.post(`/enterprises/${dossier.id}/rejection`, reason))
      await isHidden()
      const draft = { gtin: gtin(70_009), name: 'Mít non', productGroup: 'agricultural' }
      ok(await world.maker.api.post('/products', draft))
      for (const q of ['mit non', gtin(70_009)]) {
        expect((await world.find(q)).products, q).to.deep.equal([])
      }
    })

    it('of a household is its number, street, telephone and representative', async () => {
      const answers: string[] = []
      for (const q of ['vuon doi', 'ho kinh doanh vuon doi', 'na dai', 'HKD vườn']) {
        const found = await world.find(q)
        expect(names(found.enterprises).concat(names(found.products)), q).not.to.be.empty
        answers.push(JSON.stringify(found), await world.page(q), await world.page(q, '&lang=en'))
      }
      const text = answers.join('\n')
      for (const secret of Object.values(PERSON)) {
        expect(text).not.to.include(secret)
      }
      const { enterprises } = await world.find('vuon doi')
      expect(enterprises[0]).to.deep.equal({
        name: 'Hộ kinh doanh Vườn Đồi',
        taxCode: null,
        address: (await world.find('ben song')).enterprises[0]?.address?.replace('Thôn 3, ', ''),
        status: 'approved',
      })
    })

    it('cannot be asked for by a personal number, a telephone or a representative', async () => {
      for (const q of [PERSON.number, '031 090 123 457', '031.090.123.457']) {
        const found = await world.find(q)
        expect(codes(found)[0], q).to.equal('personal_number')
        expect([found.products, found.enterprises]).to.deep.equal([[], []])
      }
      for (const q of [
        PERSON.phone,
        PERSON.representative,
        'ngo kin',
        world.household.enterpriseId,
      ]) {
        const { products, enterprises } = await world.find(q)
        expect([products, enterprises], q).to.deep.equal([[], []])
      }
    })
  })
})
