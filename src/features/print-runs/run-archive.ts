import type { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'

export interface ArchivedFile {
  name: string
  bytes: number
  open: () => Readable
}

/** Permissions of a plain file, `-rw-r--r--`. */
const FILE_MODE = 0o100644

/**
 * Writes files into one ZIP, stored as they are, one after the other: the same files always give
 * the same bytes.
 * @param dated `YYYY-MM-DD`, the date of every file in it
 */
export async function writeArchive(
  files: readonly ArchivedFile[],
  dated: string,
  out: Writable,
): Promise<void> {
  const zip = new ZipFile()
  // ZIP keeps local time without a zone: midnight here is midnight wherever it is made.
  const [year = 1980, month = 1, day = 1] = dated.split('-').map(Number)
  const mtime = new Date(year, month - 1, day)
  const options = { mtime, mode: FILE_MODE, compress: false, forceDosTimestamp: true }
  let current: Readable | undefined
  const failure = new Promise<never>((_, reject) => zip.on('error', reject))
  for (const { name, bytes, open } of files) {
    zip.addReadStreamLazy(name, { ...options, size: bytes }, (give) => {
      current = open()
      // A file that is removed meanwhile fails here; the archive must not end as if it were whole.
      current.once('error', (error) => zip.emit('error', error))
      give(null, current)
    })
  }
  zip.end()
  try {
    await Promise.race([pipeline(zip.outputStream, out), failure])
  } catch (error) {
    current?.destroy()
    out.destroy()
    throw error
  }
}
