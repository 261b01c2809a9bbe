import { existsSync } from 'node:fs'
import path from 'node:path'
import { type Config, readConfig } from '../../src/config.ts'
import { formatSecrets, parseSecrets } from '../../src/features/stamps/stamp-secrets.rules.ts'
import {
  readStampSecretsFile,
  stampSecretsFile,
  writePrivateFile,
} from '../../src/stamp-secrets-file.ts'
import { StampSecretsFault } from './fault.ts'

/** Where this installation keeps its stamp secrets, and what is there now. */
export interface Place {
  config: Config
  /** Address of the database, or null with the embedded one. */
  mongodbUri: string | null
  /** The file of the embedded database's service; null where a variable holds the secrets. */
  file: string | null
  secrets: Map<number, Buffer>
}

/** @throws StampSecretsFault where the secrets that are configured cannot be read */
export async function findPlace(): Promise<Place> {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const mongodbUri = process.env.MONGODB_URI || null
  // Without the address a configuration is whole even before it has secrets, as in a new office.
  const config = readConfig({ ...process.env, MONGODB_URI: '' })
  const { STAMP_SECRETS: variable } = config
  const file = variable === undefined && mongodbUri === null ? stampSecretsFile(config) : null
  try {
    const secrets = await readSecrets(variable, file)
    return { config, mongodbUri, file, secrets }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new StampSecretsFault(
      `Không đọc được khóa tem từ ${file ?? 'STAMP_SECRETS'}: ${reason}`,
      `The stamp secrets in ${file ?? 'STAMP_SECRETS'} cannot be read; restore them first.`,
    )
  }
}

async function readSecrets(variable: string | undefined, file: string | null) {
  if (variable !== undefined) return parseSecrets(variable)
  if (file === null || !existsSync(file)) return new Map<number, Buffer>()
  return await readStampSecretsFile(file)
}

/** @throws StampSecretsFault where a file would be overwritten */
export function newFile(name: string): string {
  const file = path.resolve(name)
  if (!existsSync(file)) return file
  throw new StampSecretsFault(
    `Tệp ${file} đã có: đặt tên khác, không ghi đè.`,
    `The file ${file} exists: give another name, it is not overwritten.`,
  )
}

/**
 * Where secrets are to be written: the file that `--out` names, else the embedded service's.
 * @throws StampSecretsFault where a variable holds the secrets and no file is named
 */
export function targetOf(place: Place, out: string | undefined): string {
  if (out !== undefined) return newFile(out)
  if (place.file !== null) return place.file
  throw new StampSecretsFault(
    'Khóa nằm trong biến STAMP_SECRETS: thêm --out TỆP để nhận giá trị mới, rồi chép vào cấu hình.',
    'The variable STAMP_SECRETS holds the secrets: add --out FILE for its new value, then put it ' +
      'into the configuration.',
  )
}

/**
 * Writes all secrets in one step, readable by the owner alone.
 * @throws StampSecretsFault where the embedded service's file has changed since it was read
 */
export async function writeSecrets(
  place: Place,
  target: string,
  secrets: ReadonlyMap<number, Buffer>,
): Promise<void> {
  const now = await readSecrets(undefined, target === place.file ? target : null)
  if (target === place.file && formatSecrets(now) !== formatSecrets(place.secrets)) {
    throw new StampSecretsFault(
      `Tệp ${target} vừa bị lệnh khác đổi: chạy lại. Chưa ghi gì.`,
      `Another command has just changed ${target}: run this again. Nothing was written.`,
    )
  }
  const text = formatSecrets(secrets)
  // What the service would refuse to read must not take the place of what it reads now.
  parseSecrets(text)
  await writePrivateFile(target, `${text}\n`)
}
