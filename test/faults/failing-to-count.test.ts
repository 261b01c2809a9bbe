import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { MongoNetworkError } from 'mongodb'
import { isAway } from '../../src/context/visits.ts'
import type { Connection } from '../../src/db/connection.ts'
import { AppError } from '../../src/errors.ts'
import type { TotalsRecord } from '../../src/features/visits/visits.schema.ts'
import { createVisits, type VisitParts } from '../../src/features/visits/visits.service.ts'
import { createVisitStore, type VisitStore } from '../../src/features/visits/visits.store.ts'
import { closeTestRegister, openTestRegister } from '../support/register.ts'
import { phone, visitOf } from '../support/visits.ts'

const AT = '2024-02-01T05:00:00.000Z'
const PATIENCE_MS = 15_000

describe('failing to count', () => {
  let connection: Connection
  let store: VisitStore
  let batch: { id: number; enterpriseId: string; productId: string }
  let reports: { event: string; fields: { visits?: number } }[]
  let next = 0

  before(async () => {
    connection = await openTestRegister('failing_to_count')
    store = createVisitStore(connection, () => new Date())
  })
  beforeEach(() => {
    next += 1
    batch = { id: next, enterpriseId: 'e', productId: 'p' }
    reports = []
  })
  after(() => closeTestRegister(connection))

  const counting = (faulty: Partial<VisitStore>, more: Partial<VisitParts> = {}) =>
    createVisits({
      store: { ...store, ...faulty },
      copy: `copy-${next}`,
      newKey: () => randomBytes(32),
      regionHeader: null,
      examine: async () => undefined,
      isUnavailable: isAway,
      report: (event, fields) => reports.push({ event, fields }),
      ...more,
    })
  const countOf = async (index: number): Promise<number> => {
    const totals = connection.collection<TotalsRecord>('scan_totals')
    return (await totals.findOne({ _id: batch.id * 2 ** 20 + index }))?.count ?? 0
  }
  const events = () => reports.map(({ event }) => event)
  async function until(isReached: () => Promise<boolean>): Promise<void> {
    const end = performance.now() + PATIENCE_MS
    while (!(await isReached())) {
      if (performance.now() > end) throw new Error(`Not reached: ${events()}`)
      await delay(20)
    }
  }

  /** Does the work, and loses the reply to it the first times. */
  function losing<Given extends unknown[], Reply>(
    work: (...given: Given) => Promise<Reply>,
    times: number,
  ) {
    let lost = 0
    return async (...given: Given): Promise<Reply> => {
      const reply = await work(...given)
      if (lost >= times) return reply
      lost += 1
      throw new MongoNetworkError('the reply was lost')
    }
  }

  it('counts once what was written though the reply was lost', async () => {
    const visits = counting({
      setMarks: losing(store.setMarks, 2),
      writeRecords: losing(store.writeRecords, 2),
    })
    visits.start()
    for (let n = 0; n < 20; n += 1) visits.note(visitOf(batch, n % 4, AT, phone(n)))
    await until(async () => (await countOf(3)) === 5 && reports.length > 0)
    visits.note(visitOf(batch, 0, AT, phone(100)))
    await visits.stop()
    expect(await Promise.all([0, 1, 2, 3].map(countOf))).to.deep.equal([6, 5, 5, 5])
    expect(events()).to.deep.equal(['visits.not_written'])
  })

  it('counts once what went in while another copy went on counting', async () => {
    const other = counting({}, { copy: 'other' })
    const visits = counting({
      writeRecords: losing(async (records) => {
        const written = await store.writeRecords(records)
        // The same phone each time: what is written again would count it again.
        other.note(visitOf(batch, 0, AT, phone(50)))
        await other.stop()
        return written
      }, 1),
    })
    for (let n = 0; n < 5; n += 1) visits.note(visitOf(batch, 0, AT, phone(n)))
    await visits.stop()
    expect(await countOf(0)).to.equal(6)
  })

  it('keeps the newest while the database is away, and says how many it dropped', async () => {
    let isAway = true
    const visits = counting({
      takeKey: async (...given) => {
        if (isAway) throw new MongoNetworkError('away')
        return await store.takeKey(...given)
      },
    })
    visits.start()
    visits.note(visitOf(batch, 1, AT, phone(1)))
    await until(async () => events().includes('visits.not_written'))
    for (let n = 0; n < 50_002; n += 1) visits.note(visitOf(batch, n === 0 ? 2 : 0, AT, phone(2)))
    visits.note(visitOf(batch, 3, AT, phone(3)))
    isAway = false
    await until(async () => (await countOf(3)) === 1)
    await visits.stop()
    expect(await Promise.all([0, 1, 2, 3].map(countOf))).to.deep.equal([1, 1, 0, 1])
    expect(reports.at(-1)).to.deep.equal({ event: 'visits.dropped', fields: { visits: 1_000 } })
  }).timeout(PATIENCE_MS * 2)

  it('counts once each visit of a device that came twice though a later turn failed', async () => {
    let calls = 0
    const visits = counting({
      setMarks: async (...given) => {
        calls += 1
        const set = await store.setMarks(...given)
        // The third turn, after the second has overwritten the mark of the first.
        if (calls === 3) throw new MongoNetworkError('the reply was lost')
        return set
      },
    })
    const minutes = (n: number) => new Date(Date.parse(AT) + n * 60_000).toISOString()
    for (const n of [0, 15, 30]) visits.note(visitOf(batch, 0, minutes(n), phone(1)))
    await visits.stop()
    expect(await countOf(0)).to.equal(3)
    expect(calls, 'finished turns are not repeated').to.equal(4)
  })

  it('writes a flush by and by, and each stamp once', async () => {
    const sizes: number[] = []
    const written: number[] = []
    const visits = counting({
      setMarks: async (wanted, by) => {
        sizes.push(wanted.length)
        return await store.setMarks(wanted, by)
      },
      writeRecords: async (records) => {
        sizes.push(records.length)
        written.push(...records.map(({ _id }) => _id))
        return await store.writeRecords(records)
      },
    })
    // One busy stamp and many others, mixed.
    for (let n = 0; n < 600; n += 1) {
      visits.note(visitOf(batch, n % 2 === 0 ? 0 : n, AT, phone(n)))
    }
    await visits.stop()
    expect(await countOf(0)).to.equal(300)
    expect(await countOf(599)).to.equal(1)
    expect(Math.max(...sizes)).to.be.at.most(64)
    expect(written).to.have.length(301)
    expect(new Set(written).size).to.equal(301)
  })

  it('gives up visits that can never be written, and counts those that come after', async () => {
    let attempts = 0
    const visits = counting({
      setMarks: async (wanted, ...given) => {
        if (wanted.some(({ id }) => id.startsWith(`${batch.id * 2 ** 20}:`))) {
          attempts += 1
          throw new RangeError('a fault of the program')
        }
        return await store.setMarks(wanted, ...given)
      },
    })
    visits.start()
    visits.note(visitOf(batch, 0, AT, phone(1)))
    await until(async () => events().includes('visits.lost'))
    visits.note(visitOf(batch, 1, AT, phone(1)))
    await visits.stop()
    expect(attempts).to.equal(5)
    expect(await countOf(1)).to.equal(1)
  })

  it('ends though the database is away, and says what was lost', async () => {
    const visits = counting({
      findRecords: async () => {
        throw new MongoNetworkError('away')
      },
    })
    for (let n = 0; n < 7; n += 1) visits.note(visitOf(batch, 0, AT, phone(n)))
    await visits.stop()
    expect(reports.at(-1)).to.deep.equal({ event: 'visits.lost', fields: { visits: 7 } })
  })

  it('looks again by itself at what a transaction that never came through left', async () => {
    const seen: number[] = []
    let isThere = false
    const examine = async (totals: readonly TotalsRecord[]): Promise<void> => {
      if (!isThere) throw new AppError('unavailable', { vi: 'Chưa được', en: 'Not now' })
      seen.push(...totals.map(({ _id }) => _id))
    }
    const visits = counting({}, { examine })
    visits.start()
    visits.note(visitOf(batch, 0, AT, phone(1)))
    await until(async () => events().includes('suspicions.not_examined'))
    isThere = true
    await until(async () => seen.length > 0)
    await visits.stop()
    expect(seen).to.deep.equal([batch.id * 2 ** 20])
    expect(events()).to.deep.equal(['suspicions.not_examined'])
  })

  it('counts on where suspicions cannot be looked at, and looks again once they can', async () => {
    const seen: number[] = []
    let isAway = true
    const examine = async (totals: readonly TotalsRecord[]): Promise<void> => {
      if (isAway) throw new MongoNetworkError('away')
      seen.push(...totals.map(({ _id }) => _id))
    }
    const visits = counting({}, { examine })
    visits.start()
    visits.note(visitOf(batch, 0, AT, phone(1)))
    await until(async () => (await countOf(0)) === 1 && reports.length > 0)
    isAway = false
    visits.note(visitOf(batch, 1, AT, phone(1)))
    await visits.stop()
    expect(events()).to.deep.equal(['suspicions.not_examined'])
    expect(seen).to.have.members([batch.id * 2 ** 20, batch.id * 2 ** 20 + 1])
  })
})
