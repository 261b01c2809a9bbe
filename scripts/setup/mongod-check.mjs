import { spawnSync } from 'node:child_process'
import { findStat } from './files.mjs'
import { withoutHosts } from './report.mjs'

/** Transactions and change streams as the service uses them are tested from this version on. */
const MAJOR_MIN = 6
const TIMEOUT_MS = 20_000

/** Names the Debian package of a library that is not there, where it is a known one. */
function explainLibrary(library) {
  const packages = {
    'libcurl.so.4': 'libcurl4',
    'libssl.so.3': 'libssl3',
    'libcrypto.so.3': 'libssl3',
  }
  const name = packages[library]
  const debian = name ? ` (Debian, Ubuntu: apt-get install ${name})` : ''
  const openssl = name === 'libssl3' ? ' OpenSSL 3' : ''
  return `thiếu thư viện / missing library ${library}${openssl}${debian}`
}

function explain({ error, signal, status, stderr = '' }) {
  if (error?.code === 'EACCES') return 'không có quyền chạy / no permission to run it'
  if (error?.code === 'ENOENT')
    return 'không có tệp này hoặc trình nạp của nó / no such file or loader'
  if (error?.code === 'ETIMEDOUT') return 'không trả lời / gives no answer'
  if (signal === 'SIGILL') return 'bộ xử lý không có AVX / the processor lacks AVX'
  const library = /loading shared libraries: ([^:\s]+)/.exec(stderr)?.[1]
  if (library) return explainLibrary(library)
  const said = withoutHosts((error?.message ?? stderr).trim().slice(0, 200))
  return `không chạy được / does not run (${signal ?? status}) ${said}`.trim()
}

/** True when the file of the note is still the one that was noted. */
export function isAsNoted(note) {
  const stat = findStat(note.path)
  return stat !== null && stat.size === note.size && stat.mtimeMs === note.mtimeMs
}

/**
 * Runs `mongod --version`, unless this very file is the one that the note `known` tells of.
 * Returns {version} or {reason}.
 */
export async function checkMongod(path, known) {
  if (!findStat(path)) return { reason: 'không có tệp này / no such file' }
  if (known?.path === path && known.version && isAsNoted(known)) return { version: known.version }
  const result = spawnSync(path, ['--version'], { encoding: 'utf8', timeout: TIMEOUT_MS })
  const version = /^db version v(\d+\.\d+\.\d+\S*)/m.exec(result.stdout ?? '')?.[1]
  if (result.status !== 0 || !version) return { reason: explain(result) }
  if (Number.parseInt(version, 10) < MAJOR_MIN) {
    return { reason: `bản ${version} quá cũ / version ${version} is too old (< ${MAJOR_MIN}.0)` }
  }
  return { version }
}
