import { expect } from 'chai'
import {
  assertSecretsFit,
  fingerprintOf,
  formatSecrets,
  parseSecrets,
  secretsToEnter,
} from '../../src/features/stamps/stamp-secrets.rules.ts'

const ONE = Buffer.alloc(32, 1)
const TWO = Buffer.alloc(40, 2)
const AT = new Date('2024-01-01T00:00:00Z')
const known = (version: number, secret: Buffer) => ({
  _id: version,
  fingerprint: fingerprintOf(secret),
})
const text = (version: number | string, secret: Buffer) => `${version}:${secret.toString('base64')}`

describe('the rules of the stamp secrets', () => {
  it('reads what it writes, lowest version first', () => {
    const written = formatSecrets(
      new Map([
        [12, TWO],
        [3, ONE],
      ]),
    )
    expect(written).to.equal(`${text(3, ONE)},${text(12, TWO)}`)
    expect([...parseSecrets(written)]).to.deep.equal([
      [3, ONE],
      [12, TWO],
    ])
  })

  const wrong: [what: string, text: string, named: RegExp][] = [
    ['a version given twice', `${text(1, ONE)},${text(1, TWO)}`, /1 is there twice/],
    ['one secret under two versions', `${text(1, ONE)},${text(2, ONE)}`, /1 and 2 are the same/],
    ['a short secret', text(7, Buffer.alloc(31, 1)), /secret 7 needs 32/],
    ['version 0', text(0, ONE), /versions are 1 to/],
    ['a version out of range', text(10_000, ONE), /versions are 1 to/],
    ['a version that is no number', text('1e1', ONE), /versions are 1 to/],
  ]
  for (const [what, given, named] of wrong) {
    it(`refuses ${what} and repeats no secret`, () => {
      expect(() => parseSecrets(given)).to.throw(named)
      expect(() => parseSecrets(given)).not.to.throw(ONE.toString('base64'))
    })
  }

  it('takes the highest of an empty register at once, and lets later versions stand by', () => {
    const given = new Map([
      [2, TWO],
      [1, ONE],
    ])
    const statuses = (there: readonly { _id: number }[]) =>
      secretsToEnter(there, given, AT).map(({ _id, status }) => `${_id} ${status}`)
    expect(statuses([])).to.deep.equal(['2 active', '1 standby'])
    expect(statuses([{ _id: 1 }])).to.deep.equal(['2 standby'])
    expect(statuses([{ _id: 1 }, { _id: 2 }])).to.deep.equal([])
  })

  it('names the version that is missing or another, with its fingerprint and the remedy', () => {
    const register = [known(1, ONE), known(2, TWO)]
    expect(() => assertSecretsFit(register, new Map([[1, ONE]]))).to.throw(
      new RegExp(`thiếu phiên bản 2.*${fingerprintOf(TWO)}.*import.*version 2.*missing.*import`),
    )
    const swapped = new Map([
      [1, ONE],
      [2, Buffer.alloc(32, 9)],
    ])
    expect(() => assertSecretsFit(register, swapped)).to.throw(
      new RegExp(`phiên bản 2 không phải.*${fingerprintOf(TWO)}.*version 2 is not.*import`),
    )
    expect(() => assertSecretsFit(register, new Map([...swapped, [2, TWO]]))).not.to.throw()
  })
})
