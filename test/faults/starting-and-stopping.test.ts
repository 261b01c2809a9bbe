import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { findFreePort } from '../../src/db/embedded-replica-set.ts'

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))

describe('starting and stopping the service', () => {
  let folder: string
  let port: number

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sotem-start-'))
    port = await findFreePort()
  })
  after(() => rm(folder, { recursive: true, force: true }))

  interface Run {
    child: ChildProcess
    output: () => string
    ended: Promise<number | null>
  }

  function start(env: Record<string, string> = {}): Run {
    const child = spawn(process.execPath, [MAIN], {
      env: { ...process.env, PORT: String(port), DATA_DIR: folder, LOG_LEVEL: 'info', ...env },
    })
    let text = ''
    child.stdout?.on('data', (data) => {
      text += data
    })
    child.stderr?.on('data', (data) => {
      text += data
    })
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    return { child, output: () => text, ended }
  }

  async function untilReady(run: Run): Promise<void> {
    for (let tries = 0; tries < 150; tries += 1) {
      const reply = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => null)
      if (reply?.ok) return
      if (run.child.exitCode !== null) break
      await delay(100)
    }
    throw new Error(`The service does not become ready:\n${run.output()}`)
  }

  it('prints the first administrator key once, never again, and stops on SIGTERM', async () => {
    const first = start()
    await untilReady(first)
    const key = /st_[0-9a-f]{24}_\S+/.exec(first.output())?.[0] ?? ''
    const reply = await fetch(`http://127.0.0.1:${port}/api/v1/keys`, {
      headers: { Authorization: `Bearer ${key}` },
    })
    expect(reply.status).to.equal(200)
    first.child.kill('SIGTERM')
    expect(await first.ended).to.equal(0)
    expect(first.output().split(key)).to.have.length(2)

    const second = start()
    await untilReady(second)
    second.child.kill('SIGTERM')
    expect(await second.ended).to.equal(0)
    expect(second.output()).not.to.match(/st_[0-9a-f]{24}_/)
  }).timeout(60_000)

  it('keeps the secret of the stamps in a file that only its owner reads', async () => {
    const { mode } = await stat(path.join(folder, 'stamp-secrets'))
    expect(mode & 0o777).to.equal(0o600)
  })

  it('refuses to start with a secret that is not the one of the register', async () => {
    const file = path.join(folder, 'stamp-secrets')
    const right = await readFile(file, 'utf8')
    await writeFile(file, `1:${Buffer.alloc(32, 1).toString('base64')}\n`)
    const wrong = start()
    expect(await wrong.ended).to.equal(1)
    expect(wrong.output()).to.include('STAMP_SECRETS').and.to.include('1')
    await rm(file)
    const lost = start()
    expect(await lost.ended).to.equal(1)
    expect(lost.output()).to.include('stamp-secrets')
    await writeFile(file, right)
  }).timeout(60_000)

  it('names every wrong variable at once and repeats no secret', async () => {
    const run = start({ PORT: 'many', LINK_HOST: 'https://x', ADMIN_KEY: 'short secret' })
    expect(await run.ended).to.equal(1)
    for (const name of ['PORT', 'LINK_HOST', 'ADMIN_KEY']) expect(run.output()).to.include(name)
    expect(run.output()).not.to.include('short secret')
  })

  it('finishes a request under way before it stops', async () => {
    const run = start({ ADMIN_KEY: 'a'.repeat(40) })
    await untilReady(run)
    const slow = fetch(`http://127.0.0.1:${port}/health/ready`)
    run.child.kill('SIGTERM')
    const reply = await slow.catch(() => null)
    if (reply !== null) expect(reply.status).to.be.oneOf([200, 503])
    expect(await run.ended).to.equal(0)
  }).timeout(60_000)
})
