import { expect } from 'chai'
import { type Connection, connect } from '../../src/db/connection.ts'
import { MIGRATIONS, type Migration, migrate } from '../../src/db/migrations.ts'
import { createLog } from '../../src/log.ts'
import { dropTestDatabase, mongod, testDatabase } from '../support/mongod.ts'

const quiet = createLog('silent', [])
const clock = (): Date => new Date('2024-01-01T00:00:00Z')

describe('migrating the database', () => {
  let uri: string
  let connection: Connection
  const database = testDatabase('migrating')

  beforeEach(async () => {
    uri = (await mongod()).uri
    await dropTestDatabase(uri, database)
    connection = await connect(uri, database, 'test-migrating')
  })
  afterEach(async () => {
    await connection.close()
    await dropTestDatabase(uri, database)
  })

  const state = () =>
    connection.collection<{ _id: string; version: number }>('schema_state').findOne({
      _id: 'migrations',
    })

  it('makes every collection and index once, and finds nothing to do again', async () => {
    await migrate(connection, 'a', clock, quiet)
    const names = async () =>
      Promise.all(
        (await connection.listCollections()).map(async ({ name }) => [
          name,
          Object.keys(await connection.collection(name).indexInformation()).sort(),
        ]),
      )
    const first = Object.fromEntries(await names())
    expect(first['stamp_segments']).to.include('batchId_1_from_1')
    await migrate(connection, 'b', clock, quiet)
    expect(Object.fromEntries(await names())).to.deep.equal(first)
    expect((await state())?.version).to.equal(MIGRATIONS.length)
  })

  it('is numbered from 1 without gaps', () => {
    expect(MIGRATIONS.map(({ version }) => version)).to.deep.equal(
      MIGRATIONS.map((_, at) => at + 1),
    )
  })

  it('refuses a database that a newer program has shaped', async () => {
    await migrate(connection, 'a', clock, quiet)
    await connection
      .collection<{ _id: string }>('schema_state')
      .updateOne({ _id: 'migrations' }, { $set: { version: MIGRATIONS.length + 1 } })
    const refused = await migrate(connection, 'b', clock, quiet).catch((error: Error) => error)
    expect(refused).to.be.instanceOf(Error)
    expect(String(refused)).to.include(String(MIGRATIONS.length + 1))
  })

  it('runs each step once when several copies start together', async () => {
    let runs = 0
    const slow: Migration = {
      version: 1,
      name: 'slow',
      async up() {
        runs += 1
        await new Promise((resolve) => setTimeout(resolve, 300))
      },
    }
    const copies = ['a', 'b', 'c', 'd']
    await Promise.all(copies.map((copy) => migrate(connection, copy, clock, quiet, [slow])))
    expect(runs).to.equal(1)
  })

  it('takes a step again that a crash stopped half-way', async () => {
    let fails = true
    const step: Migration = {
      version: 1,
      name: 'fails once',
      async up() {
        if (fails) throw new Error('power cut')
      },
    }
    const failed = await migrate(connection, 'a', clock, quiet, [step]).catch(String)
    expect(failed).to.include('power cut')
    fails = false
    await migrate(connection, 'b', clock, quiet, [step])
    expect((await state())?.version).to.equal(1)
  })

  it('drops no database that the tests did not make', async () => {
    const refused = await dropTestDatabase(uri, 'sotem').catch(String)
    expect(refused).to.include('Refusing to drop sotem')
  })
})
