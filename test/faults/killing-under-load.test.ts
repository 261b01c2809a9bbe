import { rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { findMongodsOn } from '../../src/db/embedded-process.ts'
import { findFreePort } from '../../src/db/embedded-replica-set.ts'
import { createApi } from '../support/api.ts'
import { makeLoadWorld, runLoad } from '../support/ledger-load.ts'
import {
  embeddedUri,
  failuresIn,
  type ServiceProcess,
  startServiceProcess,
} from '../support/process.ts'
import { eitherFirst, proof } from '../support/proof.ts'
import { expectAcknowledged, recount } from '../support/recount.ts'
import { makeScratch } from '../support/scratch.ts'

const CALLERS = 32
const PAUSE_MS_MIN = 800
const PAUSE_MS_MAX = 3_000

describe('killing the service and its database under load', () => {
  const { length, random } = proof('kill', { short: 2, long: 50 })
  let folder: string
  let service: ServiceProcess
  let isStopping = false
  const env: Record<string, string> = { ADMIN_KEY: 'kill-under-load-kill-under-load-kill' }

  /** Starts the service again whenever it has died, also while it was starting. */
  async function keep(): Promise<void> {
    while (!isStopping) {
      const { child } = service
      const isDead = child.exitCode !== null || child.signalCode !== null
      if (!isDead) await new Promise((resolve) => child.once('exit', resolve))
      if (isStopping) return
      const started = await startServiceProcess(folder, env).catch(() => null)
      if (started !== null) service = started
    }
  }

  before(async () => {
    folder = await makeScratch()
    env['PORT'] = String(await findFreePort())
    service = await startServiceProcess(folder, env)
  }).timeout(120_000)
  after(async () => {
    isStopping = true
    await service.stop()
    await rm(folder, { recursive: true, force: true })
  })

  async function killOne(wantsService: boolean): Promise<string | null> {
    const [mongod] = await findMongodsOn(path.join(folder, 'mongo'))
    const pid = wantsService ? service.child.pid : mongod
    if (pid === undefined) return null
    try {
      process.kill(pid, 'SIGKILL')
      return pid === mongod ? 'mongod' : 'service'
    } catch {
      return null
    }
  }

  it(`keeps what it acknowledged, once, through ${length} kills`, async () => {
    const world = await makeLoadWorld(service)
    const { baseUrl } = service
    const tokens = { officer: world.staff.reviewer.token, enterprise: world.maker.key }
    const keeping = keep()
    const killed: string[] = []
    const isServiceNext = eitherFirst(random)
    const load = runLoad(
      world,
      CALLERS,
      (_caller, role) => createApi(baseUrl, tokens[role]),
      random,
      () => killed.length >= length,
    )
    while (killed.length < length) {
      await delay(PAUSE_MS_MIN + random() * (PAUSE_MS_MAX - PAUSE_MS_MIN))
      const name = await killOne(isServiceNext(killed.length))
      if (name !== null) killed.push(name)
    }
    const { acknowledged, refused, repeated, faults } = await load
    console.log(`    killed: ${killed.join(' ')}`)
    console.log(`    acknowledged ${acknowledged.length}, refused ${refused}, repeated ${repeated}`)
    if (faults.length > 0) console.log((await failuresIn(folder)).slice(-6_000))
    expect(faults.slice(0, 3)).to.deep.equal([])
    expect(acknowledged.length).to.be.greaterThan(length)
    const uri = await embeddedUri(folder)
    await expectAcknowledged(uri, world, acknowledged)
    await recount(uri)
    isStopping = true
    await service.stop()
    await keeping
  }).timeout(0)
})
