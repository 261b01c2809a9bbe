import { expect } from 'chai'
import { decompressDigitalLink } from '../../src/gs1/compressed-link.ts'
import { parseDigitalLink } from '../../src/gs1/digital-link.ts'
import { binary, hex, packed } from '../support/compress-link.ts'
import {
  asDate,
  asNumber,
  data,
  inAscii,
  inBase64,
  inDigits,
  inUrnCode40,
  itemEpc,
  toBase64Segment,
  toHexSegment,
} from '../support/write-epc.ts'

const STEM = 'https://tem.example.vn'
const GTIN = '08934588000010'
const ITEM = `01/${GTIN}`

function decompressed(path: string): string {
  const result = decompressDigitalLink(`${STEM}/${path}`)
  if (!result.ok) return result.reason
  expect(parseDigitalLink(result.uri).ok, result.uri).to.equal(true)
  return result.uri.slice(STEM.length + 1)
}

/** Reads bits in both spellings, which must say the same. */
function ofBits(bits: string): string {
  const path = decompressed(toHexSegment(bits))
  expect(decompressed(toBase64Segment(bits))).to.equal(path)
  return path
}

const withData = (...bits: string[]): string => ofBits(itemEpc(GTIN, 'S1') + bits.join(''))

describe('decompressing the EPC of a tag', () => {
  it('reads the examples of the standard for compression in both spellings', () => {
    const path = '01/09528765123457/21/123456789123'
    expect(decompressed('eh30164596f40c0e5cbe991a83')).to.equal(path)
    expect(decompressed('exMBZFlvQMDly-mRqD')).to.equal(path)
    expect(decompressed('exMBZFlvQMDly-mRqD?linkType=gs1:pip')).to.equal(`${path}?linkType=gs1:pip`)
  })

  it('reads the schemes that count with the length of the company prefix', () => {
    for (const [digits, path] of [
      ['30362152f00000400000002a', `${ITEM}/21/42`],
      ['36362152f00000583082ce3b060c1bd196d66b2a960000000000', `${ITEM}/21/00A3G0007QK5M2TX`],
      ['3136219014000186a0000000', '00/089385010001000001'],
      ['3236459aa00eda0000000000', '414/9529000019016'],
      ['392377751081b52dbafc20000000000000000000000000000000', '414/9529000019016/254/K7%2Fa'],
      ['2c36459aa00eda0000000007', '253/95290000190167'],
      ['3e36459aa00edb058800000000000000000000000000', '253/9529000019016A1'],
      ['3476451fd40000000000162e', '8004/95211415678'],
      ['383ba29120ad6200000000000000000000000000000000000000', '8004/952900A-1'],
      ['3376451fd40c0e400000162e', '8003/095211411234545678'],
      ['3736459aa001db693900000000000000000000000000', '8003/09529000019016R9'],
      ['2d76451fd4499602d2000000', '8018/952114112345678906'],
      ['2e76451fd4499602d2000000', '8017/952114112345678906'],
      ['3c76451fd400c0e680003039', '8010/952114198765/8011/12345'],
      ['3d36459aa010adc40000000002a0', '8010/9529000AB-1/8011/42'],
      ['3a36459aa00eda000000000013c58000', '253/95290000190160123'],
      ['3f36459aa00eda000000278b', '255/95290000190160123'],
      ['40362152f0000040820000000024', '8006/089345880000100102/21/9'],
      [
        '4176451fd40c0e4082dbdd8b36600000000000000000000000000000',
        '8006/095211411234540102/21/mw133',
      ],
    ] as const) {
      expect(decompressed(`eh${digits}`), path).to.equal(path)
      expect(decompressed(inBase64(digits)), path).to.equal(path)
    }
  })

  it('reads the examples of the standard for tags, without and with a host', () => {
    for (const [digits, path] of [
      ['f73795211411234538566cb0afc4', '01/79521141123453/21/32a%2Fb'],
      ['fd3795211411234538566cb0afc525065f1876f0d996d800', '01/79521141123453/21/32a%2Fb'],
      ['fb342cde795211411234538566cb0afc4', '01/79521141123453/21/32a%2Fb?17=220630'],
      [
        'fc342cde795211411234538566cb0afc525065f1876f0d996d80',
        '01/79521141123453/21/32a%2Fb?17=220630',
      ],
      ['f90095201234567891235', '00/095201234567891235'],
      ['ef009520123456789123592832f8c3b786ccb6c0', '00/095201234567891235'],
      ['f2395211411234548566cb0afc4', '414/9521141123454/254/32a%2Fb'],
      ['e9395211411234548566cb0afc525065f1876f0d996d8000', '414/9521141123454/254/32a%2Fb'],
      ['f13095211411234548566cb0afc4', '8003/0952114112345432a%2Fb'],
      ['eb3095211411234548566cb0afc525065f1876f0d996d800', '8003/0952114112345432a%2Fb'],
      ['fa3952114132e83c2bf10', '8004/952114132a%2Fb'],
      ['ee3952114132e83c2bf1494197c61dbc3665b600', '8004/952114132a%2Fb'],
      ['f43952114112345678906', '8018/952114112345678906'],
      ['e7395211411234567890692832f8c3b786ccb6c0', '8018/952114112345678906'],
      ['f53952114112345678906', '8017/952114112345678906'],
      ['e8395211411234567890692832f8c3b786ccb6c0', '8017/952114112345678906'],
      ['f6395211411234540458b8', '253/95211411234545678'],
      ['ea395211411234540458ba4a0cbe30ede1b32db0', '253/95211411234545678'],
      ['f0395211415e87a145bafb4d19a8c0e4', '8010/95211415PQ7%2FZ43/8011/12345'],
      ['e6395211415e87a145bafb4d19a8c0e64a0cbe30ede1b32db000', '8010/95211415PQ7%2FZ43/8011/12345'],
      ['f839521141678909509338', '255/952114167890904711'],
      ['ec3952114167890950933c94197c61dbc3665b60', '255/952114167890904711'],
      ['f3309521141123454010266ae27fdf35', '8006/095211411234540102/21/rif981'],
      ['ed309521141123454010266ae27fdf3592832f8c3b786ccb6c00', '8006/095211411234540102/21/rif981'],
    ] as const) {
      expect(decompressed(`eh${digits}`), digits).to.equal(path)
    }
  })

  it('reads the data that follow: qualifiers into the path, the rest into the query', () => {
    expect(withData()).to.equal(`${ITEM}/21/S1`)
    const lot = data('10', inAscii('L/1', 5))
    expect(withData(lot, data('17', asDate('270701')))).to.equal(`${ITEM}/10/L%2F1/21/S1?17=270701`)
    expect(withData(data('22', inAscii('V', 5)), lot)).to.equal(`${ITEM}/22/V/10/L%2F1/21/S1`)
    expect(withData(data('21', inAscii('S2', 5)))).to.equal('not_a_link')
    expect(withData(data('01', hex('09780345418913')))).to.equal('not_a_link')
  })

  it('keeps the key of the scheme, whatever keys follow', () => {
    const gln = data('414', hex('9529000019016'))
    expect(withData(gln)).to.equal(`${ITEM}/21/S1?414=9529000019016`)
    const location = `${hex('F2')}0001${hex('9529000019016')}${inAscii('0', 5)}`
    expect(ofBits(location)).to.equal('414/9529000019016')
    expect(ofBits(location + data('01', hex(GTIN)))).to.equal(`414/9529000019016?01=${GTIN}`)
    const unit = data('00', hex('089385010001000001'))
    expect(withData(unit)).to.equal(`${ITEM}/21/S1?00=089385010001000001`)
  })

  it('reads each way to write a value', () => {
    const query = (ai: string, valueBits: string): string =>
      withData(data(ai, valueBits)).replace(`${ITEM}/21/S1?${ai}=`, '')
    expect(query('3103', asNumber('000750'))).to.equal('000750')
    expect(query('20', asNumber('07'))).to.equal('07')
    expect(query('422', asNumber('704'))).to.equal('704')
    expect(query('423', inDigits('704156', 4))).to.equal('704156')
    expect(query('421', asNumber('704') + inAscii('18-0', 4))).to.equal('70418-0')
    expect(query('7003', asDate('2707011530'))).to.equal('2707011530')
    expect(query('7007', `0${asDate('260101')}`)).to.equal('260101')
    expect(query('7007', `1${asDate('260101')}${asDate('260131')}`)).to.equal('260101260131')
    expect(query('8008', `00${asDate('26011514')}`)).to.equal('26011514')
    expect(query('8008', `01${asDate('2601151430')}`)).to.equal('2601151430')
    expect(query('8008', `10${asDate('260115143059')}`)).to.equal('260115143059')
    expect(query('7011', `11${asDate('270701')}`)).to.equal('270701')
    expect(query('7030', asNumber('704') + inAscii('ABC', 5))).to.equal('704ABC')
    expect(query('7023', `${hex('9529')}1111`)).to.equal('9529')
    expect(query('7023', `${hex('9529')}1110${inAscii('A1', 5)}`)).to.equal('9529A1')
    expect(query('8003', hex('09529000019016') + inAscii('R9', 5))).to.equal('09529000019016R9')
    expect(query('99', `101${binary(7, 7)}${inUrnCode40('A1:B-2.')}`)).to.equal('A1%3AB-2.')
    expect(query('99', `000${binary(5, 7)}${asNumber('00042')}`)).to.equal('00042')
    expect(query('99', `001${binary(4, 7)}${hex('1F2E')}`)).to.equal('1F2E')
    expect(query('99', `010${binary(4, 7)}${hex('1f2e')}`)).to.equal('1f2e')
    expect(query('99', `011${binary(2, 7)}${packed('a_', BASE64)}`)).to.equal('a_')
  })

  it('reads the date that a scheme puts before the key', () => {
    for (const [type, ai] of ['11', '13', '15', '16', '17', '7006', '7007'].entries()) {
      const bits = `${hex('FB')}0001${binary(type, 4)}${asDate('270701')}${hex(GTIN)}`
      expect(ofBits(bits + inAscii('S', 5))).to.equal(`${ITEM}/21/S?${ai}=270701`)
    }
  })

  it('reads locations and their qualifiers digit by digit', () => {
    for (const ai of ['410', '411', '412', '413', '414', '416', '417']) {
      expect(withData(data(ai, hex('9529000019016')))).to.equal(`${ITEM}/21/S1?${ai}=9529000019016`)
    }
    const location = `${hex('F2')}0001${hex('9529000019016')}${inAscii('0', 5)}`
    expect(ofBits(location + data('7040', inAscii('1ABC', 3)))).to.equal(
      '414/9529000019016/7040/1ABC',
    )
  })

  it('reads values of shipments and of persons', () => {
    const unit = `${hex('F9')}1000${hex('089385010001000001')}`
    const country = data('4307', binary(21, 6) + binary(13, 6))
    const path = '00/089385010001000001'
    expect(ofBits(unit + country)).to.equal(`${path}?4307=VN`)
    expect(ofBits(`${unit}${data('4321', '1')}`)).to.equal(`${path}?4321=1`)
    expect(ofBits(`${unit}${data('4330', asNumber('001850'))}1`)).to.equal(`${path}?4330=001850-`)
    expect(ofBits(`${unit}${data('4330', asNumber('001850'))}0`)).to.equal(`${path}?4330=001850`)
    expect(ofBits(unit + data('4324', asDate('2607011200')))).to.equal(`${path}?4324=2607011200`)
    const person = `${hex('F4')}0000${hex('952900000000000010')}`
    const birth = data('7259', inAscii('N', 6)) + data('7258', binary(1, 4) + binary(3, 4))
    expect(ofBits(person + birth)).to.equal('8018/952900000000000010?7259=N&7258=1%2F3')
  })

  it('passes over a host of either spelling', () => {
    const rest = data('17', asDate('270701'))
    const units = `1${binary(3, 6)}${binary(0x61, 7)}${'0000000'.repeat(2)}`
    const urn = `0${binary(4, 6)}${inUrnCode40('A.VN')}`
    for (const host of [units, urn]) {
      expect(ofBits(itemEpc(GTIN, 'S1', host) + rest)).to.equal(`${ITEM}/21/S1?17=270701`)
    }
    expect(ofBits(`${itemEpc(GTIN, 'S1', '0000000')}${rest}`)).to.equal('content')
  })
})

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

describe('what is no EPC with a Digital Link', () => {
  it('is another spelling', () => {
    for (const path of ['eh', 'ex', 'eh3', 'ehZZ', 'eh30164596F40C0E5CBE991A83']) {
      expect(decompressed(path), path).to.equal('content')
    }
    expect(decompressed('EH30164596f40c0e5cbe991a83')).to.equal('content')
    expect(decompressed(`${ITEM}/eh30164596f40c0e5cbe991a83`)).to.equal('content')
    expect(decompressed(`${ITEM}/21/eh30164596f40c0e5cbe991a83`)).to.equal('not_compressed')
  })

  it('is a scheme that is none of GS1 keys, or reserved', () => {
    for (const digits of [
      '3500e86f8000a9e000000586',
      '2f320434147455900000162e',
      '3b0e0cf5e76c9047759ad00373dc7602e7200',
      `00${'0'.repeat(22)}`,
      `e2${'0'.repeat(22)}`,
      `fe${'0'.repeat(22)}`,
      `ff${'0'.repeat(22)}`,
    ]) {
      expect(decompressed(`eh${digits}`), digits).to.equal('content')
    }
  })

  it('is cut short, or goes on with other bits than zeros', () => {
    const digits = '30164596f40c0e5cbe991a83'
    for (let length = 1; length < digits.length; length++) {
      expect(decompressed(`eh${digits.slice(0, length)}`)).to.equal('content')
    }
    expect(decompressed(`eh${digits}0000`)).to.match(/^01\//)
    expect(decompressed(`eh${digits}0001`)).to.equal('content')
    expect(decompressed('eh3136219014000186a0000001')).to.equal('content')
  })

  it('has a partition, a number or a text that the scheme does not', () => {
    const rest = '0'.repeat(82)
    expect(ofBits(`${hex('30')}000111${rest}`)).to.equal('content')
    const prefix = binary(9_999_999, 24)
    const after = `${binary(999_999, 20)}${binary(1, 38)}`
    expect(ofBits(`${hex('30')}000101${prefix}${after}`)).to.match(/^01\/99999999/)
    expect(ofBits(`${hex('30')}000101${binary(10_000_000, 24)}${after}`)).to.equal('content')
    const empty = `${hex('36')}000101${binary(8_934_588, 24)}${binary(1, 20)}`
    expect(ofBits(empty + '0'.repeat(140))).to.equal('not_a_link')
    const again = `${binary(0x41, 7)}${'0'.repeat(7)}${binary(0x42, 7)}`.padEnd(140, '0')
    expect(ofBits(empty + again)).to.equal('content')
    const coupon = `${hex('3F')}000101${binary(9_529_000, 24)}${binary(1901, 17)}`
    expect(ofBits(coupon + binary(20, 41))).to.equal('content')
    expect(ofBits(coupon + binary(1, 41))).to.equal('content')
    expect(ofBits(coupon + binary(10, 41))).to.equal('255/95290000190160')
  })

  it('has data that say nothing', () => {
    for (const bits of [
      data('A0', '1'.repeat(16)),
      data('14', asDate('270701')),
      data('410A', '1'.repeat(60)),
      data('03', hex(GTIN)),
      data('8014', inAscii('9529A11', 5)),
      data('10', `110${binary(1, 5)}${'1'.repeat(7)}`),
      data('10', `101${binary(3, 5)}${binary(0, 16)}`),
      data('10', `101${binary(3, 5)}${binary(64_001, 16)}`),
      data('10', `101${binary(2, 5)}${inUrnCode40('A')}`),
      data('7023', `${hex('9529')}10101111`),
      data('17', binary(100, 7) + binary(1, 4) + binary(1, 5)),
    ]) {
      expect(withData(bits), bits).to.equal('content')
    }
    const date = data('17', asDate('270701'))
    expect(withData(...Array.from({ length: 30 }, () => date))).to.equal(`${ITEM}/21/S1?17=270701`)
    expect(withData(...Array.from({ length: 33 }, () => date))).to.equal('content')
    expect(withData(data('17', asDate('270230')))).to.equal('not_a_link')
    expect(withData(data('410', hex('952900001901b')))).to.equal('not_a_link')
    const typed = `${hex('FB')}0001${binary(7, 4)}${asDate('270701')}${hex(GTIN)}${inAscii('S', 5)}`
    expect(ofBits(typed)).to.equal('content')
  })
})
