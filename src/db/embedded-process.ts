import { execFile } from 'node:child_process'
import { readdir, readFile, readlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
const onLinux = process.platform === 'linux'

/** What tells one process from a later one that was given the same number. */
export type ProcessMark = { pid: number; startedAt: string; machine: string }

/**
 * When the process began, in the words of the operating system; null when there is no such process.
 * A zombie counts as gone: it holds no file and no port.
 */
export async function findStart(pid: number): Promise<string | null> {
  try {
    if (onLinux) {
      const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
      // The name in parentheses may itself hold blanks and parentheses; the fields begin after it.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null)
    }
    const { stdout } = await run('ps', ['-o', 'stat=,lstart=', '-p', String(pid)])
    const text = stdout.trim()
    return text === '' || text.startsWith('Z') ? null : text.replace(/^\S+\s+/, '')
  } catch {
    return null
  }
}

/**
 * Names the boot and the space of process numbers this process lives in: a number written from
 * another container or before a reboot says nothing about the processes seen from here.
 */
async function readMachineMark(): Promise<string> {
  if (!onLinux) return process.platform
  const parts = await Promise.all([
    readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''),
    readlink('/proc/self/ns/pid').catch(() => ''),
  ])
  return parts.map((part) => part.trim()).join(' ')
}

export async function readOwnMark(): Promise<ProcessMark> {
  const startedAt = (await findStart(process.pid)) ?? ''
  return { pid: process.pid, startedAt, machine: await readMachineMark() }
}

export async function isSameProcessAlive(mark: ProcessMark): Promise<boolean> {
  if (mark.machine !== (await readMachineMark())) return false
  return (await findStart(mark.pid)) === mark.startedAt
}

function isMongodOn(dbPath: string, argv: string[]): boolean {
  const program = basename(argv[0] ?? '')
  // `setpriv` turns into mongod in place: for a moment the process still has its name.
  if (!program.startsWith('mongod') && program !== 'setpriv') return false
  const at = argv.indexOf('--dbpath')
  return at > 0 && argv[at + 1] === dbPath
}

async function readArgv(pid: number): Promise<string[]> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return text.split('\0')
}

/** Process numbers of every mongod started with exactly `--dbpath <dbPath>`. */
export async function findMongodsOn(dbPath: string): Promise<number[]> {
  if (onLinux) {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number)
    const all = await Promise.all(
      pids.map(async (pid) => (isMongodOn(dbPath, await readArgv(pid)) ? [pid] : [])),
    )
    return all.flat()
  }
  const { stdout } = await run('ps', ['-axww', '-o', 'pid=,command='])
  return stdout.split('\n').flatMap((line) => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? []
    if (pid === undefined || command === undefined) return []
    // Blanks are not marked in this listing, so the path is looked for as a whole, up to an option.
    const [before, after] = command.split(` --dbpath ${dbPath}`)
    const isOurs = after !== undefined && (after === '' || after.startsWith(' --'))
    const isMongod = /(^|\/)(mongod[^/]*|setpriv)( |$)/.test(before ?? '')
    return isOurs && isMongod && !/^\S*sh -c /.test(command) ? [Number(pid)] : []
  })
}

/** Sends the signal (to a group for a negative number); false when there is no such process. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  // 0 and ±1 mean this process's own group, init, and every process there is.
  if (Math.abs(pid) <= 1) return false
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

/** Resolves true once none of the processes is alive, false when the time is over before. */
export async function waitUntilGone(pids: number[], timeoutMs: number): Promise<boolean> {
  const until = performance.now() + timeoutMs
  for (;;) {
    const starts = await Promise.all(pids.map(findStart))
    if (starts.every((start) => start === null)) return true
    if (performance.now() > until) return false
    await delay(50)
  }
}
