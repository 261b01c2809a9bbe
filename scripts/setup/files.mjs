import { createHash } from 'node:crypto'
import {
  createReadStream,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

export function hashText(...parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}

export async function hashFile(path) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** The parsed content; null when there is none that can be parsed. */
export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch {
    return null
  }
}

/** Readers see the old content or the new one, never a part. */
export function writeJson(path, value) {
  const draft = `${path}.${process.pid}`
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`)
  renameSync(draft, path)
}

/** Size and time of last change; null when there is no such file. */
export function findStat(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isFile() ? { size: stat.size, mtimeMs: Math.floor(stat.mtimeMs) } : null
}

/** Paths of all files below `folder`, relative to `root`, with `/`, sorted; [] where absent. */
export function listFiles(root, folder) {
  let entries
  try {
    entries = readdirSync(join(root, folder), { withFileTypes: true })
  } catch {
    return []
  }
  return entries
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`
      return entry.isDirectory() ? listFiles(root, path) : [path]
    })
    .sort()
}

/** Bytes of all files below a folder, however deep: how far a download has come. Locks aside. */
export function countBytes(folder) {
  let bytes = 0
  for (const path of listFiles(folder, '.')) {
    if (path.endsWith('.lock')) continue
    bytes += statSync(join(folder, path), { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes
}
