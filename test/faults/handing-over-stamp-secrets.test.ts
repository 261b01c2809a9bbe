import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { findFreePort } from '../../src/db/embedded-replica-set.ts'
import { fingerprintOf } from '../../src/features/stamps/stamp-secrets.rules.ts'
import { createApi } from '../support/api.ts'
import { lightEscrow } from '../support/light-escrow.ts'
import { issue, makeEnterprise, makeProduct, makeStaff, ok } from '../support/make.ts'
import { mongod } from '../support/mongod.ts'
import { startTestService, type TestService } from '../support/service.ts'

const SCRIPT = fileURLToPath(new URL('../../scripts/stamp-secrets.js', import.meta.url))
const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url))
const BYTES = Buffer.alloc(32, 0xa7)
const SECRET = BYTES.toString('base64')
const STAMP_SECRETS = `1:${SECRET}`
const AT = '2024-01-01T00:00:00.000Z'
const PASSPHRASE = 'cam xoài thanh long'

interface Ended {
  status: number | null
  output: string
}

describe('handing over the stamp secrets', () => {
  let service: TestService
  let uri: string
  let folder: string
  let serial: string
  let passphrase: string
  /** An escrow of the same secret that opens quickly. */
  let light: string
  const at = (name: string): string => path.join(folder, name)

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'sotem-escrow-'))
    passphrase = at('passphrase')
    await writeFile(passphrase, `${PASSPHRASE}\n`)
    light = at('light.age')
    const secrets = [{ version: 1, secret: SECRET, fingerprint: fingerprintOf(BYTES) }]
    const content = { format: 'sotem stamp secrets', version: 1, createdAt: AT, secrets }
    await writeFile(light, await lightEscrow(content, PASSPHRASE))
    uri = (await mongod()).uri
    service = await startTestService('handing_over_secrets', { STAMP_SECRETS })
    const staff = await makeStaff(service)
    const maker = await makeEnterprise(service, staff)
    const product = await makeProduct(staff, maker)
    serial = (await issue(staff, maker, product.id, 3)).firstSerial
  })
  after(async () => {
    await service.stop()
    await rm(folder, { recursive: true, force: true })
  })

  function start(program: string, args: string[], env: Record<string, string>): ChildProcess {
    return spawn(process.execPath, [program, ...args], {
      env: { ...process.env, DATA_DIR: at('data'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  }

  async function ended(child: ChildProcess): Promise<Ended> {
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (data) => {
        output += data
      })
    }
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
    return { status, output }
  }

  async function run(args: string[], env: Record<string, string> = {}): Promise<Ended> {
    const result = await ended(start(SCRIPT, args, env))
    expect(result.output, 'no secret is shown').not.to.include(SECRET.slice(0, 20))
    expect(result.output, 'no passphrase is shown').not.to.include(PASSPHRASE)
    return result
  }
  const withPassphrase = (file = passphrase): string[] => ['--passphrase-file', file]

  async function expectPrivate(file: string): Promise<void> {
    expect((await stat(file)).mode & 0o777, file).to.equal(0o600)
  }

  it('exports under a passphrase, imports elsewhere, and knows the old stamps there', async () => {
    const escrow = at('escrow.age')
    const exported = await run(['export', '--out', escrow, ...withPassphrase()], { STAMP_SECRETS })
    expect(exported.status, exported.output).to.equal(0)
    const sealed = await readFile(escrow, 'utf8')
    expect(sealed).to.match(/^-----BEGIN AGE ENCRYPTED FILE-----\n/)
    expect(sealed).not.to.include(SECRET)
    await expectPrivate(escrow)

    const value = at('elsewhere/value')
    const MONGODB_URI = uri
    const imported = await run(['import', escrow, '--out', value, ...withPassphrase()], {
      MONGODB_URI,
    })
    expect(imported.status, imported.output).to.equal(0)
    await expectPrivate(value)
    const restored = (await readFile(value, 'utf8')).trim()
    expect(restored).to.equal(STAMP_SECRETS)

    const MONGODB_DATABASE = service.connection.name
    const port = await findFreePort()
    const env = { MONGODB_URI, MONGODB_DATABASE, STAMP_SECRETS: restored, PORT: String(port) }
    const checked = await run(['check'], env)
    expect(checked.status, checked.output).to.equal(0)
    expect(checked.output).to.match(/1 {2}[0-9a-f]{16} {2}khớp \/ matches, active/)
    const copy = start(MAIN, [], env)
    const end = ended(copy)
    try {
      const api = createApi(`http://127.0.0.1:${port}`, null)
      for (let tries = 0; tries < 100; tries += 1) {
        const ready = await api.get('//health/ready').catch(() => null)
        if (ready?.status === 200) break
        await delay(100)
      }
      expect(ok(await api.get(`/verify?code=${serial}`)).verdict).not.to.equal('unknown')
    } finally {
      copy.kill('SIGTERM')
    }
    expect((await end).status).to.equal(0)
  }).timeout(60_000)

  it('starts no copy with another secret, or without one; the check says the same', async () => {
    const env = { MONGODB_URI: uri, MONGODB_DATABASE: service.connection.name, PORT: '0' }
    const other = `1:${Buffer.alloc(32, 3).toString('base64')}`
    const missing = other.replace('1:', '2:')
    const [wrong, lost, checkedWrong, checkedLost] = await Promise.all([
      ended(start(MAIN, [], { ...env, STAMP_SECRETS: other })),
      ended(start(MAIN, [], { ...env, STAMP_SECRETS: missing })),
      run(['check'], { ...env, STAMP_SECRETS: other }),
      run(['check'], { ...env, STAMP_SECRETS: missing }),
    ])
    expect(wrong.status).to.equal(1)
    expect(wrong.output).to.match(/phiên bản 1 không phải.*version 1 is not/)
    expect(lost.status).to.equal(1)
    expect(lost.output).to.match(/thiếu phiên bản 1.*version 1.*missing/)
    expect(checkedWrong.status).to.equal(1)
    expect(checkedWrong.output).to.include('KHÁC / ANOTHER')
    expect(checkedLost.status).to.equal(1)
    expect(checkedLost.output).to.include('THIẾU / MISSING')
  }).timeout(60_000)

  it('opens and writes nothing with a wrong passphrase or from a changed file', async () => {
    const other = at('other-passphrase')
    await writeFile(other, 'một mật khẩu khác\n')
    const short = at('short-passphrase')
    await writeFile(short, 'quá ngắn\n')
    const lines = (await readFile(light, 'utf8')).split('\n')
    const last = lines.at(-3) ?? ''
    lines[lines.length - 3] = (last.startsWith('A') ? 'B' : 'A') + last.slice(1)
    await writeFile(at('changed.age'), lines.join('\n'))
    const [wrong, changed, tooShort, untold] = await Promise.all([
      run(['import', light, ...withPassphrase(other)]),
      run(['import', at('changed.age'), ...withPassphrase()]),
      run(['export', '--out', at('x'), ...withPassphrase(short)], { STAMP_SECRETS }),
      run(['import', light]),
    ])
    expect(wrong.status).to.equal(1)
    expect(wrong.output).to.include('Sai mật khẩu').and.to.include('Wrong passphrase')
    expect(changed.status).to.equal(1)
    expect(changed.output).to.include('altered or damaged')
    expect(tooShort.output).to.include('at least 12 characters')
    expect(untold.output).to.include('--passphrase-file')
    expect(await readdir(folder))
      .not.to.include.members(['data'])
      .and.not.to.include.members(['x'])
  }).timeout(60_000)

  it('makes the next version in the file of the embedded service, leaving no draft', async () => {
    const none = await run(['new'])
    expect(none.status, 'a lost file is no empty one').to.equal(1)
    const imported = await run(['import', light, ...withPassphrase()])
    expect(imported.status, imported.output).to.equal(0)
    const file = at('data/stamp-secrets')
    expect(await readFile(file, 'utf8')).to.equal(`${STAMP_SECRETS}\n`)
    const made = await run(['new'])
    expect(made.status, made.output).to.equal(0)
    const text = await readFile(file, 'utf8')
    expect(text)
      .to.match(/^1:[^,:]+,2:[A-Za-z0-9+/]{43}=\n$/)
      .and.to.include(STAMP_SECRETS)
    expect(made.output).not.to.include(text.trim().split('2:')[1])
    await expectPrivate(file)
    expect(await readdir(at('data')), 'no draft is left').to.deep.equal(['stamp-secrets'])
    const again = await run(['import', light, ...withPassphrase()])
    expect(again.status, 'what is there already stays').to.equal(0)
    expect(await readFile(file, 'utf8')).to.equal(text)
  }).timeout(60_000)

  it('replaces no other secret of the same version, and no file that is there', async () => {
    const file = at('data/stamp-secrets')
    const other = `1:${Buffer.alloc(32, 3).toString('base64')}\n`
    await writeFile(file, other)
    const refused = await run(['import', light, ...withPassphrase()])
    expect(refused.status).to.equal(1)
    expect(refused.output).to.match(/Another secret 1 is here/)
    expect(await readFile(file, 'utf8')).to.equal(other)
    const overwriting = await run(['export', '--out', light, ...withPassphrase()])
    expect(overwriting.status).to.equal(1)
    expect(overwriting.output).to.include('not overwritten')
  }).timeout(60_000)

  it('gives a new value of the variable to a file alone', async () => {
    const value = at('next')
    const nowhere = await run(['new'], { STAMP_SECRETS })
    expect(nowhere.status).to.equal(1)
    expect(nowhere.output).to.include('--out')
    const made = await run(['new', '--out', value], { STAMP_SECRETS })
    expect(made.status, made.output).to.equal(0)
    const text = await readFile(value, 'utf8')
    expect(text)
      .to.match(/^1:[^,:]+,2:[^,:]+\n$/)
      .and.to.include(STAMP_SECRETS)
    expect(made.output).not.to.include(text.trim().split('2:')[1])
    await expectPrivate(value)
    await mkdir(at('empty'))
    const usage = await run(['print'], { DATA_DIR: at('empty') })
    expect(usage.status).to.equal(1)
    expect(usage.output).to.include('import FILE')
  })
})
