import { open, rename, stat } from 'node:fs/promises'

const TAIL_BYTES = 32 * 1024

/** The log of mongod: this file and one older of at most about the same size. */
export const LOG_BYTES_MAX = 8 * 1024 * 1024
const CHECK_EVERY_MS = 5_000

/** Moves the file to `<path>.1` (over an older one) when it has outgrown its size. */
export async function rotateIfLarge(path: string, bytesMax: number): Promise<boolean> {
  const size = await stat(path).then(
    (found) => found.size,
    () => 0,
  )
  if (size <= bytesMax) return false
  await rename(path, `${path}.1`)
  return true
}

/**
 * Keeps the log bounded while mongod writes it.
 * @param reopen tells mongod to open its log file anew (it is started with `--logRotate reopen`)
 * @returns a function that ends the watch
 */
export function keepLogBounded(path: string, reopen: () => void): () => void {
  const timer = setInterval(() => {
    rotateIfLarge(path, LOG_BYTES_MAX).then(
      (isMoved) => {
        if (isMoved) reopen()
      },
      () => undefined,
    )
  }, CHECK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

async function readTail(path: string): Promise<string> {
  const file = await open(path, 'r')
  try {
    const { size } = await file.stat()
    const start = Math.max(0, size - TAIL_BYTES)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, start)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await file.close()
  }
}

/** A line as a person reads it; nothing for structured lines that tell no error. */
function readReason(line: string): string[] {
  if (!line.startsWith('{')) return line.trim() === '' ? [] : [line.trim().slice(0, 300)]
  try {
    const entry: { s?: unknown; msg?: unknown; attr?: unknown } = JSON.parse(line)
    if (entry.s !== 'E' && entry.s !== 'F') return []
    const details = entry.attr === undefined ? '' : ` ${JSON.stringify(entry.attr)}`
    return [`${String(entry.msg)}${details}`.slice(0, 300)]
  } catch {
    return []
  }
}

/**
 * What mongod gave as reasons for its end, newest last; empty when it gave none.
 * @param output what it wrote before it had its log
 */
export async function readReasons(logPath: string, output: string): Promise<string[]> {
  const tail = await readTail(logPath).catch(() => '')
  const runStart = tail.lastIndexOf('***** SERVER RESTARTED *****')
  // The first line is the mark of the start, or one whose beginning was not read.
  const lastRun = tail.slice(tail.indexOf('\n', Math.max(0, runStart)))
  return `${output}\n${lastRun}`.split('\n').flatMap(readReason).slice(-4)
}
