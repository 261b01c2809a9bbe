import { expect } from 'chai'
import { type Question, readQuestion } from '../../src/features/finder/question.rules.ts'

const GTIN = '08938501000019'
const GDTI = '9520009900015'
const SERIAL = '00001000080Z3YT5'

const read = (text: string): Question => readQuestion(text, ['tem.example'])

describe('What is typed into the one box', () => {
  const stamps: [title: string, text: string, key: string | null, notes?: string[]][] = [
    ['a serial', SERIAL, null],
    ['a serial in groups, lower case, O and I for 0 and 1', 'oooo-ioo0 080z 3yt5', null],
    ['a serial of full-width characters', '００００ １０００ ０８０Ｚ ３ＹＴ５', null],
    ['a serial with accents of an auto-correction', '0000 1000 080Z 3Ýt5', null],
    [
      'a serial with blanks of every kind and marks nobody sees',
      `\u200e0000\u00a01000\u20030 80Z 3Y\u200bT5\n`,
      null,
    ],
    ['a serial with what is printed around it', `Số tem: 0000 1000 080Z 3YT5 (1 234)`, null],
    ['a whole code', GTIN + SERIAL, GTIN],
    ['a whole code of a document key', GDTI + SERIAL, GDTI],
    ['a whole code with fields in brackets', `(01)${GTIN}(21)${SERIAL}`, GTIN],
    ['a link', `https://TEM.EXAMPLE/01/${GTIN}/21/${SERIAL}`, GTIN],
    ['a link without its scheme', `tem.example/01/${GTIN}/10/L-1/21/${SERIAL}?a=1`, GTIN],
    ['a link of the page', `https://tem.example/t/253/${GDTI}${SERIAL}`, GDTI],
    ['a link within words', `xem https://tem.example/01/${GTIN}/21/${SERIAL} nhé`, GTIN],
    [
      'a link of another host',
      `http://evil.example/01/${GTIN}/21/${SERIAL}`,
      GTIN,
      ['foreign_host'],
    ],
    [
      'a link whose host only looks like ours',
      `https://tem.example@evil.example/01/${GTIN}/21/${SERIAL}`,
      GTIN,
      ['foreign_host'],
    ],
    ['a code whose key is mistyped', `08938501000018${SERIAL}`, null, ['wrong_key']],
  ]
  for (const [title, text, key, notes = []] of stamps) {
    it(`is read as the serial of a stamp: ${title}`, () => {
      const question = read(text)
      expect(question).to.include({ kind: 'stamp', key, serial: SERIAL })
      expect(question.kind === 'stamp' && question.words).to.deep.equal([])
      expect(question.kind === 'stamp' && question.notes.map(({ note }) => note)).to.deep.equal(
        notes,
      )
    })
  }

  const kinds: [text: string, kind: Question['kind']][] = [
    ['', 'nothing'],
    [' \u200b\u0000\t', 'nothing'],
    ['0000 1000 0B0Z 3YT5', 'mistyped'],
    ['0000 100 080Z 3YT5', 'mistyped'],
    [`${GTIN}0000100008OZ3YT6`, 'mistyped'],
    [`https://tem.example/01/${GTIN}/21/%E0%A4%A`, 'mistyped'],
    [`https://tem.example/01/${GTIN}`, 'product'],
    [`(01)${GTIN}`, 'product'],
    ['https://tem.example/01/08938501000018', 'number'],
    ['https://evil.example/?q=1', 'foreign_link'],
    ['https://', 'words'],
    ['893 8501 000019', 'number'],
    ['0200120833-001', 'number'],
    ['031 090 001 234', 'number'],
    ['1 234', 'number'],
    ['gạo nếp cái hoa vàng', 'words'],
    ['nước mắm 40 độ đạm 500ml', 'words'],
    ['GẠO ST25', 'words'],
    ['HTX Bến Sóng', 'words'],
    ['???', 'words'],
    ['x'.repeat(101), 'too_long'],
    [`https://tem.example/01/${GTIN}/21/${SERIAL}?${'x'.repeat(300)}`, 'too_long'],
  ]
  for (const [text, kind] of kinds) {
    it(`is read as ${kind}: ${JSON.stringify(text.slice(0, 60))}`, () => {
      expect(read(text).kind).to.equal(kind)
    })
  }

  it('may be a name as well as a serial where it has no digit', () => {
    // Sixteen letters, one of which makes the check hold by chance.
    const chance = [...'0123456789abcdefghjkmnpqrstvwxyz']
      .map((last) => read(`gạo nếp cái hoa van${last}`))
      .filter(({ kind }) => kind === 'stamp')
    expect(chance).to.have.length(1)
    const [stamp] = chance
    expect(stamp?.kind === 'stamp' && stamp.words.slice(0, 4)).to.deep.equal([
      'gao',
      'nep',
      'cai',
      'hoa',
    ])
  })

  it('asks for at most eight words', () => {
    const question = read('một hai ba bốn năm sáu bảy tám chín mười')
    expect(question.kind === 'words' && question.words).to.have.length(8)
  })

  it('is read in bounded time, whatever it is', () => {
    const began = process.hrtime.bigint()
    for (const part of ['(', '0 ', 'https://', '/01/', '-', 'Ậ', '%', '٣', '\u0301', '0000 ']) {
      for (const times of [1, 50, 8_000]) read(part.repeat(times))
    }
    expect(Number(process.hrtime.bigint() - began) / 1e6).to.be.lessThan(2_000)
  })
})

describe('A number', () => {
  const reading = (text: string) => {
    const question = read(text)
    if (question.kind !== 'number') throw new Error(question.kind)
    return question.reading
  }

  it('of 8, 12, 13 or 14 digits is the bar code of a product, kept in 14', () => {
    expect(reading('8938501000019').keys).to.deep.equal([GTIN, '8938501000019'])
    expect(reading(GTIN).keys).to.deep.equal([GTIN])
    expect(reading('036000291452').keys).to.deep.equal(['00036000291452'])
    expect(reading('96385074').keys).to.deep.equal(['00000096385074'])
  })

  it('of 13 digits may be a document type of the department', () => {
    expect(reading(GDTI).keys).to.include(GDTI)
  })

  it('says what its last digit must be', () => {
    expect(reading('08938501000018').faults).to.deep.equal([
      { about: 'product', reason: 'check_digit', expected: 9 },
    ])
    expect(reading('0200120834').faults).to.deep.equal([
      { about: 'tax_code', reason: 'check_digit', expected: 3 },
    ])
    expect(reading('8938501000018').faults.map(({ about }) => about)).to.deep.equal([
      'product',
      'tax_code',
    ])
  })

  it('of 10 or 13 digits may be a tax code, in its official form', () => {
    expect(reading('0200 120 833').taxCode).to.equal('0200120833')
    expect(reading('0200120833-001').taxCode).to.equal('0200120833-001')
    expect(reading('0200120833001').taxCode).to.equal('0200120833-001')
    expect(reading('0200120833-000').faults).to.deep.equal([
      { about: 'tax_code', reason: 'branch' },
    ])
  })

  it('of a person is known as one and gives nothing to look up', () => {
    expect(reading('031090001234')).to.deep.include({ isPersonal: true, keys: [], taxCode: null })
  })

  it('of no known length says how long numbers are; a short one is not enough for a stamp', () => {
    expect(reading('12345678901').faults).to.deep.equal([
      { about: 'number', reason: 'length', length: 11 },
    ])
    expect(reading('1234').faults).to.deep.equal([{ about: 'stamp', reason: 'only_its_number' }])
  })
})
