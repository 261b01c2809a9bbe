import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { sendSignal } from './embedded-process.ts'

/** SIGKILL follows SIGTERM after 5 s in the script below; then the system needs a moment. */
const END_TIMEOUT_MS = 8_000
const OUTPUT_CHARS_MAX = 4_096

/**
 * The parent of mongod. It ends mongod as soon as its standard input closes, which the operating
 * system does for a service that died in whatever way. Three things stand behind each other:
 * the script itself; a twin that acts once the script is gone; and, where `setpriv` can do it
 * (Linux), the kernel, which kills mongod with its parent. SIGKILL is safe there: what was
 * acknowledged is in the journal. Descriptor 3 is held by mongod alone, so that the service sees
 * mongod's end at once. All paths come as arguments and are never parsed by the shell.
 */
const GUARD_SCRIPT = `
if setpriv --pdeathsig KILL true 2>/dev/null; then set -- setpriv --pdeathsig KILL -- "$@"; fi
exec 4<&0
"$@" </dev/null >&3 2>&3 3>&- 4<&- &
mongod=$!
exec 3>&-
end_mongod() {
  kill -TERM "$mongod" 2>/dev/null
  for pause in .1 .1 .1 .1 .1 .1 .1 .1 .1 .1 .5 .5 .5 .5 .5 .5 .5 .5; do
    kill -0 "$mongod" 2>/dev/null || return
    sleep "$pause"
  done
  kill -KILL "$mongod" 2>/dev/null
}
(
  trap '' INT TERM HUP
  exec >/dev/null 2>&1
  while read -r _; do :; done <&4
  for pause in 1 1 1 1 1 1; do kill -0 $$ || break; sleep "$pause"; done
  if kill -0 $$; then kill -KILL "$mongod"; else end_mongod; fi
) &
twin=$!
trap '' PIPE
trap : INT TERM HUP
echo "mongod $mongod"
while read -r _; do :; done <&4
end_mongod
wait "$mongod"
status=$?
kill -KILL "$twin" 2>/dev/null
echo "exit $status"
`

/** `status` as a shell tells it (128 + signal), null when the guard was killed before it knew. */
export type MongodEnd = { status: number | null; output: string }

export type Guard = {
  guardPid: () => number
  /** 0 until the guard has told it, and once mongod is gone. */
  mongodPid: () => number
  /** Resolves when mongod and its guard are both gone. */
  ended: Promise<MongodEnd>
  /** Asks mongod to stop, kills it if it does not, and resolves when it is gone. */
  end: () => Promise<void>
}

function eachStream(child: ChildProcess, visit: (stream: Socket) => void): void {
  for (const stream of child.stdio) if (stream instanceof Socket) visit(stream)
}

/** Text the stream has brought; whole at its end, cut to the last characters of it. */
function collect(stream: Socket): () => string {
  let text = ''
  stream.setEncoding('utf8')
  stream.on('data', (chunk) => {
    text = (text + String(chunk)).slice(-OUTPUT_CHARS_MAX)
  })
  stream.on('error', () => undefined)
  return () => text
}

function closed(emitter: ChildProcess | Socket, event: string): Promise<void> {
  return new Promise((resolve) => {
    emitter.once(event, () => resolve())
  })
}

/**
 * Starts mongod beneath a guard, in a session of its own: Ctrl-C in the terminal reaches the
 * service alone, which drains first and stops mongod last.
 * @param command absolute path of mongod, then its arguments
 * @throws Error when no guard can be started
 */
export async function spawnGuard(command: string[]): Promise<Guard> {
  const child = spawn('/bin/sh', ['-c', GUARD_SCRIPT, 'sotem-guard', ...command], {
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore', 'pipe'],
  })
  await new Promise((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', reject)
  })
  const [input, told, , lifeline] = child.stdio
  if (!(input instanceof Socket && told instanceof Socket && lifeline instanceof Socket)) {
    throw new TypeError('The guard of mongod has no pipes')
  }
  const toldText = collect(told)
  const output = collect(lifeline)
  input.on('error', () => undefined)
  const guardPid = child.pid ?? 0
  // While its line is open mongod lives, so that the number is still its own.
  const mongodPid = () =>
    lifeline.closed ? 0 : Number(/^mongod (\d+)$/m.exec(toldText())?.[1] ?? 0)

  const guardEnded = closed(child, 'exit')
  const mongodEnded = closed(lifeline, 'close')
  // Whichever of the two goes first takes the other along.
  void mongodEnded.then(() => input.end())
  void guardEnded.then(() => {
    input.destroy()
    sendSignal(mongodPid(), 'SIGKILL')
  })
  const ended = Promise.all([guardEnded, mongodEnded, closed(told, 'close')]).then(() => {
    const status = /^exit (\d+)$/m.exec(toldText())?.[1]
    return { status: status === undefined ? null : Number(status), output: output() }
  })

  // The service must be able to end by itself; the guard then ends mongod.
  child.unref()
  eachStream(child, (stream) => stream.unref())

  const end = async () => {
    child.ref()
    eachStream(child, (stream) => stream.ref())
    input.end()
    const timer = new AbortController()
    const isLate = await Promise.race([
      ended.then(() => false),
      delay(END_TIMEOUT_MS, true, { signal: timer.signal }).catch(() => false),
    ])
    timer.abort()
    if (!isLate) return
    sendSignal(mongodPid(), 'SIGKILL')
    sendSignal(-guardPid, 'SIGKILL')
    await ended
  }
  return { guardPid: () => guardPid, mongodPid, ended, end }
}
