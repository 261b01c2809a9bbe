import { expect } from 'chai'
import { readLinkTarget } from '../../src/features/products/product-links.rules.ts'
import {
  languageQuality,
  mediaQuality,
  prefersHtml,
} from '../../src/features/resolver/accept.rules.ts'
import { chooseLinks } from '../../src/features/resolver/choose-link.rules.ts'
import type { TypedLink } from '../../src/features/resolver/levels.rules.ts'
import { headerLink } from '../../src/features/resolver/linkset.rules.ts'
import { parameterOf, queryOf, withQuery } from '../../src/features/resolver/query.rules.ts'
import { LINK_TYPES, linkTypeUri, parseLinkType } from '../../src/gs1/link-types.ts'

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

describe('A GS1 link type', () => {
  it('is read as a CURIE, in each of its three namespaces, and by its name alone', () => {
    for (const spelling of [
      'gs1:pip',
      'https://ref.gs1.org/voc/pip',
      'https://gs1.org/voc/pip',
      'https://www.gs1.org/voc/pip',
      'http://gs1.org/voc/pip',
      'pip',
    ]) {
      expect(parseLinkType(spelling), spelling).to.equal('pip')
    }
    expect(parseLinkType('gs1:defaultLink')).to.equal('defaultLink')
    expect(linkTypeUri('pip')).to.equal('https://ref.gs1.org/voc/pip')
  })

  for (const text of [
    '',
    'gs1:',
    'gs1:nosuchlt',
    'gs1:PIP',
    'schema:pip',
    'https://evil.example/voc/pip',
    'https://ref.gs1.org.evil.example/voc/pip',
    'gs1:constructor',
    'gs1:__proto__',
    'gs1:pip\r\nX: y',
    'gs1:handledBy',
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(parseLinkType(text)).to.equal(null)
    })
  }

  it('is one of a list without repeats', () => {
    expect(new Set(LINK_TYPES).size).to.equal(LINK_TYPES.length)
    expect(LINK_TYPES).to.include.members(['pip', 'traceability', 'recallStatus', 'dpp', 'epcis'])
    expect(LINK_TYPES).to.not.include.members(['defaultLink', 'handledBy'])
  })
})

describe('The target of a link', () => {
  const good: [given: string, kept: string][] = [
    ['https://rau.example.com', 'https://rau.example.com/'],
    ['HTTPS://RAU.Example.COM/A?b=c#d', 'https://rau.example.com/A?b=c#d'],
    ['http://htx.vn:80/sp/1', 'http://htx.vn/sp/1'],
    ['https://rau.vn/cải-bẹ?tên=á', 'https://rau.vn/c%E1%BA%A3i-b%E1%BA%B9?t%C3%AAn=%C3%A1'],
    ['https://rausạch.vn/', 'https://xn--rausch-zc8b.vn/'],
  ]
  for (const [given, kept] of good) {
    it(`is kept in one spelling, of ASCII: ${given}`, () => {
      expect(readLinkTarget(given)).to.equal(kept)
    })
  }

  for (const text of [
    '',
    'rau.example.com',
    '//rau.example.com',
    '/t/01/09520000100017',
    'javascript:alert(1)',
    'JaVaScRiPt://rau.example.com/%0aalert(1)',
    'data:text/html,<script>1</script>',
    'ftp://rau.example.com/',
    'https://',
    'https:///rau.example.com',
    'https:rau.example.com',
    'https:\\\\rau.example.com',
    'https://rau.example.com\\@evil.example',
    'https://user@rau.example.com/',
    'https://user:pass@rau.example.com/',
    'https://rau.example.com:8443/',
    'https://127.0.0.1/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://017700000001/',
    'https://[::1]/',
    'https://[::ffff:7f00:1]/',
    'https://localhost/',
    'https://a.localhost/',
    'https://printer.local/',
    'https://db.internal/',
    'https://metadata.google.internal/',
    'https://1.0.0.127.in-addr.arpa/',
    'https://intranet/',
    'https://rau/',
    'https://rau.example.com./',
    'https://-rau.example.com/',
    'https://rau..example.com/',
    'https://rau.example.com/a b',
    ' https://rau.example.com/',
    'https://rau.example.com/\r\nSet-Cookie: a=b',
    'https://rau.example.com/\u0000',
    'https://rau.example.com/\u202egpj.exe',
    'https://rau.example.com/\u200b',
    'https://rau.example.com/\ufeff',
    `https://rau.example.com/${'a'.repeat(1000)}`,
    // Within the length as it is typed, beyond it as it is kept.
    `https://rau.example.com/${'ạ'.repeat(300)}`,
  ]) {
    it(`is not ${JSON.stringify(text.slice(0, 60))}`, () => {
      expect(readLinkTarget(text)).to.equal(null)
    })
  }
})

describe('The Accept header', () => {
  it('tells the quality of a type by its most specific range', () => {
    const accept = 'text/*;q=0.3, text/html;q=0.7;level=1, application/json ; q=0.5, */*;q=0.1'
    const cases: [type: string, quality: number][] = [
      ['text/html', 0.7],
      ['text/plain', 0.3],
      ['application/json', 0.5],
      ['image/png', 0.1],
      ['', 0.1],
    ]
    for (const [type, quality] of cases) {
      expect(mediaQuality(accept, type), type).to.equal(quality)
    }
    expect(mediaQuality(undefined, 'text/html')).to.equal(1)
    expect(mediaQuality('application/json', 'text/html')).to.equal(0)
    expect(mediaQuality('text/html;q=nonsense, text/plain;q=7', 'text/html')).to.equal(0)
  })

  it('asks for a page where it names pages, and not where it takes anything', () => {
    expect(prefersHtml(BROWSER)).to.equal(true)
    for (const accept of [undefined, '', '*/*', 'application/json', 'text/html;q=0']) {
      expect(prefersHtml(accept), accept).to.equal(false)
    }
    expect(prefersHtml('application/json, text/html;q=0.9')).to.equal(false)
  })
})

describe('The Accept-Language header', () => {
  it('is content with a language for its region, and with a region for its language', () => {
    const wanted = 'vi-VN,vi;q=0.9,en-US;q=0.8,fr;q=0'
    const cases: [tag: string, quality: number][] = [
      ['vi', 0.9],
      ['vi-VN', 1],
      ['en', 0.8],
      ['en-GB', 0],
      ['fr', 0],
      ['de', 0],
    ]
    for (const [tag, quality] of cases) {
      expect(languageQuality(wanted, tag), tag).to.equal(quality)
    }
    expect(languageQuality('vi', 'vi-VN')).to.equal(1)
    expect(languageQuality('*', 'de')).to.equal(1)
    expect(languageQuality(undefined, 'de')).to.equal(1)
  })
})

describe('The choice among links of one type', () => {
  const link = (href: string, type: string | null, ...hreflang: string[]): TypedLink => ({
    linkType: 'pip',
    href,
    title: href,
    type,
    hreflang,
    section: null,
  })
  const pages = [
    link('/vi', 'text/html', 'vi'),
    link('/en', 'text/html', 'en'),
    link('/json', 'application/json'),
  ]
  const choose = (links: readonly TypedLink[], media?: string, languages?: string): string[] =>
    chooseLinks(links, { media, languages }).map(({ href }) => href)

  it('goes by media type first, then by language', () => {
    expect(choose(pages, BROWSER, 'en-US,en;q=0.9')).to.deep.equal(['/en'])
    expect(choose(pages, BROWSER, 'vi')).to.deep.equal(['/vi'])
    expect(choose(pages, 'application/json', 'en')).to.deep.equal(['/json'])
    expect(choose(pages, '*/*', 'en')).to.deep.equal(['/en'])
  })

  it('takes the Vietnamese page where the request tells nothing, or nothing that is there', () => {
    expect(choose(pages)).to.deep.equal(['/vi'])
    expect(choose(pages, '*/*', '*')).to.deep.equal(['/vi'])
    expect(choose(pages, 'image/png')).to.deep.equal(['/vi'])
    expect(choose(pages, BROWSER, 'de')).to.deep.equal(['/vi'])
  })

  it('takes a page of no language before one in a language that nobody asked for', () => {
    const links = [link('/fr', 'text/html', 'fr'), link('/any', 'text/html')]
    expect(choose(links, BROWSER, 'de')).to.deep.equal(['/any'])
    expect(choose(links, BROWSER, 'fr')).to.deep.equal(['/fr'])
  })

  it('leaves those that cannot be told apart', () => {
    const twins = [...pages, link('/twin', 'text/html', 'vi')]
    expect(choose(twins, BROWSER, 'vi')).to.deep.equal(['/vi', '/twin'])
    expect(choose(twins, BROWSER, 'en')).to.deep.equal(['/en'])
  })

  it('bears a header of any length', () => {
    const long = Array.from({ length: 3_000 }, (_, n) => `a${n};q=0.1`).join(',')
    expect(choose(pages.slice(0, 2), long, long)).to.deep.equal(['/vi'])
  })
})

describe('The query of a link', () => {
  it('is what stands between the question mark and the fragment', () => {
    expect(queryOf('/01/1?a=b?c#d?e')).to.equal('a=b?c')
    expect(queryOf('/01/1#a?b')).to.equal('')
    expect(queryOf('/01/1')).to.equal('')
  })

  it('gives the first value of a parameter, decoded', () => {
    const query = 'x=linkType=no&linkType=gs1%3Apip&linkType=gs1:dpp'
    expect(parameterOf(query, 'linkType')).to.equal('gs1:pip')
    expect(parameterOf('linkType=', 'linkType')).to.equal(null)
    expect(parameterOf('linkType=%E0%A4%A', 'linkType')).to.equal('%E0%A4%A')
    expect(parameterOf('xlinkType=a', 'linkType')).to.equal(null)
  })

  it('is passed on whole, in its order and encoding', () => {
    const query = 'b=%20&a=1&&flag&17=260101;x'
    expect(withQuery('/t/01/1', query, null)).to.equal(`/t/01/1?${query}`)
    expect(withQuery('/t/01/1', '', null)).to.equal('/t/01/1')
  })

  it('goes behind the query that a target has, and before its fragment', () => {
    expect(withQuery('https://a.vn/?p=1#x', 'q=2', null)).to.equal('https://a.vn/?p=1&q=2#x')
    expect(withQuery('/t/01/1', 'q=2', 'hanh-trinh')).to.equal('/t/01/1?q=2#hanh-trinh')
    expect(withQuery('https://a.vn/#x', '', 'hanh-trinh')).to.equal('https://a.vn/#x')
  })

  it('repeats no pair that the target has already', () => {
    expect(withQuery('/t/01/1?lang=en', 'lang=en&a=b', null)).to.equal('/t/01/1?lang=en&a=b')
    expect(withQuery('/t/01/1?lang=en', 'lang=en', null)).to.equal('/t/01/1?lang=en')
  })
})

describe('A member of a Link header', () => {
  it('has its title in the extended form, and nothing that ends it early', () => {
    const written = headerLink('https://a.vn/', 'alternate', {
      title: `Cải "bẹ"; \r\n('x')*, <y>`,
      type: 'text/html',
      hreflang: ['vi', 'en'],
    })
    expect(written).to.equal(
      `<https://a.vn/>; rel="alternate"; title*=UTF-8''C%E1%BA%A3i%20%22b%E1%BA%B9%22%3B%20%0D%0A` +
        '%28%27x%27%29%2A%2C%20%3Cy%3E; type="text/html"; hreflang="vi"; hreflang="en"',
    )
  })
})
