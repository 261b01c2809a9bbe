import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runChild } from './child.mjs'
import { hashText, listFiles, readJson, writeJson } from './files.mjs'
import { SetupError, say, withoutHosts } from './report.mjs'

const FOLDERS = ['src', 'scripts', 'test']
const OTHER_INPUTS = ['tsconfig.json', 'package-lock.json', 'package.json']

function listSources(root) {
  return FOLDERS.flatMap((folder) => listFiles(root, folder)).filter((path) =>
    /\.(ts|mts|cts|json)$/.test(path),
  )
}

/** By content, not by time: a checkout changes times, and an edit within one tick does not. */
function hashSources(root, sources) {
  const read = (path) => readFileSync(join(root, path))
  return hashText(...[...OTHER_INPUTS, ...sources].flatMap((path) => [path, read(path)]))
}

/** What the compiler makes of each source that is not a declaration or data. */
function listOutputs(sources) {
  return sources
    .filter((path) => /\.[cm]?ts$/.test(path) && !/\.d\.[cm]?ts$/.test(path))
    .map((path) => `dist/${path.replace(/ts$/, 'js')}`)
}

function hasOutputs(root, outputs) {
  return outputs.every((path) => existsSync(join(root, path)))
}

/** Removes what was built from sources that are gone: a test runner would still run them. */
function sweep(root, sources, outputs) {
  const kept = new Set(outputs.flatMap((path) => [path, `${path}.map`]))
  for (const path of sources) if (path.endsWith('.json')) kept.add(`dist/${path}`)
  for (const path of FOLDERS.flatMap((folder) => listFiles(root, `dist/${folder}`))) {
    if (!kept.has(path)) rmSync(join(root, path))
  }
}

async function compile(root) {
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const result = await runChild([process.execPath, tsc, '-p', '.'], { cwd: root, env: process.env })
  if (result.status === 0) return
  throw new SetupError(
    `Biên dịch không thành công / The build failed:\n` +
      withoutHosts(`${result.stdout}${result.stderr}`.trim()),
  )
}

/** Builds `dist` with tsc unless it was built from just these sources. */
export async function ensureBuilt(root) {
  const stampPath = join(root, 'dist/.sotem-built.json')
  const sources = listSources(root)
  const outputs = listOutputs(sources)
  const stamp = { sources: hashSources(root, sources) }
  if (readJson(stampPath)?.sources === stamp.sources && hasOutputs(root, outputs)) return
  say('biên dịch / building …')
  rmSync(stampPath, { force: true })
  sweep(root, sources, outputs)
  await compile(root)
  if (!hasOutputs(root, outputs)) {
    // The compiler's own note told it that nothing had changed, although files were removed.
    rmSync(join(root, 'dist'), { recursive: true, force: true })
    await compile(root)
  }
  writeJson(stampPath, stamp)
}
