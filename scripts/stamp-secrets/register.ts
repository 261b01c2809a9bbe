import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { mongodPath } from '../../src/config.ts'
import { connect } from '../../src/db/connection.ts'
import { startEmbedded } from '../../src/db/embedded.ts'
import { makeUri } from '../../src/db/embedded-replica-set.ts'
import type { Place } from './place.ts'

/** What the register says of one version. */
export interface KnownVersion {
  _id: number
  fingerprint: string
  status: string
}

export type Reached = { ok: true; known: KnownVersion[] } | { ok: false; reason: string }

/**
 * Reads the versions in the register: an embedded database that runs is asked, one that does not
 * is started for it and stopped.
 */
export async function readRegister(place: Place): Promise<Reached> {
  try {
    if (place.mongodbUri !== null) return await readFrom(place.mongodbUri, place)
    if (!existsSync(path.join(place.config.DATA_DIR, 'mongo'))) {
      return { ok: false, reason: `${place.config.DATA_DIR}/mongo: chưa có sổ / no register yet` }
    }
    return (await readRunning(place)) ?? (await readStopped(place))
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) }
  }
}

async function readStopped(place: Place): Promise<Reached> {
  const { config } = place
  const embedded = await startEmbedded({
    mongodPath: mongodPath(config),
    dataDir: config.DATA_DIR,
    cacheSizeGb: config.MONGOD_CACHE_GB,
    log: () => undefined,
  })
  try {
    return await readFrom(embedded.uri, place)
  } finally {
    await embedded.stop()
  }
}

/** Null where no service runs on the folder. */
async function readRunning(place: Place): Promise<Reached | null> {
  const { DATA_DIR } = place.config
  if (!existsSync(path.join(DATA_DIR, 'mongod.owner'))) return null
  const port = await readFile(path.join(DATA_DIR, 'mongod.port'), 'utf8').catch(() => '')
  return await readFrom(makeUri(Number(port)), place).catch(() => null)
}

async function readFrom(uri: string, place: Place): Promise<Reached> {
  const connection = await connect(uri, place.config.MONGODB_DATABASE, 'sotem-stamp-secrets')
  try {
    const known = await connection
      .collection<KnownVersion>('stamp_secrets')
      .find({ _id: { $gte: 0 } })
      .sort({ _id: 1 })
      .toArray()
    return { ok: true, known }
  } finally {
    await connection.close()
  }
}
