import { expect } from 'chai'
import type { ClientSession } from 'mongodb'
import { createGroupCommit, type Need, type Unit } from '../../src/db/group-commit.ts'
import type { IdempotencyStore } from '../../src/db/idempotency.ts'
import { AppError, StaleLanes } from '../../src/errors.ts'

/** What a transaction wrote, and what it would not take any more. */
interface Paper {
  entries: string[]
  flush(): Promise<void>
  isFull(): boolean
}

const NO_SESSION = {} as ClientSession
const ORIGIN = {
  actor: { person: 'P', keyId: 'k', role: 'officer', enterpriseId: null },
  requestId: 'r',
  operationId: 'o',
}

/** A queue whose transactions are arrays, each ended by `commit`. */
function makeQueue(entriesMax = 100) {
  const committed: string[][] = []
  const kept = new Set<string>()
  let open = 0
  let mostOpen = 0
  const idempotency: IdempotencyStore = {
    find: async () => null,
    begin: async () => undefined,
    complete: async () => undefined,
    isDuplicate: () => false,
    findDone: async (ids: readonly string[]) => new Set(ids.filter((id) => kept.has(id))),
    keep: async (replies: { id: string }[]) => {
      for (const { id } of replies) kept.add(id)
    },
  }
  const queue = createGroupCommit<Need, Paper>({
    inTransaction: async (work) => {
      open += 1
      mostOpen = Math.max(mostOpen, open)
      try {
        await new Promise((resolve) => setTimeout(resolve, 2))
        return await work(NO_SESSION)
      } finally {
        open -= 1
      }
    },
    clock: () => new Date(0),
    appendChanges: async () => undefined,
    idempotency,
    open: async () => {
      const entries: string[] = []
      return {
        entries,
        flush: async () => {
          committed.push(entries)
        },
        isFull: () => entries.length >= entriesMax,
      }
    },
    turn: async () => undefined,
  })
  const send = (name: string, lanes: number[], more: Partial<Unit<Need, Paper, string>> = {}) =>
    queue.run<string>({
      origin: ORIGIN,
      keyed: null,
      needs: async () => lanes.map((lane) => ({ lane })),
      run: async (_tx, paper) => {
        paper.entries.push(name)
        return name
      },
      ...more,
    })
  return { send, committed, mostOpen: () => mostOpen }
}

describe('Requests that share transactions', () => {
  it('go together where they arrive together, in their order', async () => {
    const { send, committed } = makeQueue()
    const names = Array.from({ length: 40 }, (_, n) => `r${n}`)
    const replies = await Promise.all(names.map((name) => send(name, [1])))
    expect(replies).to.deep.equal(names)
    expect(committed.flat()).to.deep.equal(names)
    expect(committed.length).to.be.at.most(3)
    expect(Math.max(...committed.map(({ length }) => length))).to.equal(32)
  })

  it('never stand in two transactions at once with the same lane', async () => {
    const { send, committed, mostOpen } = makeQueue()
    await Promise.all([send('a', [1]), send('b', [2, 1]), send('c', [2]), send('d', [3])])
    expect(committed.flat()).to.have.members(['a', 'b', 'c', 'd'])
    const order = committed.flat().filter((name) => name !== 'd')
    expect(order).to.deep.equal(['a', 'b', 'c'])
    expect(mostOpen()).to.be.at.most(2)
  })

  it('are refused one by one: the others stay', async () => {
    const { send, committed } = makeQueue()
    const refusal = new AppError('wrong_state', { vi: 'Không', en: 'No' })
    const refused = send('x', [1], {
      run: async () => {
        throw refusal
      },
    }).catch((error: unknown) => error)
    const replies = await Promise.all([send('a', [1]), refused, send('b', [1])])
    expect(replies).to.deep.equal(['a', refusal, 'b'])
    expect(committed.flat()).to.deep.equal(['a', 'b'])
  })

  it('are tried one by one where one of them breaks the transaction', async () => {
    const { send, committed } = makeQueue()
    const fault = new TypeError('broken')
    const broken = send('x', [1], {
      run: async () => {
        throw fault
      },
    }).catch((error: unknown) => error)
    const replies = await Promise.all([send('a', [1]), broken, send('b', [1])])
    expect(replies).to.deep.equal(['a', fault, 'b'])
    expect(committed).to.deep.equal([['a'], ['b']])
  })

  it('wait for the next transaction where one has enough to write, still in order', async () => {
    const { send, committed } = makeQueue(2)
    const names = ['a', 'b', 'c', 'd', 'e']
    await Promise.all(names.map((name) => send(name, [1])))
    expect(committed).to.deep.equal([['a', 'b'], ['c', 'd'], ['e']])
  })

  it('are done once where the same key comes twice', async () => {
    const { send, committed } = makeQueue()
    const keyed = { id: 'k|1', requestHash: 'h', status: 201 }
    const first = send('once', [1], { keyed })
    const second = send('twice', [1], { keyed }).catch((error: Error) => error.name)
    const replies = await Promise.all([first, second])
    expect(replies).to.deep.equal(['once', 'RepeatedRequest'])
    expect(committed.flat()).to.deep.equal(['once'])
  })

  it('name their lanes anew where those have changed, and give up after some times', async () => {
    const { send } = makeQueue()
    let asked = 0
    const needs = async () => {
      asked += 1
      return [{ lane: asked }]
    }
    const stale = async (): Promise<string> => {
      throw new StaleLanes()
    }
    const gaveUp = await send('x', [], { needs, run: stale }).catch((error: AppError) => error.code)
    expect(gaveUp).to.equal('unavailable')
    expect(asked).to.equal(5)
  })
})
