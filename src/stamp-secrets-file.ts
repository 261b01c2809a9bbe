import { randomBytes, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from './config.ts'
import type { Connection } from './db/connection.ts'
import { hasStampSecrets, parseSecrets } from './features/stamps/stamp-secrets.ts'

const SECRET_BYTES = 32

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
  const file = path.join(config.DATA_DIR, 'stamp-secrets')
  if (!existsSync(file)) {
    if (await hasStampSecrets(connection)) {
      throw new Error(
        `Mất tệp ${file}: khôi phục nó, hoặc đặt STAMP_SECRETS / restore it or set STAMP_SECRETS`,
      )
    }
    await writeWhole(file, `1:${randomBytes(SECRET_BYTES).toString('base64')}`)
  }
  return parseSecrets((await readFile(file, 'utf8')).trim())
}

async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true })
  const draft = `${file}.${randomUUID()}`
  const handle = await open(draft, 'wx', 0o600)
  try {
    await handle.writeFile(`${text}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await chmod(draft, 0o600)
  await rename(draft, file)
}
