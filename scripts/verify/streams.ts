import { setTimeout as delay } from 'node:timers/promises'
import { type ClientSession, type Db, type Document, MongoServerError } from 'mongodb'

/** Longest that the server may work for one cursor. */
const CURSOR_TIMEOUT_MS = 600_000
const PAGE_DOCUMENTS = 2_000
/** Documents decoded at once: few, so that they are gone before the collector looks twice. */
const DECODED_DOCUMENTS = 50
const SNAPSHOT_TRIES_MAX = 50
const SNAPSHOT_PAUSE_MS = 100
/** Of MongoDB: the catalogue changed after the moment of the snapshot. */
const SNAPSHOT_UNAVAILABLE = 246

/** Named with every read: a client with a read concern of its own would override the session's. */
const SNAPSHOT = { readConcern: { level: 'snapshot' } } as const

/** Every read of a recount, as the database stood at one moment. */
export interface Snapshot {
  stream(collection: string, query: Query): Stream
  /** Counts documents by the index of a filter. */
  count(collection: string, filter: Document): Promise<number>
}

export interface Query {
  filter: Document
  sort: Readonly<Record<string, 1>>
  projection?: Document
  /** 0: all. */
  limit?: number
}

/** Documents one after the other; the next page is fetched while this one is worked on. */
export interface Stream {
  next(): Promise<Document | null>
}

/**
 * Runs `work` over one moment of the database: a session whose reads, outside any transaction, are
 * all of one snapshot.
 */
export async function withSnapshot<T>(
  db: Db,
  collections: readonly [string, ...string[]],
  work: (snapshot: Snapshot) => Promise<T>,
): Promise<T> {
  const session = await openSession(db, collections)
  const open = new Set<{ close(): Promise<void> }>()
  try {
    return await work({
      stream: (collection, query) => openStream(db, session, collection, query, open),
      async count(collection, filter) {
        const [counted] = await db
          .collection(collection, SNAPSHOT)
          .aggregate<{ n: number }>([{ $match: filter }, { $count: 'n' }], {
            session,
            maxTimeMS: CURSOR_TIMEOUT_MS,
          })
          .toArray()
        return counted?.n ?? 0
      },
    })
  } finally {
    await Promise.all([...open].map((cursor) => cursor.close()))
    await session.endSession()
  }
}

/** The first read fixes the moment; one right after a change of indexes is asked again. */
async function openSession(
  db: Db,
  [first, ...others]: readonly [string, ...string[]],
): Promise<ClientSession> {
  for (let tries = 1; ; tries += 1) {
    const session = db.client.startSession({ snapshot: true })
    try {
      const look = (name: string) =>
        db
          .collection(name, SNAPSHOT)
          .find({}, { session, maxTimeMS: CURSOR_TIMEOUT_MS, projection: { _id: 1 } })
          .sort({ _id: 1 })
          .limit(1)
          .toArray()
      await look(first)
      await Promise.all(others.map(look))
      return session
    } catch (error) {
      await session.endSession()
      const isPassing = error instanceof MongoServerError && error.code === SNAPSHOT_UNAVAILABLE
      if (!isPassing || tries === SNAPSHOT_TRIES_MAX) throw error
      await delay(SNAPSHOT_PAUSE_MS)
    }
  }
}

function openStream(
  db: Db,
  session: ClientSession,
  collection: string,
  { filter, sort, projection = {}, limit = 0 }: Query,
  open: Set<{ close(): Promise<void> }>,
): Stream {
  const cursor = db
    .collection(collection, SNAPSHOT)
    .find(filter, { session, projection, maxTimeMS: CURSOR_TIMEOUT_MS, batchSize: PAGE_DOCUMENTS })
    .sort({ ...sort })
    .limit(limit)
  open.add(cursor)
  let page: Document[] = []
  let at = 0
  let ahead: Promise<boolean> | null = fetchAhead()

  function fetchAhead(): Promise<boolean> {
    const fetched = cursor.hasNext()
    // Told to whoever turns the page; until then it is nobody's.
    fetched.catch(() => undefined)
    return fetched
  }

  async function turn(): Promise<boolean> {
    const hasMore = await (ahead ?? cursor.hasNext())
    if (!hasMore) {
      open.delete(cursor)
      return false
    }
    page = cursor.readBufferedDocuments(DECODED_DOCUMENTS)
    at = 0
    ahead = cursor.bufferedCount() > 0 ? null : fetchAhead()
    return page.length > 0
  }

  return {
    async next() {
      if (at >= page.length && !(await turn())) return null
      const document = page[at] ?? null
      at += 1
      return document
    },
  }
}

/** A stream in the order of a key, read group by group. */
export interface GroupedStream<Key> {
  /** The next document of a group; null at its end. Documents of earlier groups are strays. */
  next(key: Key): Promise<Document | null>
  /** Reads what is left: all of it strays. */
  drain(): Promise<void>
  /** Documents read as part of a group or as strays. */
  read(): number
}

/** @param onStray is shown every document whose group nobody asked for */
export function groupBy<Key extends string | number>(
  stream: Stream,
  keyOf: (document: Document) => Key,
  onStray: (key: Key, document: Document) => void,
): GroupedStream<Key> {
  let held: Document | null = null
  let isEnded = false
  let read = 0

  async function peek(): Promise<Document | null> {
    if (held !== null || isEnded) return held
    held = await stream.next()
    if (held === null) isEnded = true
    else read += 1
    return held
  }

  return {
    async next(key) {
      for (;;) {
        const document = held ?? (await peek())
        if (document === null) return null
        const its = keyOf(document)
        if (its > key) return null
        held = null
        if (its === key) return document
        onStray(its, document)
      }
    },
    async drain() {
      for (let document = await peek(); document !== null; document = await peek()) {
        held = null
        onStray(keyOf(document), document)
      }
    },
    read: () => read,
  }
}
