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
      // Another request may have set it since this one began: what is stored decides.
      const before = await store.read(tx.session)
      if (now < before.now) throw backwards(before.now)
      const after = { ...before, now, revision: before.revision + 1 }
      await store.write(after, tx.session)
      const subject = { kind: 'clock', id: after._id, seq: after.revision }
      tx.record({ subject, before, after })
      tx.afterCommit(() => {
        if (after.revision > record.revision) record = after
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
