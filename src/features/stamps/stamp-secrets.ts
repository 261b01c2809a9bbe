import { createHmac } from 'node:crypto'
import { z } from 'zod'
import type { Connection } from '../../db/connection.ts'
import { defineModel } from '../../db/define.ts'
import { AppError } from '../../errors.ts'

const SecretRecord = z.object({
  /** Version of the secret. */
  _id: z.int(),
  /** First 16 hex digits of an HMAC: tells secrets apart, tells nothing of them. */
  fingerprint: z.string(),
  status: z.enum(['active', 'retired', 'leaked']),
  createdAt: z.date(),
})

export interface StampSecrets {
  /** Version used for new batches. */
  activeVersion: number
  /** @throws AppError `unavailable` for a version that this copy was not given. */
  secretOf(version: number): Buffer
}

/** `1:<base64>,2:<base64>` as a map. @throws Error on a version given twice or a short secret. */
export function parseSecrets(text: string): Map<number, Buffer> {
  const secrets = new Map<number, Buffer>()
  for (const part of text.split(',')) {
    const [version, encoded] = part.split(':')
    const secret = Buffer.from(encoded ?? '', 'base64')
    if (secret.length < 32) throw new Error('STAMP_SECRETS: a secret needs 32 bytes or more')
    if (secrets.has(Number(version))) throw new Error(`STAMP_SECRETS: version ${version} twice`)
    secrets.set(Number(version), secret)
  }
  return secrets
}

/** Whether the register has stamps of some secret already. */
export async function hasStampSecrets(connection: Connection): Promise<boolean> {
  const records = defineModel(connection, 'stamp_secrets', SecretRecord)
  return (await records.findOne({ _id: { $gte: 0 } }).lean()) !== null
}

/**
 * Compares the given secrets with the fingerprints in the database and adds those of new
 * versions. A service with a wrong secret would print stamps that it later calls unknown, so it
 * refuses to start. The highest active version signs new batches.
 * @throws Error naming the version that is missing or does not match.
 */
export async function openStampSecrets(
  connection: Connection,
  secrets: ReadonlyMap<number, Buffer>,
  at: Date,
): Promise<StampSecrets> {
  const records = defineModel(connection, 'stamp_secrets', SecretRecord)
  const known = await records.find({ _id: { $gte: 0 } }).lean()
  for (const { _id, fingerprint } of known) {
    const given = secrets.get(_id)
    if (given === undefined) {
      throw new Error(`STAMP_SECRETS: thiếu phiên bản ${_id} / version ${_id} is missing`)
    }
    if (fingerprintOf(given) !== fingerprint) {
      throw new Error(
        `STAMP_SECRETS: phiên bản ${_id} không khớp dấu vân của sổ / version ${_id} is not the ` +
          "register's",
      )
    }
  }
  for (const [version, secret] of secrets) {
    const record = { fingerprint: fingerprintOf(secret), status: 'active', createdAt: at }
    await records.updateOne({ _id: version }, { $setOnInsert: record }, { upsert: true })
  }
  const active = await records
    .find({ _id: { $gte: 0 } })
    .sort({ _id: -1 })
    .lean()
  const activeVersion = active.find(({ status }) => status === 'active')?._id
  if (activeVersion === undefined) throw new Error('STAMP_SECRETS: no active version')
  return {
    activeVersion,
    secretOf(version) {
      const secret = secrets.get(version)
      if (secret !== undefined) return secret
      throw new AppError('unavailable', {
        vi: `Bản dịch vụ này chưa có khóa tem phiên bản ${version}.`,
        en: `This copy has not been given stamp secret ${version} yet.`,
      })
    },
  }
}

function fingerprintOf(secret: Buffer): string {
  return createHmac('sha256', secret).update('sotem fingerprint').digest('hex').slice(0, 16)
}
