import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { SetupError, say } from './report.mjs'

const POLL_MS = 150
const WAIT_MS = 20 * 60_000
/** A lock file that says nothing yet is being written; it takes microseconds. */
const EMPTY_MS = 5_000

/** When the process began, as the system tells it; null when there is no such process. */
function findStart(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? null : fields[19]
  } catch {
    if (process.platform === 'linux') return null
  }
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout?.trim() || null
}

/** The holder written in the file: null when it is gone, `undefined` when there is no file. */
function findHolder(path) {
  let text
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
  const [pid, start] = text.split('\n')
  if (start === undefined) {
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0)
    return age < EMPTY_MS ? '?' : null
  }
  return findStart(pid) === start ? pid : null
}

function tryCall(call, expectedCode) {
  try {
    call()
    return true
  } catch (error) {
    if (error.code !== expectedCode) throw error
    return false
  }
}

/** Only the maker of the gate folder removes a dead set-up's lock, so no live one is removed. */
function removeStale(path) {
  const gate = `${path}.takeover`
  if (!tryCall(() => mkdirSync(gate), 'EEXIST')) {
    const age = Date.now() - (statSync(gate, { throwIfNoEntry: false })?.mtimeMs ?? Date.now())
    if (age > EMPTY_MS) rmSync(gate, { recursive: true, force: true })
    return
  }
  try {
    if (findHolder(path) === null) rmSync(path, { force: true })
  } finally {
    rmdirSync(gate)
  }
}

/**
 * Waits until no other set-up works in this clone, then takes its place; a dead one's lock is
 * taken over. Returns the function that gives the lock up.
 */
export async function acquireLock(path) {
  const own = `${process.pid}\n${findStart(process.pid)}\n`
  const until = Date.now() + WAIT_MS
  let said = false
  while (!tryCall(() => writeFileSync(path, own, { flag: 'wx' }), 'EEXIST')) {
    const holder = findHolder(path)
    if (holder === null) removeStale(path)
    if (!holder) {
      await delay(5)
      continue
    }
    if (!said) say(`đợi lần cài đặt khác (tiến trình ${holder}) / waiting for process ${holder}`)
    said = true
    if (Date.now() > until) {
      throw new SetupError(
        `Lần cài đặt khác (tiến trình ${holder}) chưa xong; hãy dừng nó rồi chạy lại.\n` +
          `Another set-up (process ${holder}) does not end; stop it and run this again.`,
      )
    }
    await delay(POLL_MS)
  }
  return () => rmSync(path, { force: true })
}
