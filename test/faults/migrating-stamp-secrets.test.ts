import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import { expect } from 'chai'
import { type Connection, connect } from '../../src/db/connection.ts'
import { settleStampSecrets } from '../../src/db/migrations/0003-stamp-secrets.ts'
import { MIGRATIONS, migrate } from '../../src/db/migrations.ts'
import { createLog } from '../../src/log.ts'
import { dropTestDatabase, mongod, testDatabase } from '../support/mongod.ts'

const quiet = createLog('silent', [])
const clock = (): Date => new Date('2024-06-01T00:00:00Z')
const AT = new Date('2024-01-01T00:00:00Z')

describe('migrating the stamp secrets', () => {
  let uri: string
  let connection: Connection
  const database = testDatabase('migrating_secrets')

  before(async () => {
    uri = (await mongod()).uri
    await dropTestDatabase(uri, database)
    connection = await connect(uri, database, 'test-migrating-secrets')
    await migrate(connection, 'a', clock, quiet, MIGRATIONS.slice(0, 2))
    await secrets().insertMany(
      ['active', 'active', 'retired', 'active', 'leaked'].map((status, n) => ({
        _id: n + 1,
        fingerprint: `000000000000000${n}`,
        status,
        createdAt: AT,
      })),
    )
  })
  after(async () => {
    await connection.close()
    await dropTestDatabase(uri, database)
  })

  const secrets = () => connection.collection<{ _id: number; status: string }>('stamp_secrets')
  const state = () =>
    secrets()
      .find({ _id: { $gte: 0 } })
      .sort({ _id: 1 })
      .toArray()
  const entries = () =>
    connection
      .collection('audit_entries')
      .find({ 'subject.kind': 'stamp_secret' })
      .sort({ 'subject.id': 1 })
      .toArray()

  it('leaves only the highest active version active, and enters each in the log', async () => {
    // A crash may stop the step before the version is moved on: then it runs again.
    await settleStampSecrets(connection.getClient().db(database), AT)
    await migrate(connection, 'b', clock, quiet)
    const settled = await state()
    expect(settled.map(({ status }) => status)).to.deep.equal([
      'retired',
      'retired',
      'retired',
      'active',
      'leaked',
    ])
    for (const secret of settled) expect(secret).to.include({ revision: 1, leakReason: null })
    const left = await entries()
    expect(left.map(({ subject }) => `${subject.id} ${subject.seq}`)).to.deep.equal([
      '1 1',
      '2 1',
      '3 1',
      '4 1',
      '5 1',
    ])
    for (const [n, entry] of left.entries()) {
      expect(entry['after']).to.deep.equal(settled[n])
      const text = canonicalize(settled[n]) ?? ''
      expect(entry['afterHash']).to.equal(createHash('sha256').update(text).digest('hex'))
    }
  })

  it('lets no second version become active from then on', async () => {
    const second = secrets().updateOne({ _id: 1 }, { $set: { status: 'active' } })
    expect(await second.then(() => 'done', String)).to.include('E11000')
  })
})
