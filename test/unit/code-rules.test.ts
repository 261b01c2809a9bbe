import { expect } from 'chai'
import { parseCode, stampLink } from '../../src/features/stamps/code.rules.ts'

const GTIN = '08938501000019'
const GDTI = '9520009900015'
const SERIAL = '00001000080Z3YT5'

describe('The code of a stamp', () => {
  const forms: [title: string, code: string, key: string | null][] = [
    ['the serial alone', SERIAL, null],
    ['the serial as people type it', ' oooo-ioo0 080z 3yt5 ', null],
    ['key and serial, 30 characters', GTIN + SERIAL, GTIN],
    ['document key and serial, 29 characters', GDTI + SERIAL, GDTI],
    [
      'key and serial in groups of four, lower case',
      `0893 8501 0000 19${SERIAL.toLowerCase()}`,
      GTIN,
    ],
    ['the link', `https://TEM.EXAMPLE/01/${GTIN}/21/${SERIAL}`, GTIN],
    ['the link of a document key', `https://TEM.EXAMPLE/253/${GDTI}${SERIAL}`, GDTI],
    ['the link with its lot', `https://tem.example/01/${GTIN}/10/L-1/21/${SERIAL}`, GTIN],
    [
      'the link with a slash, a query and a fragment',
      `HTTP://x/01/${GTIN}/21/${SERIAL}/?a=1#b`,
      GTIN,
    ],
  ]
  for (const [title, code, key] of forms) {
    it(`is read as ${title}`, () => {
      expect(parseCode(code)).to.deep.equal({ key, serial: SERIAL })
    })
  }

  const strange: [title: string, code: string][] = [
    ['nothing', ''],
    ['blanks', '   '],
    ['a serial one short', SERIAL.slice(1)],
    ['a serial one long', `${SERIAL}0`],
    ['a serial with a letter outside the alphabet', `U${SERIAL.slice(1)}`],
    ['a key with a wrong check digit', `08938501000018${SERIAL}`],
    ['a key that is no number', `0893850100001X${SERIAL}`],
    ['a link to a page', 'https://tem.example/tra-cuu'],
    ['a link without a serial', `https://tem.example/01/${GTIN}`],
    ['a link whose key has a wrong check digit', `https://x/01/08938501000018/21/${SERIAL}`],
    ['a link of another kind', `ftp://tem.example/01/${GTIN}/21/${SERIAL}`],
    ['a link without a host', `https:///01/${GTIN}/21/${SERIAL}`],
    ['a link in two pieces', `https://x/01/${GTIN}/21/${SERIAL}/21/${SERIAL}`],
  ]
  for (const [title, code] of strange) {
    it(`is not read from ${title}`, () => {
      expect(parseCode(code)).to.equal(null)
    })
  }
})

describe('The link in the QR', () => {
  it('is a GS1 Digital Link, upper case after its scheme', () => {
    const gtin = stampLink('tem.example', GTIN, SERIAL)
    expect(gtin).to.equal(`https://TEM.EXAMPLE/01/${GTIN}/21/${SERIAL}`)
    const gdti = stampLink('tem.example', GDTI, SERIAL)
    expect(gdti).to.equal(`https://TEM.EXAMPLE/253/${GDTI}${SERIAL}`)
    for (const link of [gtin, gdti]) expect(link.slice(8)).to.match(/^[0-9A-Z./]+$/)
  })

  it('is read back as the code it was made of', () => {
    for (const key of [GTIN, GDTI]) {
      expect(parseCode(stampLink('a-b.tem.example', key, SERIAL))).to.deep.equal({
        key,
        serial: SERIAL,
      })
    }
  })
})
