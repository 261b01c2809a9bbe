import type { ClientSession } from 'mongodb'
import type { PipelineStage } from 'mongoose'
import type { Connection } from '../../db/connection.ts'
import { defineModel } from '../../db/define.ts'
import { wholeName } from '../../vn/words.ts'
import { FinderEntry } from './finder.schema.ts'

export type FinderStore = ReturnType<typeof createFinderStore>
type Kind = FinderEntry['kind']

/** Keys of a word that are counted, to see which word is the rarest. */
const COUNTED_MAX = 200
/** Entries of the rarest word that one search looks at. */
const WALKED_MAX = 2_000
const TIMEOUT_MS = 2_000
/** One letter alone begins too many words. */
const BEGINNING_MIN = 2

export interface Search {
  /** Identifiers, best first: the very name, then all words whole, then the last one begun. */
  ids: string[]
  /** False where the words are so frequent that not all of their entries were looked at. */
  isComplete: boolean
}

/** What a question asks of one word of an entry: to be it, or to begin so. */
type Term = string | RegExp

/**
 * The words by which public records are found. A search of n words reads at most
 * (n + 3) × COUNTED_MAX + 2 × WALKED_MAX keys and a few more, whatever the register holds.
 */
export function createFinderStore(connection: Connection) {
  const entries = defineModel(connection, 'finder_entries', FinderEntry)

  async function countUpTo(max: number, kind: Kind, words: Term): Promise<number> {
    const [counted] = await entries
      .aggregate<{ n: number }>([{ $match: { kind, words } }, { $limit: max }, { $count: 'n' }])
      .option({ maxTimeMS: TIMEOUT_MS })
    return counted?.n ?? 0
  }

  async function idsOf(stages: PipelineStage[]): Promise<string[]> {
    const found = await entries
      .aggregate<{ _id: string }>([...stages, { $project: { _id: 1 } }])
      .option({ maxTimeMS: TIMEOUT_MS })
    return found.map(({ _id }) => _id)
  }

  /** One search: it counts each term once and walks no more than it may. */
  function openSearch(kind: Kind) {
    const counts = new Map<string, Promise<number>>()
    let left = WALKED_MAX
    const countOf = (term: Term): Promise<number> => {
      const known = counts.get(String(term))
      const counted = known ?? countUpTo(COUNTED_MAX, kind, term)
      counts.set(String(term), counted)
      return counted
    }

    /** Entries that have all terms, read by way of the rarest. */
    return async function findAll(terms: readonly Term[], limit: number): Promise<Search> {
      const counted = await Promise.all(
        terms.map(async (term) => ({ term, n: await countOf(term) })),
      )
      const [rarest] = counted.sort((a, b) => a.n - b.n)
      if (rarest === undefined || rarest.n === 0) return { ids: [], isComplete: true }
      const isCounted = rarest.n < COUNTED_MAX
      const walked = isCounted ? COUNTED_MAX : left
      if (walked === 0) return { ids: [], isComplete: false }
      if (!isCounted) left = 0
      const ids = await idsOf([
        { $match: { kind, words: rarest.term } },
        { $limit: walked },
        { $match: { words: { $all: terms } } },
        { $limit: limit },
      ])
      const isComplete =
        isCounted ||
        ids.length === limit ||
        (await countUpTo(walked + 1, kind, rarest.term)) <= walked
      return { ids, isComplete }
    }
  }

  return {
    /** Makes a record findable by `words`, or with null no more; with the change that it is of. */
    async keep(
      kind: Kind,
      id: string,
      words: readonly string[] | null,
      session: ClientSession,
    ): Promise<void> {
      if (words === null) await entries.deleteOne({ _id: id }, { session })
      else {
        const fields = { kind, words: [...words] }
        await entries.updateOne({ _id: id }, { $set: fields }, { session, upsert: true })
      }
    },

    /**
     * The records whose names hold all words, in any order; the last may be the beginning of one.
     * @param words of `askedWords`, at least one
     */
    async search(kind: Kind, words: readonly string[], limit: number): Promise<Search> {
      const findAll = openSearch(kind)
      const last = words.at(-1) ?? ''
      const found = new Set(
        await idsOf([{ $match: { kind, words: wholeName(words) } }, { $limit: limit }]),
      )
      let isComplete = true
      const add = async (terms: readonly Term[]): Promise<void> => {
        if (found.size >= limit) return
        const more = await findAll(terms, limit + found.size)
        for (const id of more.ids) found.add(id)
        isComplete &&= more.isComplete
      }
      await add(words)
      const isBegun = words.length > 1 || last.length >= BEGINNING_MIN
      if (isBegun) await add([...words.slice(0, -1), new RegExp(`^${last}`)])
      return { ids: [...found].slice(0, limit), isComplete }
    },
  }
}
