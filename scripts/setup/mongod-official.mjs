import { copyFileSync, renameSync } from 'node:fs'
import { join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runChild } from './child.mjs'
import { checkMongod } from './mongod-check.mjs'
import { say, tailOf } from './report.mjs'
import { limitsOf, STALLED, withStage } from './stage.mjs'

const CHILD = fileURLToPath(new URL('./official-child.mjs', import.meta.url))

function readAnswer(stdout) {
  const line = stdout.split('\n').findLast((one) => one.startsWith('{"sotem":'))
  return line ? JSON.parse(line).sotem : {}
}

/** The downloader also finds builds that other projects of this user loaded: those stay there. */
function moveOrCopy(stage, path, kept) {
  const isNew = path.startsWith(stage + sep)
  const draft = isNew ? path : join(stage, 'mongod')
  if (!isNew) copyFileSync(path, draft)
  renameSync(draft, kept)
}

/**
 * Loads the official build for this system through the downloader of mongodb-memory-server-core,
 * which knows the platforms and compares the checksum published beside the build.
 */
export async function loadOfficial({ root, cacheDir, undo }) {
  return await withStage({ cacheDir, undo }, async (stage) => {
    say('tải bản mongod chính thức / downloading an official mongod …')
    const env = {
      ...process.env,
      // One try: whoever is offline should learn it now, and the next source is waiting.
      MONGOMS_MAX_RETRIES: '1',
      MONGOMS_MD5_CHECK: 'true',
      // The downloader checks the certificate only when npm's own setting is spelt out.
      npm_config_strict_ssl: 'true',
    }
    const command = [process.execPath, CHILD, stage]
    const result = await runChild(command, { cwd: root, env, limits: limitsOf(stage) })
    if (result.stalled) return { reason: STALLED }
    const { path, version, error } = readAnswer(result.stdout)
    if (!path) return { reason: tailOf(error ?? result.stderr, 3).replaceAll('\n', ' ') }
    const kept = join(cacheDir, `mongod-official-${version}`)
    moveOrCopy(stage, path, kept)
    const checked = await checkMongod(kept, null)
    return checked.version ? { path: kept, ...checked } : checked
  })
}
