import { expect } from 'chai'
import { confusedWith, SERIAL_CHARACTERS } from '../../src/features/finder/confusions.rules.ts'
import {
  explainSerial,
  type SerialHelp,
  type Suggestion,
} from '../../src/features/finder/serial-help.rules.ts'
import { readTypedSerial } from '../../src/features/finder/typed-serial.rules.ts'
import { isWellFormedSerial, serialOf } from '../../src/features/stamps/serial.rules.ts'

const SECRET = Buffer.alloc(32, 7)
const GTIN = '08938501000019'
/** Serials of small and large batches and places, and one of known characters. */
const SERIALS = [
  '00001000080Z3YT5',
  ...[
    [1, 0],
    [7, 1_048_575],
    [4_096, 777],
    [123_456, 54_321],
    [33_554_431, 1_048_575],
  ].map(([batch = 0, index = 0]) => serialOf(SECRET, GTIN, batch, index)),
]

const help = (typed: string): SerialHelp => explainSerial(readTypedSerial(typed))
const offered = (typed: string): string[] => help(typed).suggestions.map(({ serial }) => serial)
const grouped = (serial: string): string => serial.replaceAll(/(.{4})(?=.)/g, '$1 ')

function replaceAt(text: string, at: number, character: string): string {
  return text.slice(0, at) + character + text.slice(at + 1)
}

describe('A serial with one slip', () => {
  it('of any character for one that it is confused with leads back to the true serial', () => {
    let slips = 0
    let most = 0
    for (const serial of SERIALS) {
      for (const [at, character] of [...serial].entries()) {
        for (const typed of confusedWith(character)) {
          const wrong = replaceAt(serial, at, typed)
          const serials = offered(wrong)
          expect(serials, `${serial} typed ${wrong}`).to.include(serial)
          slips += 1
          most = Math.max(most, serials.length)
        }
      }
    }
    expect(slips).to.be.greaterThan(300)
    // So few that a person can compare each with the stamp.
    expect(most).to.be.at.most(10)
  })

  it('of two neighbours swapped leads back to the true serial', () => {
    for (const serial of SERIALS) {
      for (let at = 0; at < 15; at += 1) {
        const pair = serial.slice(at, at + 2)
        if (pair[0] === pair[1]) continue
        const wrong = serial.slice(0, at) + [...pair].reverse().join('') + serial.slice(at + 2)
        expect(offered(wrong), wrong).to.include(serial)
      }
    }
  })

  it('of a character that no serial has is read by its check, wherever it stands', () => {
    for (const serial of SERIALS) {
      for (let at = 0; at < 16; at += 1) {
        for (const typed of ['U', '?', '*', '@']) {
          expect(offered(replaceAt(serial, at, typed))).to.deep.equal([serial])
        }
      }
    }
  })

  it('of one character left out leads back where the groups were typed', () => {
    for (const serial of SERIALS) {
      for (let at = 0; at < 16; at += 1) {
        const groups = grouped(serial).split(' ')
        const group = groups[at >> 2] ?? ''
        groups[at >> 2] = replaceAt(group, at & 3, '')
        const wrong = groups.join(' ')
        const serials = offered(wrong)
        expect(serials, wrong).to.include(serial)
        expect(serials.length).to.be.at.most(4)
      }
    }
  })

  it('of one character too many leads back, typed in groups or not', () => {
    for (const serial of SERIALS) {
      for (let at = 0; at <= 16; at += 1) {
        const wrong = `${serial.slice(0, at)}7${serial.slice(at)}`
        expect(offered(wrong), wrong).to.include(serial)
      }
      const groups = grouped(serial).split(' ')
      groups[2] += 'X'
      expect(offered(groups.join('-'))).to.include(serial)
    }
  })

  it('of a doubled character typed once leads back without groups', () => {
    expect(offered('0001000080Z3YT5')).to.include('00001000080Z3YT5')
    expect(offered('0000100080Z3YT5')).to.include('00001000080Z3YT5')
  })

  it('is never answered with a serial whose check fails, nor twice with one', () => {
    for (const typed of ['0000100008OZ3YT6', '0000 100 080Z 3YT5', '00001000U8UZ3YT5', 'B1B1B1']) {
      const serials = offered(typed)
      expect(new Set(serials).size).to.equal(serials.length)
      for (const serial of serials) expect(isWellFormedSerial(serial), serial).to.equal(true)
    }
  })
})

describe('A serial typed through an input method for Vietnamese', () => {
  /** What Telex and VNI make of keys. */
  const TELEX = [
    ['AS', 'Á'],
    ['EX', 'Ẽ'],
    ['YF', 'Ỳ'],
    ['AA', 'Â'],
    ['DD', 'Đ'],
    ['AW', 'Ă'],
  ] as const
  const VNI = [
    ['A1', 'Á'],
    ['E4', 'Ẽ'],
    ['Y2', 'Ỳ'],
    ['A6', 'Â'],
    ['D9', 'Đ'],
    ['A8', 'Ă'],
  ] as const

  /** A serial whose characters 3 and 4 are `pair`. */
  function serialWith(pair: string): string {
    for (const check of SERIAL_CHARACTERS) {
      const serial = `000${pair}10080Z3KT9${check}`.slice(0, 15) + check
      if (isWellFormedSerial(serial)) return serial
    }
    throw new Error(pair)
  }

  for (const [method, table] of [
    ['Telex', TELEX],
    ['VNI', VNI],
  ] as const) {
    it(`gets back the keys that ${method} took`, () => {
      for (const [keys, letter] of table) {
        const serial = serialWith(keys)
        const typed = serial.replace(keys, letter)
        const found = help(typed).suggestions.find((each) => each.serial === serial)
        expect(found?.why, typed).to.equal('input_method')
        expect(found?.places).to.deep.equal([4])
      }
    })
  }

  it('gets back a tone that was typed after the letters that follow', () => {
    const serial = serialWith('AT')
    const [head, tail] = [serial.slice(0, 3), serial.slice(5)]
    const withTone = [...SERIAL_CHARACTERS]
      .map((check) => `${head}ATS${tail}`.slice(0, 15) + check)
      .find(isWellFormedSerial)
    const typed = withTone?.replace('ATS', 'ÁT') ?? ''
    expect(offered(typed)).to.include(withTone)
  })

  it('is bounded in work, whatever is typed', () => {
    const began = process.hrtime.bigint()
    for (const typed of ['ẬẬẬẬẬẬẬẬẬẬẬẬẬ', 'ẬẬẬAAAAAAAAAA', 'ẬBẬBẬBCCCCCCC', 'Ậ'.repeat(300)])
      help(typed)
    expect(Number(process.hrtime.bigint() - began) / 1e6).to.be.lessThan(1_000)
  })
})

describe('What is wrong with a serial', () => {
  it('is told by its length, and the group that is not four', () => {
    expect(help('0000 100 080Z 3YT5').faults).to.deep.equal([
      { rule: 'length', length: 15, groups: [{ number: 2, length: 3 }] },
    ])
    expect(help('00001000080Z3YT555').faults).to.deep.equal([
      { rule: 'length', length: 18, groups: [] },
    ])
  })

  it('is told by the character that no serial has, and what it may have been', () => {
    const fault = { rule: 'character', typed: 'U', perhaps: ['V', 'Y'] }
    expect(help('0000 1000 08UZ 3YUU U').faults).to.deep.include({ ...fault, place: 11 })
    // Where the check tells what it is, the table is not asked.
    expect(help('0000 1000 08UZ 3YT5').faults).to.deep.equal([{ ...fault, place: 11, perhaps: [] }])
    expect(help('00001000U8UZ3YT5U?UUUU').faults).to.have.length(4)
  })

  it('is told of sixteen good characters as the check alone', () => {
    expect(help('0000 1000 080Z 3YT6').faults).to.deep.equal([{ rule: 'check' }])
  })

  it('is shown at the places that differ', () => {
    const [first] = help('0000 1000 0B0Z 3YT5').suggestions as [Suggestion]
    const why = 'confused'
    expect(first).to.deep.equal({ serial: '00001000080Z3YT5', why, places: [9], typed: 'B' })
  })
})
