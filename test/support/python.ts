import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'

/** The tool that makes hostile requests, and the version that every run of this proof uses. */
const SCHEMATHESIS = 'schemathesis==4.32.5'
const CONSTRAINTS = path.join('test', 'hostile', 'constraints.txt')
const STAMP = 'complete.txt'
const PYTHONS = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python']
const PYTHON_MINOR_MIN = 11

export interface Finished {
  status: number | null
  /** Standard output and standard error, in the order in which they came. */
  output: string
}

export interface Schemathesis {
  version: string
  /** Runs it in a folder; `env` is added to the environment. */
  run(
    args: readonly string[],
    where: { cwd: string; env: Record<string, string> },
  ): Promise<Finished>
}

/**
 * Schemathesis from the user's cache, which pip fills once: a folder with all it needs, marked as
 * complete by a file that is written last.
 * @throws Error saying what to do where Python, pip or the package is missing
 */
export async function openSchemathesis(): Promise<Schemathesis> {
  const python = await findPython()
  const constraints = await readFile(CONSTRAINTS, 'utf8')
  const mark = `${SCHEMATHESIS}\n${constraints}`
  const name = `${SCHEMATHESIS.replace('==', '-')}-python3.${python.minor}`
  const folder = path.join(cacheFolder(), name)
  if ((await readMark(folder)) !== mark) await install(python.command, folder, mark)
  return {
    version: `${SCHEMATHESIS.replace('==', ' ')}, Python 3.${python.minor}`,
    run: (args, { cwd, env }) =>
      run(python.command, ['-m', 'schemathesis.cli', ...args], {
        cwd,
        env: { PYTHONPATH: folder, PYTHONIOENCODING: 'utf-8', ...env },
      }),
  }
}

function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME']
  return path.join(base && path.isAbsolute(base) ? base : path.join(homedir(), '.cache'), 'sotem')
}

async function readMark(folder: string): Promise<string | null> {
  try {
    return await readFile(path.join(folder, STAMP), 'utf8')
  } catch {
    return null
  }
}

async function findPython(): Promise<{ command: string; minor: number }> {
  const found: string[] = []
  for (const command of PYTHONS) {
    const { status, output } = await run(command, ['--version'])
    const minor = Number(/^Python 3\.(\d+)/m.exec(output)?.[1] ?? 0)
    if (status === 0 && minor >= PYTHON_MINOR_MIN) return { command, minor }
    if (status === 0) found.push(output.trim())
  }
  const seen =
    found.length === 0 ? 'There is none' : `There is only ${[...new Set(found)].join(', ')}`
  throw new Error(
    `The hostile requests need Python 3.${PYTHON_MINOR_MIN} or newer with pip. ${seen} on PATH. ` +
      'Debian 12, Ubuntu 24.04 or newer: apt-get install python3-pip; elsewhere install Python ' +
      'and put it on PATH; then repeat.',
  )
}

/** Fills a folder of its own and moves it into its place, so that a killed run leaves no half. */
async function install(python: string, folder: string, mark: string): Promise<void> {
  await mkdir(path.dirname(folder), { recursive: true })
  const stage = await mkdtemp(`${folder}.`)
  console.log(`    installing ${SCHEMATHESIS} into ${path.dirname(folder)}, once`)
  try {
    const options = ['--no-input', '--disable-pip-version-check', '--no-warn-script-location']
    const bounds = ['--only-binary', ':all:', '--retries', '1', '--timeout', '20']
    const what = ['--constraint', CONSTRAINTS, SCHEMATHESIS]
    const args = ['-m', 'pip', 'install', '--target', stage, ...options, ...bounds, ...what]
    const { status, output } = await run(python, args)
    if (status !== 0) throw new Error(explainPip(python, args, output))
    await writeFile(path.join(stage, `${STAMP}.draft`), mark)
    await rename(path.join(stage, `${STAMP}.draft`), path.join(stage, STAMP))
    // Another run of the tests may have been faster, and use what it put there.
    if ((await readMark(folder)) === mark) return
    await rm(folder, { recursive: true, force: true })
    await rename(stage, folder)
  } finally {
    await rm(stage, { recursive: true, force: true })
  }
}

function explainPip(python: string, args: readonly string[], output: string): string {
  const last = output.trim().split('\n').slice(-8).join('\n')
  if (output.includes('No module named pip')) {
    return `${python} has no pip (Debian, Ubuntu: apt-get install python3-pip).\n${last}`
  }
  return (
    'pip could not install what the hostile requests need. Let this machine reach its Python ' +
    'package index (PIP_INDEX_URL, PIP_PROXY) and repeat; this is the command that failed:\n' +
    `  ${python} ${args.join(' ')}\n${last}`
  )
}

function run(
  command: string,
  args: readonly string[],
  { cwd = '.', env = {} }: { cwd?: string; env?: Record<string, string> } = {},
): Promise<Finished> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const pieces: Buffer[] = []
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
    child.stderr.on('data', (piece: Buffer) => pieces.push(piece))
    const outputOf = (): string => Buffer.concat(pieces).toString('utf8')
    child.once('error', (error) =>
      resolve({ status: null, output: `${outputOf()}${error.message}` }),
    )
    child.once('close', (status) => resolve({ status, output: outputOf() }))
  })
}
