import { expect } from 'chai'
import { keysReadMax } from '../../src/features/finder/finder.store.ts'
import { searchWords } from '../../src/vn/words.ts'
import { type Api, createApi } from '../support/api.ts'
import { makeEnterprise, makeProduct, makeStaff, ok } from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

describe('the look-up page', () => {
  let service: TestService
  let nobody: Api

  before(async () => {
    service = await startTestService('showing_the_finder')
    nobody = createApi(service.baseUrl, null)
    const staff = await makeStaff(service)
    const maker = await makeEnterprise(service, staff, { name: 'HTX <b>Vạn & Phúc</b>' })
    const name = 'Mứt "gừng" <img src=x onerror=alert(1)>'
    await makeProduct(staff, maker, { name, brand: "O'Hồng" })
  })
  after(() => service.stop())

  const show = async (query: string) => {
    const reply = await nobody.get(`//tra-cuu${query}`)
    return { ...reply, text: String(reply.body) }
  }

  it('says with examples what can be typed, in both languages', async () => {
    const { status, text, headers } = await show('')
    expect(status).to.equal(200)
    expect(text).to.include('<html lang="vi">').and.to.include('Gõ được những gì?')
    for (const example of ['0000 1000 080Z 3YT5', '8938501000019', '0200120833', 'cai be xa']) {
      expect(text).to.include(example)
    }
    expect(text).to.include('href="?lang=en"')
    expect(headers.get('x-robots-tag')).not.to.include('noindex')
    const english = (await show('?lang=en')).text
    expect(english).to.include('<html lang="en">').and.to.include('What can be typed?')
    expect(english).to.include('<input type="hidden" name="lang" value="en">')
  })

  it('keeps what was typed in the box and in the link to the other language', async () => {
    const { text, headers } = await show('?q=m%E1%BB%A9t+g%E1%BB%ABng%20%26')
    expect(text).to.include('value="mứt gừng &amp;"')
    expect(text).to.include('href="?q=m%E1%BB%A9t+g%E1%BB%ABng%20%26&amp;lang=en"')
    expect(headers.get('x-robots-tag')).to.include('noindex')
    const english = (await show('?q=mut&lang=en')).text
    expect(english).to.include('href="?q=mut&amp;lang=vi"')
    expect(english).to.match(/href="\/t\/01\/\d{14}\?lang=en"/)
  })

  it('answers whatever is in its address: other fields, fields twice, no language', async () => {
    for (const query of [
      '?fbclid=1',
      '?q=a&q=b',
      '?lang=xx',
      '?q=',
      '?q[a]=1',
      '?q=%00',
      '?q=%FF',
    ]) {
      expect((await show(query)).status, query).to.equal(200)
    }
  })

  it('escapes what people and enterprises have written', async () => {
    const hostile = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    const texts = [
      (await show(`?q=${encodeURIComponent(hostile)}`)).text,
      (await show('?q=mut')).text,
      (await show('?q=van+phuc')).text,
      (await show(`?q=${encodeURIComponent("https://<b>'.example/01/08938501000019/21/x")}`)).text,
    ]
    for (const text of texts) {
      expect(text).not.to.match(/<script|<img|<b>|onerror=alert\(1\)>/)
    }
    expect(texts[1]).to.include('Mứt &quot;gừng&quot; &lt;img')
    expect(texts[2]).to.include('&lt;b&gt;Vạn &amp; Phúc&lt;/b&gt;')
  })

  it('runs no script, keeps no cookie and asks no other host', async () => {
    for (const query of ['', '?q=mut', '?q=0000+1000+080U+3YT5']) {
      const { text, headers } = await show(query)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).to.include("default-src 'none'").and.to.include("form-action 'self'")
      expect(policy).not.to.include('unsafe')
      expect(headers.get('cache-control')).to.equal('no-store')
      expect(headers.get('set-cookie')).to.equal(null)
      expect(text).not.to.match(/<script|(?:src|href|action)="(?:https?:)?\/\//)
      expect(Buffer.byteLength(text)).to.be.lessThan(50_000)
    }
  })

  it('tells what was typed that is too long, and what cannot be read', async () => {
    const long = await show(`?q=${'a'.repeat(101)}`)
    expect([long.status, long.text.includes('Bạn gõ 101 ký tự')]).to.deep.equal([200, true])
    expect((await show('?q=%3F%3F')).text).to.include('Không thấy chữ hay số nào')
    expect((await show('?q=https%3A%2F%2Fexample.com%2F')).text).to.include(
      'không phải đường dẫn của tem',
    )
    const refused = await nobody.get(`/finder?q=${'a'.repeat(301)}`)
    expect([refused.status, refused.body.errors[0].field]).to.deep.equal([422, 'query.q'])
    expect((await nobody.get('/finder')).status).to.equal(422)
  })

  it('is answered to programs of any site', async () => {
    const reply = await nobody.get('/finder?q=mut', { Origin: 'https://elsewhere.example' })
    expect(reply.headers.get('access-control-allow-origin')).to.equal('*')
  })
})

describe('looking up too often', () => {
  let service: TestService
  before(async () => {
    service = await startTestService('looking_up_too_often')
  })
  after(() => service.stop())

  it('is refused for a minute, as a page to people; the empty page stays open', async () => {
    const nobody = createApi(service.baseUrl, null)
    const asked = Array.from({ length: 120 }, (_, n) => nobody.get(`/finder?q=rau${n}`))
    for (const reply of await Promise.all(asked)) expect(reply.status).to.equal(200)
    const refused = await nobody.get('/finder?q=rau')
    expect([refused.status, refused.body.code]).to.deep.equal([429, 'too_many_requests'])
    expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60)
    const page = await nobody.get('//tra-cuu?q=rau', { Accept: 'text/html' })
    expect([page.status, page.headers.get('content-type')]).to.deep.equal([
      429,
      'text/html; charset=utf-8',
    ])
    expect(page.body).to.include('chờ một phút').and.to.include('value="rau"')
    expect((await nobody.get('//tra-cuu')).status).to.equal(200)
  })
})

describe('finding words in a large register', () => {
  const ENTRIES = 6_000
  let service: TestService
  let nobody: Api

  before(async () => {
    service = await startTestService('finding_in_a_large_register')
    nobody = createApi(service.baseUrl, null)
    const entries = service.connection.collection<{ _id: string; kind: string; words: string[] }>(
      'finder_entries',
    )
    // Common words in every name or in every other one, a rare word in one of a hundred, and a
    // number of its own in each.
    const made = Array.from({ length: ENTRIES }, (_, n) => {
      const taste = n % 2 === 0 ? 'ngọt' : 'chua'
      const place = n % 100 === 0 ? 'Thủy' : 'Đông'
      const words = searchWords([`Rau ${taste} hợp tác xã ${place} ${n}`])
      return { _id: String(n).padStart(24, '0'), kind: 'product', words }
    })
    await entries.insertMany(made)
  })
  after(() => service.stop())

  /** Keys and documents that one look-up examined, by whatever commands. */
  async function examinedBy(q: string): Promise<{ keys: number; documents: number }> {
    const database = service.connection.getClient().db(service.connection.name)
    await database.command({ profile: 2 })
    ok(await nobody.get(`/finder?q=${encodeURIComponent(q)}`))
    await database.command({ profile: 0 })
    const examined = { keys: 0, documents: 0 }
    for await (const entry of database.collection('system.profile').find({})) {
      if (!String(entry['ns']).endsWith('finder_entries')) continue
      examined.keys += Number(entry['keysExamined'] ?? 0)
      examined.documents += Number(entry['docsExamined'] ?? 0)
    }
    await database.collection('system.profile').drop()
    return examined
  }

  it('reads no more keys than are stated, however common the words', async () => {
    for (const q of [
      'rau',
      'rau ngot',
      'rau ngot hợp tác xã',
      'dong hop tac rau',
      'ra',
      'ngot chu',
    ]) {
      const { keys, documents } = await examinedBy(q)
      const words = q.split(' ').length
      // Products and enterprises are searched alike; of these there are none here.
      expect(keys, q).to.be.within(1, keysReadMax(words) + words)
      expect(documents, q).to.be.at.most(5_003)
    }
  })

  it('goes by the rarest word, so that it reads few documents', async () => {
    expect((await examinedBy('rau ngot htx 4710')).documents).to.be.at.most(2)
    expect((await examinedBy('rau ngot htx thuy')).documents).to.be.at.most(ENTRIES / 100 + 1)
    expect((await examinedBy('rau ngot khongco')).documents).to.equal(0)
  })

  it('says that too many names have the words where not all were looked at', async () => {
    const { messages, hasMore } = ok(await nobody.get('/finder?q=ngot+chua'))
    expect([hasMore, messages[0].code]).to.deep.equal([true, 'too_frequent'])
    expect(ok(await nobody.get('/finder?q=ngot+rau')).messages[0].code).to.equal('too_many')
  })
})
