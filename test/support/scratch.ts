import { existsSync, statfsSync } from 'node:fs'
import { mkdtemp, readdir, realpath, rm } from 'node:fs/promises'
import { freemem, tmpdir } from 'node:os'
import path from 'node:path'

/** Memory as a file system, where Linux has one; in a container it may be as small as 64 MB. */
const MEMORY = '/dev/shm'
const FREE_BYTES_MIN = 3 * 2 ** 30
const OURS = /^sotem-scratch-(\d+)-/

/**
 * A new folder for a database that the run throws away: in memory where there is plenty, since a
 * mongod waits for the disk at every write. A killed process loses no more there than on a disk.
 * @returns its real path
 */
export async function makeScratch(): Promise<string> {
  const base = hasRoomInMemory() ? MEMORY : tmpdir()
  await removeLeft(base)
  return await realpath(await mkdtemp(path.join(base, `sotem-scratch-${process.pid}-`)))
}

function hasRoomInMemory(): boolean {
  if (!existsSync(MEMORY) || freemem() < FREE_BYTES_MIN) return false
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize >= FREE_BYTES_MIN
}

/** Removes what interrupted runs left: it would fill the memory. */
async function removeLeft(base: string): Promise<void> {
  for (const name of await readdir(base)) {
    const pid = Number(OURS.exec(name)?.[1] ?? 0)
    if (pid === 0 || isAlive(pid)) continue
    // Another user's folder stays.
    await rm(path.join(base, name), { recursive: true, force: true }).catch(() => undefined)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
