import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { countBytes } from './files.mjs'
import { say } from './report.mjs'

const FIRST_BYTE_MS = 10_000
const STALL_MS = 20_000
const SAY_EVERY_MS = 3_000

/**
 * Gives `use` an empty folder inside the cache (so that a finished file is only renamed) and
 * removes it afterwards, also on Ctrl-C. The name tells whose it is, for the case of SIGKILL.
 */
export async function withStage({ cacheDir, undo }, use) {
  let stage
  try {
    mkdirSync(cacheDir, { recursive: true })
    stage = mkdtempSync(join(cacheDir, `tmp-${process.pid}-`))
  } catch (error) {
    return { reason: `không ghi được / cannot write to ${cacheDir} (${error.code})` }
  }
  const remove = () => rmSync(stage, { recursive: true, force: true, maxRetries: 3 })
  undo.add(remove)
  try {
    return await use(stage)
  } finally {
    remove()
    undo.delete(remove)
  }
}

/** Limits for a child that loads into the stage; tells every few seconds how far it is. */
export function limitsOf(stage) {
  let saidAt = Date.now()
  return {
    firstByteMs: FIRST_BYTE_MS,
    stallMs: STALL_MS,
    countBytes: () => countBytes(stage),
    onBytes: (bytes) => {
      if (Date.now() - saidAt < SAY_EVERY_MS) return
      saidAt = Date.now()
      say(`  … ${Math.round(bytes / 1e6)} MB`)
    },
  }
}

export const STALLED =
  `không nhận được dữ liệu sau ${FIRST_BYTE_MS / 1_000} giây / ` +
  `no data within ${FIRST_BYTE_MS / 1_000} seconds`
