import { expect } from 'chai'
import { glnFault } from '../../src/features/places/places.rules.ts'
import { CreatePlace } from '../../src/features/places/places.schema.ts'

describe('The codes of a place', () => {
  it('takes a GLN with a right check digit', () => {
    expect(glnFault('8938501000019')).to.equal(null)
  })

  it('refuses a GLN with a wrong check digit and names the right one', () => {
    const fault = glnFault('8938501000018')
    expect(fault?.rule).to.equal('gln.check_digit')
    expect(fault?.reason.en).to.contain('9')
  })

  for (const text of ['', '893850100001', '89385010000199', '893850100001X']) {
    it(`refuses "${text}" as a GLN`, () => {
      expect(glnFault(text)).to.not.equal(null)
    })
  }

  for (const code of ['A', 'VT-01', '0123456789ABCDEFGHIJ']) {
    it(`takes "${code}" as a code of its own`, () => {
      expect(CreatePlace.shape.ownCode.safeParse(code).success).to.equal(true)
    })
  }

  // A bracket would make the traceability code that holds it ambiguous.
  for (const code of ['', '-A', 'A-', 'vt-01', 'A(10)B', 'A B', '0123456789ABCDEFGHIJK']) {
    it(`refuses "${code}" as a code of its own`, () => {
      expect(CreatePlace.shape.ownCode.safeParse(code).success).to.equal(false)
    })
  }
})
