import { expect } from 'chai'
import { checkCharacter } from '../../src/features/stamps/serial.rules.ts'
import { type Api, createApi } from '../support/api.ts'
import {
  gtin,
  HAI_PHONG,
  issue,
  type Maker,
  makeEnterprise,
  makeKey,
  makeProduct,
  makeStaff,
  ok,
  picture,
  type Staff,
  taxCode,
} from '../support/make.ts'
import { type SecondCopy, startSecondCopy } from '../support/second-copy.ts'
import { startTestService, type TestService } from '../support/service.ts'

const PERSON = { number: '031090123457', representative: 'Nguyễn Thị Kín', phone: '0225 999 8887' }
const HOME = { ...HAI_PHONG, street: 'Số 9 ngõ Kín' }

interface Found {
  kind: string
  read: string | null
  messages: { code: string; text: { vi: string; en: string } }[]
  stamp: { serial: string; page: string | null } | null
  suggestions: { code: string; serial: string; places: number[] }[]
  products: { name: string; key: string; page: string; enterpriseName: string }[]
  enterprises: { name: string; taxCode: string | null; address: string | null; status: string }[]
  hasMore: boolean
}

let service: TestService
let copy: SecondCopy
let nobody: Api
let staff: Staff
let maker: Maker
let household: Maker
let key: string

before(async () => {
  service = await startTestService('looking_up_by_words')
  nobody = createApi(service.baseUrl, null)
  copy = await startSecondCopy(service)
  staff = await makeStaff(service)
  maker = await makeEnterprise(service, staff, {
    identifier: { scheme: 'MST10', value: taxCode(70_001) },
    name: 'Hợp tác xã Rau quả Bến Sóng',
  })
  household = await makeEnterprise(service, staff, {
    identifier: { scheme: 'CCCD12', value: PERSON.number },
    kind: 'household',
    name: 'Hộ kinh doanh Vườn Đồi',
    address: HOME,
    representative: PERSON.representative,
    phone: PERSON.phone,
  })
  const fields = { name: 'Cải bẹ xanh an toàn', brand: 'Rau Lành', nameEn: 'Mustard greens' }
  key = (await makeProduct(staff, maker, { gtin: gtin(70_001), ...fields })).key
  await makeProduct(staff, household, { gtin: null, name: 'Na dai vườn đồi', brand: null })
})
after(async () => {
  await copy.stop()
  await service.stop()
})

/** What a copy of the service answers, of which every other must answer the same. */
async function find(q: string): Promise<Found> {
  return ok(await copy.nobody.get(`/finder?q=${encodeURIComponent(q)}`))
}
const names = (found: { name: string }[]): string[] => found.map(({ name }) => name)
const codes = ({ messages }: Found): string[] => messages.map(({ code }) => code)

async function page(q: string, more = ''): Promise<string> {
  const reply = await nobody.get(`//tra-cuu?q=${encodeURIComponent(q)}${more}`)
  expect(reply.status).to.equal(200)
  return String(reply.body)
}

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
      const { kind, products } = await find(q)
      expect([kind, names(products)], q).to.deep.equal(['words', ['Cải bẹ xanh an toàn']])
      expect(products[0]).to.deep.equal({
        key,
        name: 'Cải bẹ xanh an toàn',
        brand: 'Rau Lành',
        enterpriseName: 'Hợp tác xã Rau quả Bến Sóng',
        enterpriseStatus: 'approved',
        isRetired: false,
        page: `/t/01/${key}`,
      })
    }
  })

  it('finds nothing by half a word that is not the last, or by a word too many', async () => {
    for (const q of ['ca be xanh', 'cai be xanh do', 'caibexanh', 'ai be xanh', 'x']) {
      const found = await find(q)
      expect(found.products, q).to.deep.equal([])
      expect(codes(found)).to.deep.equal(['nothing_found'])
    }
  })

  it('finds an enterprise by its name or a short form of it, and its products with it', async () => {
    for (const q of ['hợp tác xã bến sóng', 'htx ben song', 'HTX rau qua', 'song ben']) {
      const { enterprises, products } = await find(q)
      expect(names(enterprises), q).to.deep.equal(['Hợp tác xã Rau quả Bến Sóng'])
      expect(names(products), q).to.deep.equal(['Cải bẹ xanh an toàn'])
    }
  })

  it('puts the very name first, then whole words, then the beginning of one', async () => {
    for (const name of ['Ổi lê giòn ngọt', 'Ổi lêkima', 'Ổi lê']) {
      await makeProduct(staff, maker, { name, brand: null })
    }
    expect(names((await find('oi le')).products)).to.deep.equal([
      'Ổi lê',
      'Ổi lê giòn ngọt',
      'Ổi lêkima',
    ])
  })

  it('gives at most twenty and says that there are more', async () => {
    for (let n = 0; n < 21; n += 1) {
      await makeProduct(staff, maker, { name: `Bưởi đỏ vườn ${n}`, brand: null })
    }
    const found = await find('buoi do')
    expect(found.products).to.have.length(20)
    expect([found.hasMore, codes(found)]).to.deep.equal([true, ['too_many']])
    const fewer = await find('buoi do 2')
    expect(names(fewer.products)).to.deep.equal(['Bưởi đỏ vườn 2', 'Bưởi đỏ vườn 20'])
    expect([fewer.hasMore, codes(fewer)]).to.deep.equal([false, []])
  })
})

describe('a change of the register', () => {
  it('shows on the very next look-up through another copy of the service', async () => {
    for (let n = 0; n < 5; n += 1) {
      const [old, name] = [`Chè Shan tuyết ${n}`, `Chè mạn Hạ Long ${n}`]
      const body = { name: old, productGroup: 'agricultural', description: 'Chè' }
      const draft = ok(await maker.api.post('/products', body))
      expect((await find(`che ${n} shan`)).products).to.deep.equal([])
      const match = { headers: { 'If-Match': `"${draft.revision}"` } }
      ok(await maker.api.patch(`/products/${draft.id}`, { name }, match))
      ok(await maker.api.put(`/products/${draft.id}/image`, await picture()))
      expect((await find(`che man ${n}`)).products).to.deep.equal([])
      ok(await staff.reviewer.post(`/products/${draft.id}/approval`))
      expect(names((await find(`che ${n}`)).products)).to.deep.equal([name])
      expect((await find(`che shan ${n}`)).products).to.deep.equal([])
      ok(await maker.api.post(`/products/${draft.id}/retirement`, { reason: 'Hết vụ' }))
      expect((await find(`che ${n}`)).products).to.deep.equal([])
    }
  })

  it('of a registration shows as its state, on the enterprise and on its products', async () => {
    const other = await makeEnterprise(service, staff, { name: 'Cơ sở Nắng Sớm' })
    await makeProduct(staff, other, { name: 'Khoai sọ Nắng Sớm', brand: null })
    const states: [step: string, status: string][] = [
      ['suspension', 'suspended'],
      ['reinstatement', 'approved'],
      ['revocation', 'revoked'],
    ]
    for (const [step, status] of states) {
      const path = `/enterprises/${other.enterpriseId}/${step}`
      ok(await staff.approver.post(path, { reason: 'Bài thử' }))
      const { enterprises, products } = await find('nang som')
      expect(enterprises[0]?.status).to.equal(status)
      expect(products[0]).to.include({ name: 'Khoai sọ Nắng Sớm', enterpriseStatus: status })
    }
    expect(await page('nang som')).to.include('Cơ sở đã bị thu hồi đăng ký')
  })
})

describe('what the public may not see', () => {
  it('is nowhere in an answer: drafts, dossiers that are not approved, what was refused', async () => {
    const secretary = service.as(await makeKey(service, 'Thư ký kín', 'enterprise'))
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
        const { products, enterprises } = await find(q)
        expect([products, enterprises], q).to.deep.equal([[], []])
      }
    }
    await isHidden()
    ok(await secretary.post(`/enterprises/${dossier.id}/submission`))
    await isHidden()
    const reason = { reason: 'Thiếu giấy tờ' }
    ok(await staff.approver.post(`/enterprises/${dossier.id}/rejection`, reason))
    await isHidden()
    const draft = { gtin: gtin(70_009), name: 'Mít non', productGroup: 'agricultural' }
    ok(await maker.api.post('/products', draft))
    for (const q of ['mit non', gtin(70_009)]) {
      expect((await find(q)).products, q).to.deep.equal([])
    }
  })

  it('of a household is its number, its street, its telephone and who stands for it', async () => {
    const answers: string[] = []
    for (const q of ['vuon doi', 'ho kinh doanh vuon doi', 'na dai', 'HKD vườn']) {
      const found = await find(q)
      expect(names(found.enterprises).concat(names(found.products)), q).not.to.be.empty
      answers.push(JSON.stringify(found), await page(q), await page(q, '&lang=en'))
    }
    const text = answers.join('\n')
    for (const secret of [PERSON.number, PERSON.representative, PERSON.phone, HOME.street]) {
      expect(text).not.to.include(secret)
    }
    const { enterprises } = await find('vuon doi')
    expect(enterprises[0]).to.deep.equal({
      name: 'Hộ kinh doanh Vườn Đồi',
      taxCode: null,
      address: (await find('ben song')).enterprises[0]?.address?.replace('Thôn 3, ', ''),
      status: 'approved',
    })
  })

  it('cannot be asked for by a personal number, a telephone or a representative', async () => {
    for (const q of [PERSON.number, '031 090 123 457', '031.090.123.457']) {
      const found = await find(q)
      expect(codes(found)[0], q).to.equal('personal_number')
      expect([found.products, found.enterprises]).to.deep.equal([[], []])
    }
    for (const q of [PERSON.phone, PERSON.representative, 'ngo kin', household.enterpriseId]) {
      const { products, enterprises } = await find(q)
      expect([products, enterprises], q).to.deep.equal([[], []])
    }
  })
})

describe('looking up by a number', () => {
  it('finds a product by its bar code, printed or in 14 digits, also a retired one', async () => {
    for (const q of [key, key.slice(1), `${key.slice(1, 2)} ${key.slice(2, 8)} ${key.slice(8)}`]) {
      expect(names((await find(q)).products), q).to.deep.equal(['Cải bẹ xanh an toàn'])
    }
    const old = await makeProduct(staff, maker, { gtin: gtin(70_003), name: 'Dưa lê cũ' })
    ok(await maker.api.post(`/products/${old.id}/retirement`, { reason: 'Hết vụ' }))
    expect((await find(gtin(70_003))).products[0]).to.include({
      name: 'Dưa lê cũ',
      isRetired: true,
    })
    expect((await find('dua le cu')).products).to.deep.equal([])
  })

  it('finds a product by a document type of the department', async () => {
    const [product] = (await find('na dai')).products
    expect(product?.key).to.match(/^\d{13}$/)
    expect(product?.page).to.equal(`/t/253/${product?.key}`)
    expect(names((await find(product?.key ?? '')).products)).to.deep.equal(['Na dai vườn đồi'])
  })

  it('says what the last digit must be, and what to do about an unknown number', async () => {
    const wrong = key.slice(0, -1) + ((Number(key.at(-1)) + 1) % 10)
    const found = await find(wrong)
    expect(codes(found)).to.deep.equal(['product_check'])
    expect(found.messages[0]?.text.vi).to.include(`số cuối phải là ${key.at(-1)}`)
    expect(codes(await find(gtin(70_777)))).to.deep.equal(['product_unknown'])
    expect(codes(await find(taxCode(70_777)))).to.deep.equal(['tax_code_unknown'])
  })

  it('finds an enterprise by its tax code, its branches and its products', async () => {
    const code = taxCode(70_001)
    await makeEnterprise(service, staff, {
      identifier: { scheme: 'MST13', value: `${code}-001` },
      kind: 'branch',
      name: 'Chi nhánh Cát Hải',
    })
    const { enterprises, products } = await find(code)
    expect(enterprises.map(({ taxCode: each }) => each)).to.deep.equal([code, `${code}-001`])
    expect(enterprises[0]?.address).to.match(/^Thôn 3, /)
    expect(names(products)).to.include('Cải bẹ xanh an toàn')
    for (const branch of [`${code}-001`, `${code}001`]) {
      expect(names((await find(branch)).enterprises)).to.deep.equal(['Chi nhánh Cát Hải'])
    }
  })

  it('finds of a tax code that was registered anew only the dossier that counts', async () => {
    const identifier = { scheme: 'MST10', value: taxCode(70_004) }
    const old = await makeEnterprise(service, staff, { identifier, name: 'Cơ sở Trăng Cũ' })
    const path = `/enterprises/${old.enterpriseId}/revocation`
    ok(await staff.approver.post(path, { reason: 'Bài thử' }))
    expect((await find(identifier.value)).enterprises[0]?.status).to.equal('revoked')
    await makeEnterprise(service, staff, { identifier, name: 'Cơ sở Trăng Mới' })
    expect(names((await find(identifier.value)).enterprises)).to.deep.equal(['Cơ sở Trăng Mới'])
  })
})

describe('looking up a serial', () => {
  let serial: string
  let productKey: string

  before(async () => {
    const product = await makeProduct(staff, maker, { name: 'Trứng gà' })
    productKey = product.key
    serial = (await issue(staff, maker, product.id, 100)).firstSerial
  })

  it('leads on to the page of the stamp, in the language that was asked for', async () => {
    const location = `/t/01/${productKey}/21/${serial}`
    const typed = serial
      .toLowerCase()
      .replaceAll('0', 'o')
      .replaceAll(/(.{4})(?=.)/g, '$1-')
    for (const q of [serial, typed, productKey + serial, `https://tem.example${location}`]) {
      const reply = await nobody.get(`//tra-cuu?q=${encodeURIComponent(q)}`)
      expect([reply.status, reply.headers.get('location')], q).to.deep.equal([303, location])
    }
    const english = await nobody.get(`//tra-cuu?q=${serial}&lang=en`)
    expect(english.headers.get('location')).to.equal(`${location}?lang=en`)
    expect((await find(serial)).stamp).to.deep.equal({ serial, page: location })
    ok(await nobody.get(`/${location}`))
  })

  it('never asks whether the tag is right: one that is wrong leads to a page all the same', async () => {
    const body = serial.slice(0, 9) + [...serial.slice(9, 15)].reverse().join('')
    const wrong = body + checkCharacter(body)
    const { stamp } = await find(wrong)
    expect(stamp).to.deep.equal({ serial: wrong, page: `/t/01/${productKey}/21/${wrong}` })
    const { body: verified } = await nobody.get(`/verify?code=${wrong}`)
    expect(verified.verdict).to.equal('unknown')
  })

  it('of no batch of the register says so', async () => {
    const found = await find('ZZZZ Z000 0000 0000')
    expect(found.kind).to.equal('mistyped')
    const [suggestion] = (await find('ZZZZ Z000 0?00 0000')).suggestions
    const unknown = await find(suggestion?.serial ?? '')
    expect([unknown.stamp?.page, codes(unknown)]).to.deep.equal([null, ['batch_unknown']])
  })

  it('that is mistyped is explained, and what it may be is offered with a mark', async () => {
    const wrong = serial.slice(0, 8) + (serial[8] === '8' ? 'B' : '8') + serial.slice(9)
    const short = await find(serial.slice(1))
    expect(codes(short)).to.deep.equal(['serial_length'])
    expect(short.messages[0]?.text.vi).to.include('bạn gõ 15, thiếu 1')
    const text = await page(`${serial.slice(0, 15)}U`)
    expect(text).to.include('Có phải là số này?').and.to.include(`<mark>${serial[15]}</mark>`)
    expect(text).to.include(`href="/tra-cuu?q=${serial}"`)
    expect(codes(await find(wrong))).to.deep.equal(['serial_check'])
  })

  it('of a link to another host does not lead on: it warns', async () => {
    const q = `http://tem-example.evil/01/${productKey}/21/${serial}`
    const text = await page(q)
    expect(text).to.include('tem-example.evil').and.to.include('đừng mở nó')
    expect(text).to.include(`href="/t/01/${productKey}/21/${serial}"`)
    expect(text).not.to.include('href="http://tem')
  })
})
