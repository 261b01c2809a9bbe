import type { Tx } from '../../db/unit-of-work.ts'
import { fieldError, wrongState } from '../../errors.ts'
import type { ClockRecord, ClockStore } from './clock.store.ts'

export type ClockService = ReturnType<typeof createSystemClock>

/** The machine's own time. */
export function createSystemClock() {
  return {
    now: (): Date => new Date(),
    getClock: (): { now: string } => ({ now: new Date().toISOString() }),
    async setClock(_now: Date, _tx: Tx): Promise<{ now: string }> {
      throw wrongState('system', {
        vi: 'Dịch vụ chạy theo giờ máy (CLOCK=system), không đặt được giờ.',
        en: 'The service runs on the time of the machine (CLOCK=system).',
      })
    },
  }
}

/**
 * A clock that stands still until it is set forward; it survives a restart, so an example that
 * plays in another year can be interrupted anywhere.
 */
export async function createManualClock(store: ClockStore): Promise<ClockService> {
  let record: ClockRecord = await store.read()
  return {
    now: () => record.now,
    getClock: () => ({ now: record.now.toISOString() }),
    async setClock(now, tx) {
      if (now < record.now) throw backwards(record.now)
      const after = { ...record, now, revision: record.revision + 1 }
      await store.write(after, tx.session)
      const subject = { kind: 'clock', id: record._id, seq: after.revision }
      tx.record({ subject, action: 'setClock', before: record, after })
      tx.afterCommit(() => {
        record = after
      })
      return { now: now.toISOString() }
    },
  }
}

function backwards(present: Date) {
  const iso = present.toISOString()
  return fieldError(
    'body.now',
    'clock.forward',
    { vi: `Đồng hồ đang ở ${iso}, không lùi được.`, en: `The clock is at ${iso}.` },
    { vi: 'Gửi một thời điểm muộn hơn.', en: 'Send a later time.' },
  )
}
