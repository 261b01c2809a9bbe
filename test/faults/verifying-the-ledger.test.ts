import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect } from 'chai'
import type { Document } from 'mongodb'
import type { Finding } from '../../scripts/verify/findings.ts'
import { mongod } from '../support/mongod.ts'
import { proof } from '../support/proof.ts'
import { makeRecountedWorld, type RecountedWorld } from '../support/recounted-world.ts'
import { startTestService, type TestService } from '../support/service.ts'
import {
  alter,
  codesOf,
  createTampering,
  linesOf,
  names,
  runRecount,
  type Tampering,
} from '../support/tampering.ts'

const FACTS = ['state', 'lotId', 'deliveredOn', 'affixedOn']
const EVENT_FIELDS = [
  ...['_id', 'batchId', 'seq', 'opId', 'action', 'from', 'to', 'n', 'node', 'undoes'],
  ...FACTS.map((field) => `prev.${field}`),
  ...FACTS.map((field) => `next.${field}`),
  ...['occurredOn', 'postingMonth', 'recordedAt', 'enterpriseId', 'productId', 'productGroup'],
  ...['reason', 'documentId', 'handoverId', 'by', 'byRole'],
]
const SEGMENT_FIELDS = ['_id', 'batchId', 'from', 'to', 'enterpriseId', 'productId', ...FACTS]
const CARD_FIELDS = [
  ...['received', 'found', 'affixed', 'spoiled', 'lost', 'returned', 'voided', 'corrected'],
  ...['spoiledFound', 'handedIn', 'spoiledLost', 'spoiledCorrected'],
  ...['_id', 'batchId', 'month', 'occurredMonth', 'enterpriseId', 'productId'],
]

const CLAIM_LINE_FIELDS = ['policyId', 'rateVnd', 'stamps', 'amountVnd'].map(
  (field) => `lines.0.${field}`,
)

describe('verifying the ledger', () => {
  /** How many documents each field is changed in. */
  const { length, random } = proof('tampering', { short: 1, long: 40 })
  let service: TestService
  let world: RecountedWorld
  let tampering: Tampering
  let database: string

  before(async () => {
    service = await startTestService('verifying_the_ledger')
    world = await makeRecountedWorld(service)
    database = service.connection.name
    tampering = createTampering(service.connection.getClient().db(database))
  })
  after(() => service.stop())

  async function pick(collection: string, filter: Document = {}): Promise<Document> {
    const documents = await tampering.read(collection, filter)
    const picked = documents[Math.floor(random() * documents.length)]
    if (picked === undefined) throw new Error(`${collection} has no such document`)
    return picked
  }

  /** Changes a field of documents taken at random: the recount must name each of them. */
  function finds(
    collection: string,
    fields: readonly string[],
    isNamed: (finding: Finding, document: Document) => boolean,
    filter: Document = {},
  ): void {
    for (const field of fields) {
      it(`names what was changed in ${collection}: ${field}`, async () => {
        for (let round = 0; round < length; round += 1) {
          const nested = field.startsWith('prev.') ? { prev: { $ne: null } } : {}
          const document = await pick(collection, { ...filter, ...nested })
          const found = await tampering.change(collection, document, (copy) => alter(copy, field))
          const named = found.filter((finding) => isNamed(finding, document))
          expect(named, `${document['_id']} ${field} ${linesOf(found)}`).to.not.be.empty
        }
      }).timeout(20_000 * length)
    }
  }

  const isOf = ({ subject = '' }: Finding, document: Document): boolean =>
    subject.includes(String(document['_id']))
  const isOfBatch = ({ batchId }: Finding, document: Document): boolean =>
    batchId === (document['batchId'] ?? document['_id'])
  const isOfCard = (finding: Finding, { batchId, month }: Document): boolean =>
    finding.batchId === batchId && (finding.subject ?? '').includes(month)

  it('finds no difference in what the service wrote, of every kind', async () => {
    expect(linesOf(await tampering.recount())).to.equal('found:\n')
    const actions = (await tampering.read('stamp_events')).map(({ action }) => action)
    expect(new Set(actions)).to.have.length(11)
    for (const collection of ['stock_statements', 'claim_ranges', 'stamp_holds', 'handovers']) {
      expect(await tampering.read(collection), collection).to.not.be.empty
    }
  })

  finds('stamp_events', EVENT_FIELDS, names)
  finds('stamp_segments', SEGMENT_FIELDS, names, { $expr: { $gt: ['$to', '$from'] } })
  finds('stock_cards', CARD_FIELDS, isOfCard)
  finds('stamp_heads', ['_id', 'seq', 'revision', 'holds', 'recordedAt'], isOfBatch)
  finds(
    'stamp_batches',
    ['enterpriseId', 'productId', 'productGroup', 'key', 'quantity', 'issuedOn', 'issuedBy'],
    isOfBatch,
  )
  finds('stock_statements', ['_id', 'enterpriseId', 'month', 'status', 'hash', 'revision'], isOf, {
    status: { $ne: 'open' },
  })
  finds('stock_books', ['firstOpenMonth'], isOf, { firstOpenMonth: { $ne: null } })
  finds('claims', ['status', 'stamps', 'amountVnd'], isOf)
  finds('claims', CLAIM_LINE_FIELDS, isOf)
  const isOfRange = (finding: Finding, range: Document): boolean =>
    names(finding, range) || isOf(finding, { _id: range['claimId'] })
  const rangeFields = ['batchId', 'from', 'to', 'live', 'claimId', 'policyId']
  finds('claim_ranges', rangeFields, isOfRange, { live: true })
  finds('stamp_holds', ['batchId', 'from', 'to', 'handoverId', 'live'], names, { live: true })

  it('names the statement in whose frozen text one digit was changed', async () => {
    const statement = await pick('stock_statements', { status: 'signed' })
    const found = await tampering.change('stock_statements', statement, (copy) => {
      copy['content'] = copy['content'].replace('"received":150', '"received":151')
    })
    expect(codesOf(found)).to.include.members(['statement.hash', 'statement.content'])
    expect(found.every((finding) => isOf(finding, statement))).to.equal(true)
    expect(linesOf(found)).to.contain('received 150 → 151')
  })

  it('names the statement whose text and hash were changed together', async () => {
    const statement = await pick('stock_statements', { status: 'submitted' })
    for (const [from, to] of [
      ['"corrected":', '"corrected":1'],
      ['{"enterpriseId"', '{ "enterpriseId"'],
    ] as const) {
      const found = await tampering.change('stock_statements', statement, (copy) => {
        copy['content'] = copy['content'].replace(from, to)
        copy['hash'] = createHash('sha256').update(copy['content']).digest('hex')
      })
      expect(new Set(codesOf(found)), linesOf(found)).to.deep.equal(new Set(['statement.content']))
      expect(found.every((finding) => isOf(finding, statement))).to.equal(true)
    }
  })

  it('names what was removed', async () => {
    for (const event of await tampering.read('stamp_events', { batchId: world.batchIds[0] })) {
      const found = await tampering.remove('stamp_events', event)
      const lost = found.filter(({ code }) => code === 'audit.lost')
      expect(lost.map(({ batchId, from, to, seq }) => ({ batchId, from, to, seq }))).to.deep.equal([
        { batchId: event['batchId'], from: event['from'], to: event['to'], seq: event['seq'] },
      ])
    }
    const cases = [
      ['stamp_segments', 'segment.gap', names],
      ['stamp_heads', 'head.missing', isOfBatch],
      ['stamp_batches', 'stray.batch', isOfBatch],
      ['stock_cards', 'card.missing', isOfCard],
      ['claims', 'claim.stray', () => true],
      ['handovers', 'hold.stray', () => true],
    ] as const
    for (const [collection, code, isNamed] of cases) {
      const filter = collection === 'handovers' ? { status: 'prepared' } : {}
      const document = await pick(collection, filter)
      const found = await tampering.remove(collection, document)
      const named = found.filter((finding) => finding.code === code && isNamed(finding, document))
      expect(named, `${collection} ${linesOf(found)}`).to.not.be.empty
    }
    const statement = await pick('stock_statements', { status: 'signed' })
    expect(codesOf(await tampering.remove('stock_statements', statement))).to.deep.equal([
      'statement.missing',
    ])
  })

  it('names the event whose audit entry was removed or changed', async () => {
    const filter = { 'subject.kind': 'stamp_batch', 'after.events': { $exists: true } }
    for (let round = 0; round < 5 * length; round += 1) {
      const entry = await pick('audit_entries', filter)
      const event = entry['after'].events[0]
      const removed = await tampering.remove('audit_entries', entry)
      const unlogged = removed.filter(({ code }) => code === 'audit.unlogged')
      expect(unlogged.some((finding) => names(finding, event))).to.equal(true)
      for (const path of ['afterHash', 'subject.seq', 'actor.person', 'reason']) {
        const found = await tampering.change('audit_entries', entry, (copy) => alter(copy, path))
        const named = found.filter(({ batchId }) => batchId === event.batchId)
        expect(named, `${entry['_id']} ${path} ${linesOf(found)}`).to.not.be.empty
      }
      const found = await tampering.change('audit_entries', entry, (copy) => {
        copy['after'].events[0].occurredOn = '2024-05-03'
      })
      expect(codesOf(found), linesOf(found)).to.deep.equal(['audit.hash', 'audit.event'])
      expect(found.some((finding) => names(finding, event))).to.equal(true)
    }
  }).timeout(60_000 * length)

  it('names a card, a segment, an event and a range of a claim too many', async () => {
    const card = await pick('stock_cards', { batchId: world.batchIds[0] })
    Object.assign(card, { month: '2024-09' })
    const extra = { ...card, _id: `${world.batchIds[0]}:2024-09:2024-05` }
    const found = await tampering.add('stock_cards', extra)
    expect(found.some((finding) => isOfCard(finding, card))).to.equal(true)
    expect(codesOf(found)).to.include('card.extra')

    const segment = await pick('stamp_segments', { $expr: { $gt: ['$to', '$from'] } })
    const [batchId, from] = [segment['batchId'], segment['to']]
    const second = { ...segment, _id: batchId * 2 ** 20 + from, from }
    const doubled = await tampering.add('stamp_segments', second)
    const overlap = doubled.find(({ code }) => code === 'segment.overlap')
    expect(overlap).to.include({ batchId, from, to: from })

    const event = await pick('stamp_events', { seq: 2 })
    const next = await tampering.read('stamp_events', { batchId: event['batchId'] })
    const again = { ...event, _id: `${event['batchId']}:${next.length + 1}`, seq: next.length + 1 }
    const repeated = await tampering.add('stamp_events', again)
    expect(codesOf(repeated.filter((finding) => names(finding, event)))).to.include.members([
      'event.prev',
      'audit.unlogged',
    ])

    const claimed = await pick('claim_ranges', { live: true })
    const moved = { ...claimed, batchId: world.batchIds[1], from: 40, to: 41 }
    const elsewhere = await tampering.change('claim_ranges', claimed, (copy) =>
      Object.assign(copy, moved),
    )
    expect(codesOf(elsewhere.filter((finding) => names(finding, moved)))).to.include('claim.stamps')

    const taken = await pick('claim_ranges', { live: true, $expr: { $gt: ['$to', '$from'] } })
    const range = { ...taken, _id: `${taken['claimId']}:x`, from: taken['to'] }
    const twice = await tampering.add('claim_ranges', range)
    expect(twice.find(({ code }) => code === 'claim.overlap')).to.include({
      ...{ batchId: taken['batchId'], from: taken['to'], to: taken['to'] },
    })
  })

  it('names documents of batches that are not there', async () => {
    for (const collection of ['stamp_events', 'stamp_segments', 'stock_cards', 'stamp_heads']) {
      const document = await pick(collection)
      const _id = collection === 'stock_cards' ? '77:2024-05:2024-05' : 77
      const found = await tampering.add(collection, { ...document, _id, batchId: 77, seq: 1 })
      const named = found.filter(
        ({ batchId, subject = '' }) => batchId === 77 || subject.includes(collection),
      )
      expect(named, `${collection} ${linesOf(found)}`).to.not.be.empty
    }
  })

  it('names the rate that differs from its policy', async () => {
    const [policy] = await tampering.read('subsidy_policies')
    const found = await tampering.change('subsidy_policies', policy ?? {}, (copy) =>
      alter(copy, 'rateVnd'),
    )
    expect(found[0]).to.include({ code: 'claim.field', expected: 301, found: 300 })
  })

  it('tells by its command line that all is well, with a table', async () => {
    const { uri } = await mongod()
    const { status, output } = await runRecount(['--uri', uri, '--database', database])
    expect(status, output).to.equal(0)
    expect(output).to.match(/Đợt cấp tem \/ batches +3\n/)
    expect(output).to.match(/Sai khác \/ differences +0\n/)
    const one = await runRecount(['--uri', uri, '--database', database, '--batch', '1'])
    expect(one.status, one.output).to.equal(0)
    expect(one.output).to.match(/Đợt cấp tem \/ batches +1\n/)
  })

  it('tells by its command line which stamps differ, and writes it down as data', async () => {
    const { uri } = await mongod()
    const folder = await mkdtemp(path.join(tmpdir(), 'sotem-verify-'))
    const file = path.join(folder, 'findings.json')
    const [batchId] = world.batchIds
    const segments = service.connection.collection('stamp_segments')
    const stamp = { batchId, from: 85 }
    try {
      await segments.updateOne(stamp, { $set: { state: 'affixed' } })
      const told = await runRecount(['--uri', uri, '--database', database, '--json', file])
      expect(told.status, told.output).to.equal(1)
      expect(told.output).to.contain(
        `đợt/batch ${batchId}, tem/stamps 85–86: dải tem khác các biến động / ` +
          'the segment differs from the events: state "delivered" → "affixed"',
      )
      const { summary, findings } = JSON.parse(await readFile(file, 'utf8'))
      expect(summary).to.include({ batches: 3, differences: findings.length })
      expect(findings[0]).to.include({ batchId, from: 85, to: 86, field: 'state' })
    } finally {
      await segments.updateOne(stamp, { $set: { state: 'delivered' } })
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('does not take a database that it can not read for one without a difference', async () => {
    const { uri } = await mongod()
    const empty = await runRecount(['--uri', uri, '--database', 'test_no_such_register'])
    expect(empty.status, empty.output).to.equal(2)
    const folder = await mkdtemp(path.join(tmpdir(), 'sotem-verify-'))
    const absent = await runRecount([], { DATA_DIR: folder })
    await rm(folder, { recursive: true })
    expect(absent.status, absent.output).to.equal(2)
    expect(absent.output).to.contain('npm start')
  })
})
