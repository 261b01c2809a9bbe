import { expect } from 'chai'
import { decompressDigitalLink } from '../../src/gs1/compressed-link.ts'
import { parseDigitalLink } from '../../src/gs1/digital-link.ts'
import { binary, CODES, compress, hex, toBase64 } from '../support/compress-link.ts'

const STEM = 'https://tem.example.vn'
const GTIN = '08934588000010'
const ITEM = `01/${GTIN}`

function decompressed(path: string, stem = STEM): string {
  const result = decompressDigitalLink(`${stem}/${path}`)
  if (!result.ok) return result.reason
  expect(parseDigitalLink(result.uri).ok, result.uri).to.equal(true)
  expect(result.uri.slice(0, stem.length + 1)).to.equal(`${stem}/`)
  return result.uri.slice(stem.length + 1)
}

describe('decompressing a Digital Link', () => {
  it('reads what a compressor nobody here wrote made, without and with codes', () => {
    const known: Record<string, string[]> = {
      [ITEM]: ['ARBAfeNOFA'],
      [`${ITEM}/10/L1/21/0042?17=270701`]: ['ARBAfeNOFCDEXqLoQtpCCAFQ', 'GhBAfeNOFMReoIAVIQto'],
      [`${ITEM}/22/1f2e/10/1F2E/21/Lo_t-9`]: [
        'ARBAfeNOFCCIPlxCzF0f2_ekRIPlw',
        'ChBAfeNOFEg-XCCIPlxCzF0f2_eg',
      ],
      [`${ITEM}/10/a%2Fb%2Bc`]: ['ARBAfeNOFCELhX4leM', 'CxBAfeNOFQuFfiV4w'],
      [`${ITEM}?3103=000750&3922=12000`]: ['ARBAfeNOFGIGAF3HJEou4A', 'LRBAfeNOFABdxyRKLuA'],
      [`${ITEM}?7003=2707011530&8008=2601151430`]: ['ARBAfeNOFOAGUKzb5UAEGM53pHg'],
      [`${ITEM}?30=12&91=x`]: ['ARBAfeNOFGBDJFgcQ', 'DxBAfeNOFEMkWBx'],
      [`${ITEM}?421=704180000&423=704156&7007=260101260131&7030=704ABC`]: [
        'ARBAfeNOFIQ2AGK_IEI7AMnHAHP4BcfwRuBhYCHV4',
      ],
      '253/9529000019016A1': ['JTiqpKlESEKh'],
      '414/9529000019016/254/K7': ['JUYiu0FIqqSpREg', 'nYqqSpREhiK7'],
      [`00/893850100001000001?02=${GTIN}&37=24`]: ['AMZ5fuHQHKQQIQQH3jThRuRg'],
      '8003/09529000019016R9': ['gAMRVUlSiJDEj6'],
      '8010/9529AB-1/8011/42': ['gBBo9529AB-1gBElQ', 'mmj3nb0AH7UlQ'],
      '8018/952900000000000010/8019/7': ['gBjTlhgFZ4QAqAGRc', 'nNOWGAVnhAChc'],
      '255/9529000019016123?3900=500': ['JViqpKlESDHs5ADfQ', 'wIqqSpREgx7N9A'],
      '255/9529000019016123?3940=0050': ['JViqpKlESDHs5QADI', 'yoqqSpREgx7AMg'],
      [`${ITEM}/10/L1?15=270701`]: ['ARBAfeNOFCDEXqKoQto', 'HxBAfeNOFMReqELa'],
    }
    for (const [path, segments] of Object.entries(known)) {
      for (const segment of segments) expect(decompressed(segment), segment).to.equal(path)
    }
  })

  it('knows each code for several AIs', () => {
    const values: Record<string, string> = {
      '01': GTIN,
      '10': 'L1',
      '21': 'S1',
      '22': 'V',
      '30': '12',
      '91': 'x',
      '254': 'K7',
      '255': '9529000019016123',
      '414': '9529000019016',
      '7003': '2707011530',
      '8010': '9529AB-1',
      '8011': '42',
      '8017': '952900000000000010',
      '8018': '952900000000000010',
      '8019': '7',
    }
    const sampleOf = (ai: string): string => values[ai] ?? (/^394/.test(ai) ? '0050' : '270701')
    for (const [code, ais] of CODES) {
      const needed = code.startsWith('A') ? '?3103=000750' : ''
      const elements = ais.map((ai) => [ai, sampleOf(ai)] as const)
      const read = parseDigitalLink(
        `${STEM}/${decompressed(`${compress(elements, { codes: true })}${needed}`)}`,
      )
      expect(
        read.ok && read.elements.filter(([ai]) => ais.includes(ai)),
        code,
      ).to.have.deep.members(elements)
    }
  })

  it('reads the published examples of the standard and of its ports', () => {
    const known: Record<string, string> = {
      ARHKVAdpQg: '01/09780345418913',
      AQnYUc1gmkax7ipGrOHDPC5YNI8hMz: '01/05412345000013/235/8TFV883a904GH%263',
      JVUqG5hJ5wA: '255/5678409730535',
      QCJZyW9mC6Z4: '402/21173492661712079',
      QXSaVjC_dHBAVlCrg: '417/5060917510004/7040/5KFX',
      gBCVYNWjFkzaNWbdk5YQWjFHHkM2cAI0xdvpGo: '8010/0541234537290A41%23GH33/8011/6639047221',
      gBN05060917511473062B98T: '8013/5060917511473062B98T',
    }
    for (const [segment, path] of Object.entries(known)) {
      expect(decompressed(segment), segment).to.equal(path)
    }
  })

  it('takes a key in clear before what is compressed', () => {
    expect(decompressed('01/05412345000013/EEarwSM')).to.equal('01/05412345000013/10/ABC123')
    expect(decompressed('8018/952900000000000010/gBl_')).to.equal('content')
    const rest = compress([['8019', '7']])
    expect(decompressed(`8018/952900000000000010/${rest}`)).to.equal(
      '8018/952900000000000010/8019/7',
    )
    const attribute = compress([['99', 'x']])
    expect(decompressed(`8004/7236/${attribute}`)).to.equal('8004/7236?99=x')
    expect(decompressed(`8004/9529%2FA/${attribute}`)).to.equal('8004/9529%2FA?99=x')
    expect(decompressed(`01/8934588000010/${attribute}`)).to.equal('not_a_link')
    expect(decompressed(`${ITEM}/${compress([['01', GTIN]])}`)).to.equal(ITEM)
    expect(decompressed(`${ITEM}/${compress([['01', '09780345418913']])}`)).to.equal('not_a_link')
  })

  it('keeps stem, query and fragment', () => {
    const segment = compress([
      ['01', GTIN],
      ['17', '270701'],
    ])
    for (const stem of [STEM, 'http://a.vn:8443', 'HTTPS://A.VN/x/y', `${STEM}/t`]) {
      expect(decompressed(segment, stem)).to.equal(`${ITEM}?17=270701`)
    }
    expect(decompressed(`${segment}?linkType=gs1:pip&x#top`)).to.equal(
      `${ITEM}?17=270701&linkType=gs1:pip&x#top`,
    )
    expect(decompressed(`${segment}?`)).to.equal(`${ITEM}?17=270701`)
    expect(decompressed(`ARBAfeNOFA?a=%C4%91`)).to.equal(`${ITEM}?a=%C4%91`)
  })

  it('takes AIs of the query with those that are compressed', () => {
    expect(decompressed('ARBAfeNOFA?a=1&17=270701')).to.equal(`${ITEM}?17=270701&a=1`)
    const price = compress([
      ['01', GTIN],
      ['3922', '12000'],
    ])
    expect(decompressed(price)).to.equal('not_a_link')
    expect(decompressed(`${price}?3103=000750`)).to.equal(`${ITEM}?3103=000750&3922=12000`)
    expect(decompressed('ARBAfeNOFA?10=L1')).to.equal(`${ITEM}/10/L1`)
    expect(decompressed('ARBAfeNOFA?17=271301')).to.equal('not_a_link')
    expect(decompressed('ARBAfeNOFA?89=1')).to.equal('not_a_link')
    expect(decompressed('ARBAfeNOFA?99=%00')).to.equal('not_a_link')
  })

  it('reads parameters that are no AIs', () => {
    const path = `${ITEM}/21/S1?utm=qr%20code&k-1=7`
    expect(decompressed('ARBAfeNOFELElr4O62aB-PJBj35Mvg5PtQBc')).to.equal(path)
    const item = [['01', GTIN]] as const
    for (const [name, value, query] of [
      ['k', '', 'k='],
      ['_-9z', 'a&b=c#d', '_-9z=a%26b%3Dc%23d'],
      ['n'.repeat(127), '7'.repeat(127), `${'n'.repeat(127)}=${'7'.repeat(127)}`],
    ] as const) {
      const segment = compress(item, { parameters: [[name, value]] })
      expect(decompressed(segment), name).to.equal(`${ITEM}?${query}`)
    }
    for (const [name, value] of [
      ['', 'x'],
      ['99', 'x'],
      ['k', 'a\nb'],
      ['k', '\0'],
    ] as const) {
      const segment = compress(item, { parameters: [[name, value]] })
      expect(decompressed(segment), JSON.stringify([name, value])).to.equal('content')
    }
  })

  it('reads values that end early, and zeros in front of numbers', () => {
    expect(decompressed(compress([['255', '9529000019016']]))).to.equal('255/9529000019016')
    expect(decompressed(compress([['253', '9529000019016']]))).to.equal('253/9529000019016')
    for (const value of ['1'.repeat(59), '0'.repeat(59), '0'.repeat(90), '007']) {
      const segment = compress([
        ['01', GTIN],
        ['99', value],
      ])
      expect(decompressed(segment), value).to.equal(`${ITEM}?99=${value}`)
    }
    for (const harvest of ['260101', '260101260131']) {
      const segment = compress([
        ['01', GTIN],
        ['7007', harvest],
      ])
      expect(decompressed(segment)).to.equal(`${ITEM}?7007=${harvest}`)
    }
  })

  it('reads account numbers by the length that they had in the tables', () => {
    const segment = compress([
      ['415', '9529000019016'],
      ['8020', 'A1'],
      ['8007', 'DE89370400440532013000'],
    ])
    expect(decompressed(segment)).to.equal('415/9529000019016/8020/A1?8007=DE89370400440532013000')
  })

  it('also reads the values after a code in the order that some writers put them', () => {
    const item = `${hex('1A')}${binary(BigInt(GTIN), 47)}`
    const lot = `000${binary(1, 5)}${binary(7, 4)}`
    const serial = `011${binary(2, 5)}${'011111'.repeat(2)}`
    const expiry = binary(270701, 20)
    const path = `${ITEM}/10/7/21/ff?17=270701`
    expect(decompressed(toBase64(item + lot + serial + expiry))).to.equal(path)
    expect(decompressed(toBase64(item + lot + expiry + serial))).to.equal(path)
  })

  it('takes the only key that makes a link of several, and none where two would', () => {
    const gln = ['414', '9529000019016'] as const
    const item = ['01', GTIN] as const
    expect(decompressed(compress([gln, item, ['21', 'S1']]))).to.equal(
      `${ITEM}/21/S1?414=9529000019016`,
    )
    expect(decompressed(compress([item, gln]))).to.equal('not_a_link')
    expect(decompressed(`${ITEM}/${compress([gln])}`)).to.equal(`${ITEM}?414=9529000019016`)
  })
})
