import { expect } from 'chai'
import {
  deliver,
  type Maker,
  makeEnterprise,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
} from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'
import { createTampering, linesOf, type Tampering } from '../support/tampering.ts'

const WRITES = 60
const WRITERS = 4
const RECOUNTS_MIN = 3

describe('recounting while stamps are affixed', () => {
  let service: TestService
  let maker: Maker
  let tampering: Tampering
  let batchId: number
  let lotId: string

  before(async () => {
    service = await startTestService('recounting_while_writing')
    const staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
    const { id } = await makeProduct(staff, maker)
    lotId = (await makeLot(maker, id)).id
    batchId = (await deliver(staff, maker, id, WRITES * 2)).id
    tampering = createTampering(service.connection.getClient().db(service.connection.name))
  })
  after(() => service.stop())

  it('sees one moment of the ledger each time', async () => {
    let waiting = WRITES
    let isWriting = true
    const writer = async (): Promise<void> => {
      while (waiting > 0) {
        waiting -= 1
        // Every second stamp, so that the segments are cut and never joined.
        const ranges = [{ from: waiting * 2, to: waiting * 2 }]
        const body = { action: 'affix', lotId, ranges }
        ok(await maker.api.post(`/stamp-batches/${batchId}/events`, body))
      }
    }
    const writing = Promise.all(Array.from({ length: WRITERS }, writer)).finally(() => {
      isWriting = false
    })
    let recounts = 0
    for (; isWriting || recounts < RECOUNTS_MIN; recounts += 1) {
      expect(linesOf(await tampering.recount())).to.equal('found:\n')
    }
    await writing
    expect(await tampering.read('stamp_events')).to.have.length(WRITES + 2)
    expect(linesOf(await tampering.recount())).to.equal('found:\n')
  })
})
