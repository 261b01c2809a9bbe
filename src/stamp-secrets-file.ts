import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from './config.ts'
import type { Connection } from './db/connection.ts'
import { formatSecrets, parseSecrets } from './features/stamps/stamp-secrets.rules.ts'
import { hasStampSecrets } from './features/stamps/stamp-secrets.ts'

const SECRET_BYTES = 32

/** A new secret of the stamp tags, from the chance of the operating system. */
export function makeStampSecret(): Buffer {
  return randomBytes(SECRET_BYTES)
}

/** Where a service with the embedded database keeps its secrets. */
export function stampSecretsFile(config: Config): string {
  return path.join(config.DATA_DIR, 'stamp-secrets')
}

/** The secrets in a file that `writePrivateFile` wrote. @throws Error where it is damaged */
export async function readStampSecretsFile(file: string): Promise<Map<number, Buffer>> {
  return parseSecrets((await readFile(file, 'utf8')).trim())
}

/**
 * The secrets of the stamp tags: from the configuration, or with the embedded database from a
 * file beside it that only its owner may read, made once for an empty register.
 * @throws Error when the file of a register in use is gone: a new secret would disown its stamps
 */
export async function readStampSecrets(
  config: Config,
  connection: Connection,
): Promise<Map<number, Buffer>> {
  if (config.STAMP_SECRETS !== undefined) return parseSecrets(config.STAMP_SECRETS)
  const file = stampSecretsFile(config)
  if (!existsSync(file)) {
    if (await hasStampSecrets(connection)) {
      throw new Error(
        `Mất tệp ${file}: khôi phục nó (npm run stamp-secrets -- import <bản ký gửi>), hoặc đặt ` +
          'STAMP_SECRETS / it is gone: restore it (npm run stamp-secrets -- import <escrow>) or ' +
          'set STAMP_SECRETS',
      )
    }
    await writePrivateFile(file, `${formatSecrets(new Map([[1, makeStampSecret()]]))}\n`)
  }
  return await readStampSecretsFile(file)
}

/**
 * Writes a file whole or not at all, safe against a power cut once it is done, that only its owner
 * may read. A file of that name is replaced in one step.
 */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const folder = path.dirname(file)
  await mkdir(folder, { recursive: true })
  const draft = `${file}.${randomUUID()}`
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  await syncFolder(folder)
}

/** Makes the new name in the folder last; systems that cannot open a folder do so by themselves. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null)
  if (handle === null) return
  try {
    await handle.sync().catch(() => undefined)
  } finally {
    await handle.close()
  }
}
