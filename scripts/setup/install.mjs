import { existsSync, readFileSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { runChild } from './child.mjs'
import { hashText, readJson, writeJson } from './files.mjs'
import { SetupError, say, withoutHosts } from './report.mjs'

/**
 * True when npm itself notes in node_modules just the packages of the lock file: it writes that
 * note last, so an install that was cut short has none.
 */
function isInstalled(root) {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages
  const found = readJson(join(root, 'node_modules/.package-lock.json'))?.packages
  if (!wanted || !found) return false
  const names = Object.keys(wanted).filter((name) => name !== '')
  return (
    // Packages for other systems are optional and left out.
    names.every((name) => found[name] || wanted[name].optional || wanted[name].peer) &&
    Object.keys(found).every(
      (name) =>
        wanted[name]?.version === found[name].version &&
        wanted[name]?.integrity === found[name].integrity,
    )
  )
}

const CHECK_NETWORK =
  'kiểm tra mạng tới kho gói npm rồi chạy lại / ' +
  'check the way to the npm registry and run this again'

/** npm tells the reason first and its whole manual after it. */
function explainNpm(output) {
  const lines = output.split('\n').map((line) => line.replace(/^npm (error|ERR!) ?/, '  '))
  return withoutHosts(
    lines
      .filter((line) => line.trim() !== '')
      .slice(0, 8)
      .join('\n'),
  )
}

/** npm as the command that runs this set-up, else the one on PATH. */
function findNpm() {
  const running = process.env.npm_execpath
  if (running && basename(running).startsWith('npm') && existsSync(running)) {
    return /\.[cm]?js$/.test(running) ? [process.execPath, running] : [running]
  }
  return ['npm']
}

/** Installs what package-lock.json names, unless node_modules holds just that. */
export async function ensureInstalled(root) {
  const stampPath = join(root, 'node_modules/.sotem-installed.json')
  const lock = readFileSync(join(root, 'package-lock.json'))
  const system = `${process.platform} ${process.arch}`
  const stamp = { lock: hashText(lock), system }
  const last = readJson(stampPath)
  if (last?.lock === stamp.lock && last.system === system) return
  if ((last === null || last.system === system) && isInstalled(root)) {
    writeJson(stampPath, stamp)
    return
  }
  say('cài các gói npm / installing npm packages …')
  rmSync(stampPath, { force: true })
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--include=dev']
  const result = await runChild([...findNpm(), 'ci', ...options], { cwd: root, env: process.env })
  if (result.status !== 0) {
    const isOffline = !/\bEUSAGE\b/.test(result.stderr)
    throw new SetupError(
      [
        'npm ci không thành công / npm ci failed',
        ...(isOffline ? [CHECK_NETWORK] : []),
        explainNpm(result.stderr || result.stdout),
      ].join('\n'),
    )
  }
  writeJson(stampPath, stamp)
}
