import { spawn } from 'node:child_process'

const OUTPUT_CHARS_MAX = 64 * 1024
const POLL_MS = 250

/** Ends with the parent's Ctrl-C: the children share its process group. */
function watch(child, limits, onStall) {
  const { firstByteMs, stallMs, countBytes, onBytes } = limits
  let bytes = countBytes()
  let hasBytes = false
  let progressAt = Date.now()
  const touch = () => {
    progressAt = Date.now()
  }
  child.stdout.on('data', touch)
  const timer = setInterval(() => {
    const now = countBytes()
    if (now !== bytes) {
      hasBytes = true
      touch()
      onBytes(now)
    }
    bytes = now
    if (Date.now() - progressAt > (hasBytes ? stallMs : firstByteMs)) onStall()
  }, POLL_MS)
  return () => clearInterval(timer)
}

/**
 * Runs a program to its end.
 * @param command program and arguments, passed as they are
 * @param options cwd, env, and `limits` for one that loads from the network: it is killed after
 *   `firstByteMs` without a first byte (counted by `countBytes`, or a word on its standard output)
 *   or `stallMs` without a further one; `onBytes` is told how many there are
 * @returns {status, signal, stdout, stderr, stalled}; a program that cannot be started has
 *   status null and its reason in `stderr`
 */
export function runChild(command, { cwd, env, limits } = {}) {
  return new Promise((resolve) => {
    const [program, ...args] = command
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    const text = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (chunk) => {
        text[name] = (text[name] + chunk).slice(-OUTPUT_CHARS_MAX)
      })
    }
    let stalled = false
    const unwatch = limits
      ? watch(child, limits, () => {
          stalled = true
          child.kill('SIGKILL')
        })
      : () => undefined
    const finish = (status, signal) => {
      unwatch()
      resolve({ status, signal, ...text, stalled })
    }
    child.once('error', (error) => {
      text.stderr += error.message
      finish(null, null)
    })
    child.once('close', finish)
  })
}
