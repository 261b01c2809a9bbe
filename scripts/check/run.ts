import { spawn } from 'node:child_process'

/** A quality gate: scripts of Node with their arguments, one after the other until one fails. */
export interface Gate {
  name: string
  steps: readonly (readonly string[])[]
}

const GATE_TIMEOUT_MS = 180_000

/** What other tools read to stay off the network and to write plain text. */
const QUIET = {
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
  DO_NOT_TRACK: '1',
  NO_COLOR: '1',
}

/**
 * Runs gates, `atOnce` at a time, and shows one line for each that holds and the whole output of
 * each that does not: output of gates that run together never mixes.
 * @returns the names of the gates that failed
 */
export async function runGates(gates: readonly Gate[], atOnce: number): Promise<string[]> {
  const waiting = [...gates]
  const failed: string[] = []
  const worker = async (): Promise<void> => {
    for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) {
      const started = performance.now()
      const fault = await runGate(gate)
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      if (fault === null) {
        console.log(`✔ ${gate.name} (${seconds} s)`)
      } else {
        failed.push(gate.name)
        console.log(`\n✖ ${gate.name} (${seconds} s)\n${fault}`)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return failed
}

/** The output of the step that failed, or null. */
async function runGate(gate: Gate): Promise<string | null> {
  for (const step of gate.steps) {
    const { status, output } = await runNode(step)
    if (status !== 0) return `${output.trim()}\n`
  }
  return null
}

function runNode(args: readonly string[]): Promise<{ status: number; output: string }> {
  return new Promise((resolve) => {
    const env: NodeJS.ProcessEnv = { ...process.env, ...QUIET }
    delete env.FORCE_COLOR
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const pieces: Buffer[] = []
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
    child.stderr.on('data', (piece: Buffer) => pieces.push(piece))
    const timer = setTimeout(() => {
      pieces.push(Buffer.from(`\nStopped after ${GATE_TIMEOUT_MS / 1000} s`))
      child.kill('SIGKILL')
    }, GATE_TIMEOUT_MS)
    child.once('error', (error) => pieces.push(Buffer.from(error.message)))
    child.once('close', (code) => {
      clearTimeout(timer)
      resolve({ status: code ?? 1, output: Buffer.concat(pieces).toString('utf8') })
    })
  })
}
