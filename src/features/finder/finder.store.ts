import type { ClientSession } from 'mongodb'
import type { PipelineStage } from 'mongoose'
import type { Connection } from '../../db/connection.ts'
import { defineModel } from '../../db/define.ts'
import { wholeName } from '../../vn/words.ts'
import { FinderEntry } from './finder.schema.ts'

export type FinderStore = ReturnType<typeof createFinderStore>
type Kind = FinderEntry['kind']

/** Keys of each word that are counted, to see which word is the rarest. */
const COUNTED_MAX = 600
/** Entries of one word that are looked at, and of how many words. */
const WALKED_MAX = 2_500
const WALKS_MAX = 2
const TIMEOUT_MS = 2_000
/** One letter alone begins too many words. */
const BEGINNING_MIN = 2

/** Keys that a search of so many words reads at most, whatever the register holds. */
export function keysReadMax(words: number): number {
  return words * COUNTED_MAX + WALKS_MAX * (WALKED_MAX + 1) + 1
}

export interface Search {
  /** Identifiers, best first: the very name, then all words whole, then the last one begun. */
  ids: string[]
  /** False where the words are so frequent that not all of their entries were looked at. */
  isComplete: boolean
}

/** What a question asks of one word of an entry: to be it, or to begin so. */
type Term = string | RegExp

interface Walk {
  walked: { n: number }[]
  found: { _id: string }[]
}

/** The words by which public records are found. */
export function createFinderStore(connection: Connection) {
  const entries = defineModel(connection, 'finder_entries', FinderEntry)

  /** How many entries each term has, up to `COUNTED_MAX`; one command. */
  async function countEach(kind: Kind, terms: readonly Term[]): Promise<number[]> {
    const [first = [], ...others] = terms.map((words, at) => [
      { $match: { kind, words } },
      { $limit: COUNTED_MAX },
      { $group: { _id: at, n: { $sum: 1 } } },
    ])
    const coll = entries.collection.name
    const unions = others.map((pipeline) => ({ $unionWith: { coll, pipeline } }))
    const counted = await entries
      .aggregate<{ _id: number; n: number }>([...first, ...unions] as PipelineStage[])
      .option({ maxTimeMS: TIMEOUT_MS })
    const counts = new Map(counted.map(({ _id, n }) => [_id, n]))
    return terms.map((_, at) => counts.get(at) ?? 0)
  }

  /** Of the first entries that one term has, those that have all terms, best first. */
  async function walk(
    kind: Kind,
    term: Term,
    { words, terms, limit }: { words: readonly string[]; terms: readonly Term[]; limit: number },
  ): Promise<{ ids: string[]; isWhole: boolean }> {
    const has = (word: string) => ({ $cond: [{ $in: [word, '$words'] }, 0, 1] })
    const rank = { $add: [has(wholeName(words)), has(words.at(-1) ?? '')] }
    const [result] = await entries
      .aggregate<Walk>([
        { $match: { kind, words: term } },
        { $limit: WALKED_MAX + 1 },
        {
          $facet: {
            walked: [{ $count: 'n' }],
            found: [
              { $match: { words: { $all: terms } } },
              { $set: { rank, length: { $size: '$words' } } },
              { $sort: { rank: 1, length: 1, _id: 1 } },
              { $limit: limit },
              { $project: { _id: 1 } },
            ],
          },
        },
      ])
      .option({ maxTimeMS: TIMEOUT_MS })
    const isWhole = (result?.walked[0]?.n ?? 0) <= WALKED_MAX
    return { ids: (result?.found ?? []).map(({ _id }) => _id), isWhole }
  }

  async function named(kind: Kind, words: readonly string[], limit: number): Promise<string[]> {
    const found = await entries
      .find({ kind, words: wholeName(words) }, { _id: 1 })
      .limit(limit)
      .maxTimeMS(TIMEOUT_MS)
      .lean()
    return found.map(({ _id }) => _id)
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
     * It reads no more keys than `keysReadMax`, by way of the rarest words.
     * @param words of `askedWords`, at least one
     */
    async search(kind: Kind, words: readonly string[], limit: number): Promise<Search> {
      const last = words.at(-1) ?? ''
      const isBegun = words.length > 1 || last.length >= BEGINNING_MIN
      const terms: Term[] = [...words.slice(0, -1), isBegun ? new RegExp(`^${last}`) : last]
      const counts = await countEach(kind, terms)
      const ways = terms
        .map((term, at) => ({ term, n: counts[at] ?? 0, length: words[at]?.length ?? 0 }))
        .sort((a, b) => a.n - b.n || b.length - a.length)
      if (ways[0]?.n === 0) return { ids: [], isComplete: true }
      const found = new Set<string>()
      for (const { term } of ways.slice(0, WALKS_MAX)) {
        const { ids, isWhole } = await walk(kind, term, { words, terms, limit })
        for (const id of ids) found.add(id)
        if (isWhole) return { ids: [...found].slice(0, limit), isComplete: true }
        if (found.size >= limit) break
      }
      const first = await named(kind, words, limit)
      const ids = [...new Set([...first, ...found])].slice(0, limit)
      return { ids, isComplete: ids.length === limit }
    },
  }
}
