import { linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { isSameProcessAlive, type ProcessMark, readOwnMark } from './embedded-process.ts'

const TAKEOVER_TRIES_MAX = 40
const TAKEOVER_PAUSE_MS = 50

function hasCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

/** The mark in the file; null when the file is absent or was cut short by a crash. */
function readMark(path: string): ProcessMark | null {
  try {
    const mark: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof mark !== 'object' || mark === null) return null
    const { pid, startedAt, machine } = mark as Partial<ProcessMark>
    if (pid === undefined || startedAt === undefined || machine === undefined) return null
    return { pid, startedAt, machine }
  } catch {
    return null
  }
}

/** Writes the file whole or not at all; false when somebody else's is there. */
function tryCreate(path: string, mark: ProcessMark): boolean {
  const text = JSON.stringify(mark)
  const draft = `${path}.${mark.pid}`
  try {
    writeFileSync(draft, text)
    linkSync(draft, path)
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    if (!hasCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error
  } finally {
    rmSync(draft, { force: true })
  }
  try {
    // A file system without hard links: a reader may meet an empty file, which it takes for stale;
    // mongod's own lock still keeps a second server out of the folder then.
    writeFileSync(path, text, { flag: 'wx' })
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    throw error
  }
}

/**
 * Removes the file of a dead owner. Only the holder of the `.takeover` folder removes one, and
 * judges it there anew; otherwise the slower of two successors would remove the faster one's file.
 */
async function removeStale(path: string, isStale: (mark: ProcessMark | null) => boolean) {
  const gate = `${path}.takeover`
  for (let attempt = 0; ; attempt += 1) {
    try {
      mkdirSync(gate)
      break
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
      // What happens behind the gate takes microseconds: whoever still holds it has died there.
      if (attempt >= TAKEOVER_TRIES_MAX) rmSync(gate, { recursive: true, force: true })
      await delay(TAKEOVER_PAUSE_MS)
    }
  }
  try {
    if (isStale(readMark(path))) rmSync(path, { force: true })
  } finally {
    rmdirSync(gate)
  }
}

/**
 * Makes this process the only owner of a folder until it releases it or dies, however it dies.
 * @param path the owner file
 * @returns a function that gives the folder up
 * @throws Error naming the process that owns the folder now
 */
export async function claimFolder(path: string): Promise<() => void> {
  const own = await readOwnMark()
  while (!tryCreate(path, own)) {
    const found = readMark(path)
    if (found !== null && (await isSameProcessAlive(found))) {
      throw new Error(
        `The database folder of ${path} is in use by the running service with process number ` +
          `${found.pid}. Stop that one first, or give this one another data folder.`,
      )
    }
    const seen = JSON.stringify(found)
    await removeStale(path, (mark) => JSON.stringify(mark) === seen)
  }
  return () => {
    if (JSON.stringify(readMark(path)) === JSON.stringify(own)) rmSync(path, { force: true })
  }
}
