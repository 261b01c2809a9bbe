import { type Connection, connect } from '../../src/db/connection.ts'
import { migrate } from '../../src/db/migrations.ts'
import { createLog } from '../../src/log.ts'
import { dropTestDatabase, mongod, testDatabase } from './mongod.ts'

const quiet = createLog('error', [])

let made = 0
/** The empty register that is being made for whoever comes next. */
let next: Promise<string> | null = null
let lastDrop: Promise<void> = Promise.resolve()

/**
 * A connection to an empty register that nobody else uses. Its collections and indexes take long
 * to make: so the next one is made meanwhile, and the last one removed.
 * @param name of the connection, as the server shows it
 */
export async function openTestRegister(name: string): Promise<Connection> {
  const database = await (next ?? makeRegister())
  next = makeRegister()
  // Told to whoever takes it; nobody may.
  next.catch(() => undefined)
  const { uri } = await mongod()
  return await connect(uri, database, `test-${name}`)
}

/** Closes the connection and begins to remove the register. */
export async function closeTestRegister(connection: Connection): Promise<void> {
  const { name } = connection
  await connection.close()
  await lastDrop
  lastDrop = mongod().then(({ uri }) => dropTestDatabase(uri, name))
  lastDrop.catch(() => undefined)
}

/** Ends what is being made and removed, before the mongod is stopped. */
export async function settleRegisters(): Promise<void> {
  await Promise.allSettled([next, lastDrop])
}

async function makeRegister(): Promise<string> {
  const { uri } = await mongod()
  made += 1
  const database = testDatabase(`register_${made}`)
  await dropTestDatabase(uri, database)
  const connection = await connect(uri, database, 'test-next')
  try {
    await migrate(connection, 'test', () => new Date(), quiet)
  } finally {
    await connection.close()
  }
  return database
}
