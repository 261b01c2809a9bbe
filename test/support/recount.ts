import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { MongoClient } from 'mongodb'
import type { Acknowledged, LoadWorld } from './ledger-load.ts'

const VERIFY = fileURLToPath(new URL('../../scripts/verify-ledger.js', import.meta.url))

/** The independent recount by its command line; its output where it finds a difference. */
export async function recount(uri: string, database = 'sotem'): Promise<string> {
  const args = [VERIFY, '--uri', uri, '--database', database]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  child.stdout.on('data', (part) => {
    output += String(part)
  })
  child.stderr.on('data', (part) => {
    output += String(part)
  })
  const code = await new Promise((resolve) => child.once('exit', resolve))
  expect(code, output.slice(-4_000)).to.equal(0)
  return output
}

/** Every event that was acknowledged is in the database once, and no other one. */
export async function expectAcknowledged(
  uri: string,
  world: LoadWorld,
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  const client = new MongoClient(uri)
  try {
    const events = client.db('sotem').collection('stamp_events')
    const stored = new Map<string, string[]>()
    let others = 0
    const batchId = { $in: world.batchIds }
    const expected = new Set(acknowledged.map(({ opId }) => opId))
    for await (const { _id, opId } of events.find({ batchId })) {
      if (expected.has(opId)) stored.set(opId, [...(stored.get(opId) ?? []), String(_id)])
      else others += 1
    }
    expect(others, 'events that nobody was told of').to.equal(world.setUpEvents)
    expect(stored.size, 'acknowledged requests').to.equal(acknowledged.length)
    for (const { opId, events: told } of acknowledged) {
      const ids = told.map(({ batchId, seq }) => `${batchId}:${seq}`)
      expect(stored.get(opId)?.sort()).to.deep.equal(ids.sort())
    }
  } finally {
    await client.close()
  }
}
