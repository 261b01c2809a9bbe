import mongoose from 'mongoose'

export type Connection = mongoose.Connection

const SERVER_SELECTION_TIMEOUT_MS = 5_000
const SOCKET_TIMEOUT_MS = 30_000

mongoose.set('strictQuery', 'throw')

/**
 * Opens the database. Every write is acknowledged by a majority and journalled, so that
 * nothing a caller was told survives less than a crash.
 * @param appName name of this copy, seen in the server's list of sessions
 */
export async function connect(uri: string, database: string, appName: string): Promise<Connection> {
  return await mongoose
    .createConnection(uri, {
      dbName: database,
      appName,
      autoIndex: false,
      autoCreate: false,
      bufferCommands: false,
      serverSelectionTimeoutMS: SERVER_SELECTION_TIMEOUT_MS,
      socketTimeoutMS: SOCKET_TIMEOUT_MS,
      writeConcern: { w: 'majority', j: true },
      readConcern: { level: 'majority' },
      retryWrites: true,
      ignoreUndefined: false,
    })
    .asPromise()
}
