import { readFile, rm } from 'node:fs/promises'
import path from 'node:path'
import { expect } from 'chai'
import { createTrail, writePaper } from '../support/audit.ts'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
} from '../support/make.ts'
import { recall } from '../support/notices.ts'
import { embeddedUri, type ServiceProcess, startServiceProcess } from '../support/process.ts'
import { proof } from '../support/proof.ts'
import { makeScratch } from '../support/scratch.ts'

const STAMPS = 60
const SCANNERS = 8

interface Stamp {
  serial: string
  link: string
}

describe('scanning through another copy', () => {
  const { length, random } = proof('recall', { short: 20, long: 200 })
  let folder: string
  let writing: ServiceProcess
  let scanning: ServiceProcess
  let staff: Staff
  let maker: Maker
  let product: { id: string; key: string }
  let lotId: string
  let batchId: number
  let stamps: Stamp[]
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)]
    if (item === undefined) throw new Error('Nothing to pick from')
    return item
  }

  before(async () => {
    folder = await makeScratch()
    writing = await startServiceProcess(folder)
    const env = {
      MONGODB_URI: await embeddedUri(folder),
      STAMP_SECRETS: (await readFile(path.join(folder, 'stamp-secrets'), 'utf8')).trim(),
    }
    scanning = await startServiceProcess(folder, env)
    staff = await makeStaff(writing)
    maker = await makeEnterprise(writing, staff)
    product = await makeProduct(staff, maker)
    lotId = (await makeLot(maker, product.id)).id
    const batch = await deliver(staff, maker, product.id, STAMPS)
    batchId = batch.id
    stamps = await stampsOf(batchId)
  }).timeout(120_000)
  after(async () => {
    await scanning.stop()
    await writing.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const stampsOf = async (id: number): Promise<Stamp[]> => {
    const headers = { Authorization: `Bearer ${staff.auditor.token}` }
    const url = `${writing.baseUrl}/api/v1/stamp-batches/${id}/stamps`
    const lines = (await (await fetch(url, { headers })).text()).trim().split('\n')
    return lines.map((line) => JSON.parse(line) as Stamp)
  }
  const verdictOf = async ({ serial }: Stamp): Promise<string> => {
    const reply = await fetch(`${scanning.baseUrl}/api/v1/verify?code=${serial}`)
    return ((await reply.json()) as { verdict: string }).verdict
  }
  const pageOf = async ({ link }: Stamp): Promise<string> =>
    await (await fetch(`${scanning.baseUrl}/t${new URL(link).pathname}`)).text()
  const affix = async (from: number, to: number): Promise<void> => {
    const body = { action: 'affix', lotId, ranges: [{ from, to }] }
    ok(await maker.api.post(`/stamp-batches/${batchId}/events`, body))
  }

  /** Scans without a pause while something else is done, so that look-ups share their commands. */
  async function whileScanning(work: () => Promise<void>): Promise<number> {
    let isDone = false
    let scans = 0
    const scanners = Array.from({ length: SCANNERS }, async () => {
      while (!isDone) {
        await verdictOf(pick(stamps))
        scans += 1
      }
    })
    try {
      await work()
    } finally {
      isDone = true
      await Promise.all(scanners)
    }
    return scans
  }

  it(`shows a recall, and its lifting, on the very next scan, ${length} times`, async () => {
    await affix(0, STAMPS - 1)
    const documentId = await writePaper(
      createTrail(() => staff.auditor),
      staff,
      'decision',
    )
    const [first = 0, last = 0] = [10, 40]
    const scopes = [
      { level: 'enterprise', enterpriseId: maker.enterpriseId },
      { level: 'product', productId: product.id },
      { level: 'lot', lotId },
      { level: 'range', batchId, from: first, to: last },
    ]
    let shown = 0
    const scans = await whileScanning(async () => {
      for (let round = 0; round < length; round += 1) {
        const scope = pick(scopes)
        const inside = stamps.slice(first, last + 1)
        const stamp = pick(inside)
        const path = round % 2 === 0 ? '/recalls' : '/suspensions'
        const { id } = ok(await recall(staff.approver, scope, documentId, {}, { path }))
        const during = await verdictOf(stamp)
        const page = await pageOf(pick(inside))
        const beside = scope.level === 'range' ? await verdictOf(pick(stamps.slice(last + 1))) : ''
        ok(await staff.approver.post(`${path}/${id}/lifting`, { reason: 'Đã đạt' }))
        expect(await verdictOf(stamp)).to.equal('in_use')
        expect(during).to.equal(round % 2 === 0 ? 'recalled' : 'suspended')
        expect(page).to.contain('Dư lượng vượt mức cho phép')
        if (beside !== '') expect(beside).to.equal('in_use')
        shown += 1
      }
    })
    console.log(`    shown ${shown} of ${length} times, beside ${scans} other scans`)
    expect(shown).to.equal(length)
  }).timeout(600_000)

  it('shows every change of a stamp on its next scan, however ranges split and join', async () => {
    const batch = await deliver(staff, maker, product.id, STAMPS)
    const own = await stampsOf(batch.id)
    const events = `/stamp-batches/${batch.id}/events`
    const seen = { delivered: 'not_reported', affixed: 'in_use', spoiled: 'withdrawn' }
    for (let round = 0; round < length; round += 1) {
      const from = Math.floor(random() * STAMPS)
      const to = Math.min(STAMPS - 1, from + Math.floor(random() * 6))
      const ranges = [{ from, to }]
      const action = pick([
        { action: 'affix', lotId, ranges },
        { action: 'spoil', reason: 'torn', ranges },
        { action: 'correct', reason: 'wrong_range', ranges },
      ])
      const reply = await staff.reviewer.post(events, action)
      expect(reply.status, JSON.stringify(reply.body)).to.be.oneOf([201, 409])
      const { items } = ok(
        await staff.auditor.get(`/stamp-batches/${batch.id}/segments?limit=200`),
      ) as { items: { from: number; to: number; state: keyof typeof seen | 'in_stock' }[] }
      for (let index = Math.max(0, from - 2); index <= Math.min(STAMPS - 1, to + 2); index += 1) {
        const state = items.find((segment) => segment.from <= index && index <= segment.to)?.state
        const expected = state === undefined || state === 'in_stock' ? 'not_released' : seen[state]
        expect(await verdictOf(own[index] as Stamp), `${index} ${state}`).to.equal(expected)
      }
    }
  }).timeout(600_000)
})
