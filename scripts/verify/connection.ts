import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { MongoClient } from 'mongodb'

export interface Place {
  uri: string
  database: string
  /** What to do where nobody answers. */
  remedy: string
}

const DEFAULT_DATA_DIR = '.data'
const DEFAULT_DATABASE = 'sotem'
const REPLICA_SET = 'sotem'
const ANSWER_TIMEOUT_MS = 5_000
const SOCKET_TIMEOUT_MS = 600_000

/**
 * The database to read: named by an option, by the environment, or the embedded one of DATA_DIR,
 * which runs while the service does.
 * @throws Error in words for the person at the command line
 */
export function findPlace(
  options: { uri?: string | undefined; database?: string | undefined },
  env: NodeJS.ProcessEnv,
): Place {
  const database = options.database ?? (env['MONGODB_DATABASE'] || DEFAULT_DATABASE)
  const uri = options.uri ?? (env['MONGODB_URI'] || null)
  if (uri !== null) {
    const remedy = 'Kiểm tra MONGODB_URI (hoặc --uri) / check MONGODB_URI (or --uri).'
    return { uri, database, remedy }
  }
  const folder = path.resolve(env['DATA_DIR'] || DEFAULT_DATA_DIR)
  const remedy =
    `Cơ sở dữ liệu nhúng trong ${folder} chưa chạy. Chạy "npm start" (DATA_DIR=${folder}) ở ` +
    'cửa sổ khác rồi thử lại, hoặc nêu MONGODB_URI / the embedded database is not running: ' +
    'start the service with "npm start" in another window, or name MONGODB_URI.'
  const file = path.join(folder, 'mongod.port')
  const port = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (!Number.isInteger(port) || port < 1) throw new Error(remedy)
  return { uri: `mongodb://127.0.0.1:${port}/?replicaSet=${REPLICA_SET}`, database, remedy }
}

/**
 * Opens the database for reading.
 * @throws Error where nobody answers or the database holds no register: a recount of nothing must
 *   not look like a recount without a difference
 */
export async function openDatabase({ uri, database, remedy }: Place): Promise<MongoClient> {
  const client = new MongoClient(uri, {
    appName: 'sotem-verify-ledger',
    serverSelectionTimeoutMS: ANSWER_TIMEOUT_MS,
    socketTimeoutMS: SOCKET_TIMEOUT_MS,
  })
  try {
    await client.connect()
    const names = await client
      .db(database)
      .listCollections({ name: 'stamp_batches' }, { nameOnly: true })
      .toArray()
    if (names.length > 0) return client
  } catch (error) {
    await client.close()
    throw new Error(`${remedy}\n${error instanceof Error ? error.message : error}`)
  }
  await client.close()
  throw new Error(
    `Không có sổ tem trong cơ sở dữ liệu "${database}" / no register in this database: ` +
      'MONGODB_DATABASE hoặc/or --database.',
  )
}
