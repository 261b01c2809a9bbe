import { expect } from 'chai'
import { checkCharacter } from '../../src/features/stamps/serial.rules.ts'
import {
  codes,
  type FinderWorld,
  makeFinderWorld,
  names,
  TAX_CODE,
} from '../support/finder-world.ts'
import { gtin, issue, makeEnterprise, makeProduct, ok, taxCode } from '../support/make.ts'

describe('the one box for numbers', () => {
  let world: FinderWorld
  before(async () => {
    world = await makeFinderWorld('looking_up_by_number')
  })
  after(() => world.stop())

  describe('looking up by a number', () => {
    it('finds a product by its bar code, printed or in 14 digits, also a retired one', async () => {
      for (const q of [
        world.key,
        world.key.slice(1),
        `${world.key.slice(1, 2)} ${world.key.slice(2, 8)} ${world.key.slice(8)}`,
      ]) {
        expect(names((await world.find(q)).products), q).to.deep.equal(['Cải bẹ xanh an toàn'])
      }
      const old = await makeProduct(world.staff, world.maker, {
        gtin: gtin(70_003),
        name: 'Dưa lê cũ',
      })
      ok(await world.maker.api.post(`/products/${old.id}/retirement`, { reason: 'Hết vụ' }))
      expect((await world.find(gtin(70_003))).products[0]).to.include({
        name: 'Dưa lê cũ',
        isRetired: true,
      })
      expect((await world.find('dua le cu')).products).to.deep.equal([])
    })

    it('finds a product by a document type of the department', async () => {
      const [product] = (await world.find('na dai')).products
      expect(product?.key).to.match(/^\d{13}$/)
      expect(product?.page).to.equal(`/t/253/${product?.key}`)
      expect(names((await world.find(product?.key ?? '')).products)).to.deep.equal([
        'Na dai vườn đồi',
      ])
    })

    it('says what the last digit must be, and what to do about an unknown number', async () => {
      const wrong = world.key.slice(0, -1) + ((Number(world.key.at(-1)) + 1) % 10)
      const found = await world.find(wrong)
      expect(codes(found)).to.deep.equal(['product_check'])
      expect(found.messages[0]?.text.vi).to.include(`số cuối phải là ${world.key.at(-1)}`)
      expect(codes(await world.find(gtin(70_777)))).to.deep.equal(['product_unknown'])
      expect(codes(await world.find(taxCode(70_777)))).to.deep.equal(['tax_code_unknown'])
    })

    it('finds an enterprise by its tax code, its branches and its products', async () => {
      const code = TAX_CODE
      await makeEnterprise(world.service, world.staff, {
        identifier: { scheme: 'MST13', value: `${code}-001` },
        kind: 'branch',
        name: 'Chi nhánh Cát Hải',
      })
      const { enterprises, products } = await world.find(code)
      expect(enterprises.map(({ taxCode: each }) => each)).to.deep.equal([code, `${code}-001`])
      expect(enterprises[0]?.address).to.match(/^Thôn 3, /)
      expect(names(products)).to.include('Cải bẹ xanh an toàn')
      for (const branch of [`${code}-001`, `${code}001`]) {
        expect(names((await world.find(branch)).enterprises)).to.deep.equal(['Chi nhánh Cát Hải'])
      }
    })

    it('finds of a tax code that was registered anew only the dossier that counts', async () => {
      const identifier = { scheme: 'MST10', value: taxCode(70_004) }
      const old = await makeEnterprise(world.service, world.staff, {
        identifier,
        name: 'Cơ sở Trăng Cũ',
      })
      const path = `/enterprises/${old.enterpriseId}/revocation`
      ok(await world.staff.approver.post(path, { reason: 'Bài thử' }))
      expect((await world.find(identifier.value)).enterprises[0]?.status).to.equal('revoked')
      await makeEnterprise(world.service, world.staff, { identifier, name: 'Cơ sở Trăng Mới' })
      expect(names((await world.find(identifier.value)).enterprises)).to.deep.equal([
        'Cơ sở Trăng Mới',
      ])
    })
  })

  describe('looking up a serial', () => {
    let serial: string
    let productKey: string

    before(async () => {
      const product = await makeProduct(world.staff, world.maker, { name: 'Trứng gà' })
      productKey = product.key
      serial = (await issue(world.staff, world.maker, product.id, 100)).firstSerial
    })

    it('leads on to the page of the stamp, in the language that was asked for', async () => {
      const location = `/t/01/${productKey}/21/${serial}`
      const typed = serial
        .toLowerCase()
        .replaceAll('0', 'o')
        .replaceAll(/(.{4})(?=.)/g, '$1-')
      for (const q of [serial, typed, productKey + serial, `https://tem.example${location}`]) {
        const reply = await world.nobody.get(`//tra-cuu?q=${encodeURIComponent(q)}`)
        expect([reply.status, reply.headers.get('location')], q).to.deep.equal([303, location])
      }
      const english = await world.nobody.get(`//tra-cuu?q=${serial}&lang=en`)
      expect(english.headers.get('location')).to.equal(`${location}?lang=en`)
      expect((await world.find(serial)).stamp).to.deep.equal({ serial, page: location })
      ok(await world.nobody.get(`/${location}`))
    })

    it('with a wrong tag says no more than of a batch that is none', async () => {
      const body = serial.slice(0, 9) + [...serial.slice(9, 15)].reverse().join('')
      const wrong = body + checkCharacter(body)
      const found = await world.find(wrong)
      expect(found.stamp).to.deep.equal({ serial: wrong, page: null })
      expect(codes(found)).to.deep.equal(['stamp_unknown'])
      expect(JSON.stringify(found)).not.to.include(productKey)
      expect(await world.page(wrong)).to.include('Không có tem này trong sổ')
      const { body: verified } = await world.nobody.get(`/verify?code=${wrong}`)
      expect(verified.verdict).to.equal('unknown')
    })

    it('of no batch of the register says so', async () => {
      const found = await world.find('ZZZZ Z000 0000 0000')
      expect(found.kind).to.equal('mistyped')
      const [suggestion] = (await world.find('ZZZZ Z000 0?00 0000')).suggestions
      const unknown = await world.find(suggestion?.serial ?? '')
      expect([unknown.stamp?.page, codes(unknown)]).to.deep.equal([null, ['stamp_unknown']])
    })

    it('that is mistyped is explained, and what it may be is offered with a mark', async () => {
      const wrong = serial.slice(0, 8) + (serial[8] === '8' ? 'B' : '8') + serial.slice(9)
      const short = await world.find(serial.slice(1))
      expect(codes(short)).to.deep.equal(['serial_length'])
      expect(short.messages[0]?.text.vi).to.include('bạn gõ 15, thiếu 1')
      const text = await world.page(`${serial.slice(0, 15)}U`)
      expect(text).to.include('Có phải là số này?').and.to.include(`<mark>${serial[15]}</mark>`)
      expect(text).to.include(`href="/tra-cuu?q=${serial}"`)
      expect(codes(await world.find(wrong))).to.deep.equal(['serial_check'])
    })

    it('of a link to another host does not lead on: it warns', async () => {
      const q = `http://tem-example.evil/01/${productKey}/21/${serial}`
      const text = await world.page(q)
      expect(text).to.include('tem-example.evil').and.to.include('đừng mở nó')
      expect(text).to.include(`href="/t/01/${productKey}/21/${serial}"`)
      expect(text).not.to.include('href="http://tem')
    })
  })
})
