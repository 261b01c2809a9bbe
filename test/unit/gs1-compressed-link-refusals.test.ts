import { expect } from 'chai'
import { decompressDigitalLink } from '../../src/gs1/compressed-link.ts'
import { binary, compress, hex, toBase64 } from '../support/compress-link.ts'

const STEM = 'https://tem.example.vn'
const GTIN = '08934588000010'
const ITEM = `01/${GTIN}`

/** What a path decompresses to, or why it does not. */
function decompressed(path: string, stem = STEM): string {
  const result = decompressDigitalLink(`${stem}/${path}`)
  return result.ok ? result.uri.slice(stem.length + 1) : result.reason
}

describe('what is no compressed Digital Link', () => {
  it('is what stands in clear up to the end of the path', () => {
    for (const path of [
      ITEM,
      `${ITEM}/21/S1?99=x`,
      `${ITEM}/21/ARBAfeNOFA`,
      `01/ARBAfeNOFA`,
      '21/ARBAfeNOFA',
      `${ITEM}/10/L1/ARBAfeNOFA`,
      `${ITEM}/x/ARBAfeNOFA`,
      '253/9529000019016A1',
      '401/8004/9529A',
      `${ITEM}/`,
      'ARBAfeNOFA/',
    ]) {
      expect(decompressed(path), path).to.equal('not_compressed')
    }
  })

  it('is a path of words', () => {
    for (const path of ['', 'robots.txt', 'favicon.ico', 'openapi.json', 'b%E1', 'a=', 'a+b']) {
      expect(decompressed(path), path).to.equal('not_compressed')
    }
    for (const path of [
      'tra-cuu',
      'docs',
      'reports',
      'health/live',
      'health/ready',
      '.well-known/gs1resolver',
      'audit/log/checkpoint',
      'api/v1/stamp-batches',
      'AAAAAAAAAAAAAAAAAAAAAAAA',
      '01',
    ]) {
      expect(decompressed(path), path).to.be.oneOf(['content', 'not_a_link'])
    }
  })

  it('is no http link', () => {
    for (const uri of [
      '',
      'ARBAfeNOFA',
      '/ARBAfeNOFA',
      'https://ARBAfeNOFA',
      'urn:a:b/ARBAfeNOFA',
    ]) {
      expect(decompressDigitalLink(uri).ok, uri).to.equal(false)
    }
    for (const stem of [
      'ftp://a.vn',
      'Https://a.vn',
      'https://',
      'https://u@a.vn',
      'https://a b',
    ]) {
      expect(decompressed('ARBAfeNOFA', stem), stem).to.equal('not_a_link')
    }
    expect(decompressed('ARBAfeNOFA?đ')).to.equal('not_a_link')
  })

  it('is a link cut short, grown longer, or filled with other bits than zeros', () => {
    const segment = 'ARBAfeNOFCDEXqLoQtpCCAFQ'
    const cut = Array.from(segment, (_, length) => decompressed(segment.slice(0, length + 1)))
    const whole = [`${ITEM}/10/L1`, `${ITEM}/10/L1/21/0042?17=270701`]
    expect(cut.filter((path) => path.startsWith('01/'))).to.deep.equal(whole)
    expect(decompressed('ARBAfeNOFA')).to.equal(ITEM)
    expect(decompressed('ARBAfeNOFAA')).to.equal('content')
    expect(decompressed('ARBAfeNOFB')).to.equal('content')
    for (const serial of ['1', '12', '123', '1234', '12345', '123456', '1234567']) {
      const whole = compress([
        ['01', GTIN],
        ['21', serial],
      ])
      expect(decompressed(whole)).to.equal(`${ITEM}/21/${serial}`)
      expect(decompressed(`${whole}A`)).to.equal('content')
    }
    expect(decompressed('ARBAfeNOFAAAAAAAAAAAAAA')).to.be.oneOf(['content', 'not_a_link'])
  })

  it('is a code, an AI or a way of writing that does not exist', () => {
    const gtin = binary(BigInt(GTIN), 47)
    const text = `${binary(1, 5)}${binary(0, 42)}`
    for (const bits of [
      hex('0A'),
      hex('4A') + gtin,
      hex('DF') + gtin,
      hex('14') + gtin,
      hex('310A') + gtin,
      hex('319') + gtin,
      `${hex('01')}${gtin}${hex('10')}101${text}`,
      `${hex('01')}${gtin}${hex('10')}111${text}`,
      hex('01') + binary(10n ** 14n, 47),
      `${hex('01')}${gtin}${hex('30')}${binary(3, 4)}${binary(1000, 10)}`,
    ]) {
      expect(decompressed(toBase64(bits)), bits).to.equal('content')
    }
  })

  it('is made of values that the AIs do not permit', () => {
    expect(decompressed(compress([['01', '08934588000011']]))).to.equal('not_a_link')
    expect(
      decompressed(
        compress([
          ['01', GTIN],
          ['17', '271301'],
        ]),
      ),
    ).to.equal('not_a_link')
    expect(
      decompressed(
        compress([
          ['01', GTIN],
          ['10', 'A B'],
        ]),
      ),
    ).to.equal('not_a_link')
    expect(
      decompressed(
        compress([
          ['01', GTIN],
          ['37', '1'],
        ]),
      ),
    ).to.equal('not_a_link')
    expect(decompressed(compress([['10', 'L1']]))).to.equal('not_a_link')
    const twice = toBase64(`${hex('01')}${binary(BigInt(GTIN), 47)}`.repeat(2))
    expect(decompressed(twice)).to.equal(ITEM)
    const other = `${hex('01')}${binary(9780345418913n, 47)}`
    const both = toBase64(`${hex('01')}${binary(BigInt(GTIN), 47)}${other}`)
    expect(decompressed(both)).to.equal('not_a_link')
  })

  it('is too long', () => {
    expect(decompressed('A'.repeat(1025))).to.equal('too_long')
    expect(decompressed(`ARBAfeNOFA?a=${'x'.repeat(8000)}`)).to.equal('too_long')
    const many = Array.from({ length: 32 }, (_, at) => [`k${at}`, ''] as const)
    expect(decompressed(compress([['01', GTIN]], { parameters: many.slice(1) }))).to.match(/^01/)
    expect(decompressed(compress([['01', GTIN]], { parameters: many }))).to.equal('content')
    const digits = [...'0123456789']
    const ais = digits.flatMap((digit) => [`723${digit}`, `9${digit}`, `71${digit}`])
    const query = [...ais.filter((ai) => !/^71[789]/.test(ai)), '240', '241', '243', '251']
      .map((ai) => `${ai}=abc`)
      .join('&')
    expect(decompressed(`ARBAfeNOFA?${query}`)).to.equal(`${ITEM}?${query}`)
    expect(decompressed(`ARBAfeNOFA?${query}&7240=abc`)).to.equal('not_a_link')
  })
})
