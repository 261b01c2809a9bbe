import { expect } from 'chai'
import { MongoBulkWriteError, MongoNetworkError, MongoServerError } from 'mongodb'
import { isUnavailable, unwrapped } from '../../src/db/errors.ts'

const NOTHING = {} as ConstructorParameters<typeof MongoBulkWriteError>[1]

describe('An error of the database', () => {
  it('is a passing one where the connection was lost, in a bulk write too', () => {
    const lost = new MongoNetworkError('connection 2 closed')
    expect(isUnavailable(lost)).to.equal(true)
    const wrapped = new MongoBulkWriteError(lost, NOTHING)
    expect(unwrapped(wrapped)).to.equal(lost)
    expect(isUnavailable(wrapped)).to.equal(true)
  })

  it('is a passing one where another writer was first', () => {
    const conflict = new MongoServerError({ message: 'WriteConflict', code: 112 })
    expect(isUnavailable(conflict)).to.equal(true)
    expect(isUnavailable(new MongoBulkWriteError(conflict, NOTHING))).to.equal(true)
  })

  it('is none where a document broke a unique index, or the program is wrong', () => {
    const duplicate = { message: 'E11000 duplicate key', code: 11_000, writeErrors: [] }
    expect(isUnavailable(new MongoBulkWriteError(duplicate, NOTHING))).to.equal(false)
    expect(isUnavailable(new TypeError('wrong'))).to.equal(false)
  })
})
