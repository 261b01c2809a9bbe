import type { ClientSession } from 'mongodb'
import { z } from 'zod'
import type { Connection } from './connection.ts'
import { defineModel } from './define.ts'

const Counter = z.object({ _id: z.string(), value: z.int() })

/**
 * The next number of a named series, from 1, atomically.
 * Without a session it is taken at once and a failed use leaves a gap; with one it is given
 * back when the transaction fails, at the price that its users queue on it.
 */
export type NextNumber = (series: string, session?: ClientSession) => Promise<number>

export function createCounters(connection: Connection): NextNumber {
  const counters = defineModel(connection, 'counters', Counter)
  // A number is only ever used in a later write that waits for the majority, and whatever that
  // one makes durable includes all before it in the oplog: so the number itself need not wait.
  const alone = { writeConcern: { w: 1, j: false } }
  return async (series, session) => {
    const counter = await counters
      .findOneAndUpdate(
        { _id: series },
        { $inc: { value: 1 } },
        {
          upsert: true,
          returnDocument: 'after',
          lean: true,
          ...(session === undefined ? alone : { session }),
        },
      )
      .orFail()
    return counter.value
  }
}
