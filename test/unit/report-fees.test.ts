import { expect } from 'chai'
import { AppError } from '../../src/errors.ts'
import { createReportFees } from '../../src/features/stamp-reports/report-fees.ts'
import { createLimit } from '../../src/http/rate-limit.ts'

const WINDOW_MS = 3_600_000
const ADDRESS = '198.51.100.1'

function make(formsMax = 100) {
  const clock = { ms: 0 }
  const limit = createLimit(2, WINDOW_MS / 1000, { vi: 'Quá nhiều', en: 'Too many' })
  const elapsedMs = () => clock.ms
  const fees = createReportFees({ limit, windowMs: WINDOW_MS, formsMax, elapsedMs })
  const isTaken = async (form: string): Promise<boolean> => {
    try {
      await fees.assertLeft(form, ADDRESS)
      await fees.take(form, ADDRESS)
      return true
    } catch (error) {
      if (error instanceof AppError && error.code === 'too_many_requests') return false
      throw error
    }
  }
  return { clock, fees, isTaken }
}

describe('What a report costs its sender', () => {
  it('is one of those of the hour, however often its form comes', async () => {
    const { isTaken } = make()
    for (let n = 0; n < 7; n += 1) expect(await isTaken('a')).to.equal(true)
    expect(await isTaken('b')).to.equal(true)
    expect(await isTaken('c'), 'two were allowed').to.equal(false)
    expect(await isTaken('c'), 'who was refused has not paid').to.equal(false)
    expect([await isTaken('a'), await isTaken('b')]).to.deep.equal([true, true])
  })

  it('is due again where the window is over, or too many forms came since', async () => {
    const late = make()
    expect([await late.isTaken('a'), await late.isTaken('b')]).to.deep.equal([true, true])
    late.clock.ms = WINDOW_MS - 1
    expect(await late.isTaken('a')).to.equal(true)
    late.clock.ms = WINDOW_MS
    expect(await late.isTaken('a')).to.equal(false)
    const full = make(1)
    expect([await full.isTaken('a'), await full.isTaken('b')]).to.deep.equal([true, true])
    expect([await full.isTaken('b'), await full.isTaken('a')]).to.deep.equal([true, false])
  })
})
