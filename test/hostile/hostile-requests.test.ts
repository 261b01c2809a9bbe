import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import type { Access } from '../../src/http/route.ts'
import { proof } from '../support/proof.ts'
import { type Finished, openSchemathesis, type Schemathesis } from '../support/python.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { type Arrival, type Watch, watchArrivals } from './arrivals.ts'
import { createKnown } from './known.ts'
import { makeWorld, type World } from './world.ts'

/** Who sends, and which part of the requests is theirs. */
const SENDERS = [
  { who: 'officer', part: 0.5, isFollowing: true },
  { who: 'enterprise', part: 0.3, isFollowing: true },
  // The administrator sets the clock and revokes keys, so the others go before.
  { who: 'admin', part: 0.1, isFollowing: false },
  { who: 'nobody', part: 0.1, isFollowing: false },
] as const
type Sender = (typeof SENDERS)[number]

/**
 * From this length on, each sender also tries what is not theirs, and goes through the cases that
 * cover every constraint of the document.
 */
const COVERING_FROM = 1_000
const OPERATIONS_SUCCEEDING_MIN = 0.5

describe('hostile requests', () => {
  const { length, seed } = proof('hostile', { short: 150, long: 2500 })
  const arrivals: Arrival[] = []
  let tool: Schemathesis
  let service: TestService
  let world: World
  let folder: string
  let watch: Watch

  before(async function () {
    this.timeout(300_000)
    tool = await openSchemathesis()
    console.log(`    ${tool.version}, --seed ${seed}`)
    folder = await mkdtemp(path.join(tmpdir(), 'sotem-hostile-'))
    service = await startTestService('hostile_requests')
    const known = createKnown()
    const seeding = watchArrivals(service, known.tell)
    world = await makeWorld(service)
    seeding.end()
    const held = known.toKnown(operationsOf(service), {
      'DELETE /api/v1/keys/{id}': world.spareKeyIds.map((id) => ({ id })),
    })
    await writeFile(path.join(folder, 'known.json'), JSON.stringify(held))
    watch = watchArrivals(service, (arrival) => arrivals.push(arrival))
  })
  after(async () => {
    watch?.end()
    await service?.stop()
    if (folder !== undefined) await rm(folder, { recursive: true })
  })

  async function send(sender: Sender): Promise<{ sender: Sender; finished: Finished }> {
    const isCovering = length >= COVERING_FROM
    const operations = operationsOf(service).filter(
      ({ access }) => isCovering || isOpenTo(sender.who, access),
    )
    const included = operations.flatMap(({ operationId }) => [
      '--include-operation-id',
      operationId,
    ])
    const examples = Math.ceil((length * sender.part) / operations.length)
    const token = sender.who === 'nobody' ? null : world[sender.who]
    const phases = isCovering ? phasesOf(sender) : 'fuzzing'
    const url = `${service.baseUrl}/openapi.json`
    const header = token === null ? [] : ['--header', `Authorization: Bearer ${token}`]
    const amount = ['--phases', phases, '--max-examples', `${examples}`, '--seed', `${seed}`]
    const how = ['--max-redirects', '0', '--generation-database', 'none', '--warnings', 'off']
    const shown = ['--no-color', '--output-sanitize', 'false', '--continue-on-failure']
    const config = ['--config-file', path.resolve('test/hostile/schemathesis.toml')]
    const finished = await tool.run(
      [...config, 'run', url, ...header, ...included, ...amount, ...how, ...shown],
      {
        cwd: folder,
        env: {
          SCHEMATHESIS_HOOKS: path.resolve('test/hostile/hooks.py'),
          HOSTILE_KNOWN: path.join(folder, 'known.json'),
          PYTHONDONTWRITEBYTECODE: '1',
          NO_PROXY: '127.0.0.1',
          no_proxy: '127.0.0.1',
        },
      },
    )
    return { sender, finished }
  }

  it('are all answered as the API document says, whoever sends them', async () => {
    const runs = [
      ...(await Promise.all(SENDERS.slice(0, 2).map(send))),
      ...(await Promise.all(SENDERS.slice(2).map(send))),
    ]
    const broken = runs.filter(({ finished }) => finished.status !== 0)
    const told = broken.map(({ sender, finished }) => `── as ${sender.who}\n${finished.output}`)
    if (told.length > 0) throw new Error(`seed ${seed}\n${told.join('\n')}`)
  }).timeout(0)

  it('reached every operation, as many as the length, and each was answered', () => {
    console.log(`      ${watch.arrived()} arrived: ${JSON.stringify(countBy(arrivals, 'status'))}`)
    expect(arrivals.length).to.be.at.least(length)
    expect(arrivals.length, 'answered of those that arrived').to.equal(watch.arrived())
    const hit = new Set(arrivals.map(({ operationId }) => operationId))
    const missed = operationsOf(service).filter(({ operationId }) => !hit.has(operationId))
    expect(missed.map(({ operationId }) => operationId)).to.deep.equal([])
  })

  it('were carried out in part, so that they tried more than the doors', () => {
    const carriedOut = arrivals.filter(({ status }) => status < 400)
    const operations = new Set(carriedOut.map(({ operationId }) => operationId))
    operations.delete(null)
    const all = operationsOf(service).length
    console.log(`      ${operations.size} of ${all} operations carried one out`)
    expect(operations.size).to.be.at.least(all * OPERATIONS_SUCCEEDING_MIN)
  })

  it('never met a failure of the service, only 503 with the seconds to wait', () => {
    const failed = arrivals.filter(({ status }) => status >= 500)
    const unexplained = failed.filter(
      ({ status, retryAfter }) => status !== 503 || !/^[1-9]\d*$/.test(retryAfter ?? ''),
    )
    expect(unexplained).to.deep.equal([])
  })

  it('left the service at work for each of those who sent them', async () => {
    for (const key of [world.officer, world.enterprise, world.admin]) {
      expect((await service.as(key).get('/clock')).status).to.equal(200)
    }
    expect((await service.admin.get('//health/ready')).status).to.equal(200)
  })
})

function phasesOf(sender: Sender): string {
  return sender.isFollowing ? 'examples,coverage,fuzzing,stateful' : 'examples,coverage,fuzzing'
}

function operationsOf({ routes }: TestService) {
  return [
    ...routes.open,
    ...routes.api.map((route) => ({ ...route, path: `/api/v1${route.path}` })),
  ].map(({ method, path, ...route }) => {
    return { ...route, path: path.replace('{+', '{'), method: method.toUpperCase() }
  })
}

function isOpenTo(who: Sender['who'], access: Access | 'public'): boolean {
  return access === 'public' ? who === 'nobody' : who !== 'nobody' && access.roles.includes(who)
}

function countBy<Name extends string>(
  items: readonly Record<Name, unknown>[],
  name: Name,
): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const item of items) {
    const value = String(item[name])
    counts[value] = (counts[value] ?? 0) + 1
  }
  return counts
}
