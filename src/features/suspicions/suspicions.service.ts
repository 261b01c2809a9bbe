import type { Origin, RunUnit, Tx } from '../../db/unit-of-work.ts'
import { notFound } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import { assertReplaced, assertRevision } from '../shared/revision.ts'
import type { PlaceParts } from '../visits/locate-places.ts'
import type { TotalsRecord } from '../visits/visits.schema.ts'
import { viewFigures } from './figures-view.ts'
import {
  assertAnswerable,
  assertOpen,
  type FigureChange,
  type Found,
  judge,
  raise,
} from './judging.rules.ts'
import { REASON_CODES } from './reason-codes.ts'
import { viewSuspicions } from './suspicion-view.ts'
import { type CheckFact, newReasons, reasonsOf, type SuspicionFacts } from './suspicions.rules.ts'
import type {
  AnswerSuspicion,
  JudgeSuspicion,
  SuspicionRecord,
  SuspicionStatus,
} from './suspicions.schema.ts'
import type { SuspicionStore } from './suspicions.store.ts'

export interface SuspicionParts extends PlaceParts {
  store: SuspicionStore
  newId: () => string
  runUnit: RunUnit
  /** What inspectors found of stamps, by their place. */
  findChecks: (places: readonly number[]) => Promise<Map<number, CheckFact[]>>
}

export type SuspicionService = ReturnType<typeof createSuspicionService>

/** Suspicions that are opened in one transaction. */
const OPENED_AT_ONCE = 50

/** The register itself opens suspicions: no person does. */
const BY_ITSELF: Origin = {
  actor: { person: 'Sổ Tem', keyId: 'visits', role: 'system', enterpriseId: null },
  requestId: 'visits',
  operationId: 'openSuspicion',
}

interface Stamp {
  place: number
  enterpriseId: string
  productId: string
}

/** Codes seen where, when or as often as one piece of goods can't be, and what came of it. */
export function createSuspicionService(parts: SuspicionParts) {
  const { store } = parts

  async function getVisible(
    id: string,
    caller: Caller,
    tx: Tx | null = null,
  ): Promise<SuspicionRecord> {
    const found = await store.findById(id, tx?.session)
    if (found === null || !maySee(caller, found.enterpriseId)) {
      throw notFound({ vi: 'nghi vấn này', en: 'such suspicion' })
    }
    return found
  }

  async function view(record: SuspicionRecord) {
    const [viewed] = await viewSuspicions(parts, [record])
    if (viewed === undefined) throw new Error('A suspicion without a view')
    return viewed
  }

  /** Opens suspicions of stamps, or opens them again, where something about them is new. */
  async function raiseAll(found: readonly Found[], tx: Tx): Promise<void> {
    const places = found.map(({ place }) => place)
    const known = await store.findByPlaces(places, tx.session)
    const changes: FigureChange[] = []
    for (const one of found) {
      const before = known.get(one.place) ?? null
      const raised = raise(before, one, parts.newId, tx.at)
      if (raised === null) continue
      await writeSuspicion(store, before, raised.after, null, tx)
      changes.push(...raised.figures)
    }
    await store.addToFigures(summed(changes), tx.session)
  }

  return {
    /** Looks at stamps that were just scanned. Most have no reason, and cost no query. */
    async examine(totals: readonly TotalsRecord[]): Promise<void> {
      const located = totals.filter(({ day }) => day.regions.length > 0).map(({ _id }) => _id)
      const checks = located.length === 0 ? new Map() : await parts.findChecks(located)
      const found = totals.flatMap((record) => {
        const reasons = reasonsOf({ totals: record, checks: checks.get(record._id) ?? [] })
        return reasons.length === 0 ? [] : [{ ...stampOfTotals(record), reasons }]
      })
      if (found.length === 0) return
      const known = await store.findByPlaces(found.map(({ place }) => place))
      const due = found.filter(
        ({ place, reasons }) => newReasons(known.get(place)?.reasons ?? [], reasons).length > 0,
      )
      for (let first = 0; first < due.length; first += OPENED_AT_ONCE) {
        const some = due.slice(first, first + OPENED_AT_ONCE)
        await parts.runUnit(BY_ITSELF, (tx) => raiseAll(some, tx))
      }
    },

    /** Looks at one stamp within a transaction: an inspector has just recorded a check of it. */
    async examineIn(tx: Tx, stamp: Stamp, facts: SuspicionFacts): Promise<void> {
      const reasons = reasonsOf(facts)
      if (reasons.length > 0) await raiseAll([{ ...stamp, reasons }], tx)
    },

    /** The suspicion of a stamp; null: none was ever opened. */
    async findOf(place: number, tx: Tx | null = null) {
      const found = (await store.findByPlaces([place], tx?.session)).get(place)
      return found === undefined ? null : await view(found)
    },

    async getSuspicion(id: string, caller: Caller) {
      return await view(await getVisible(id, caller))
    },

    async listSuspicions(
      query: {
        limit: number
        cursor?: string | undefined
        enterpriseId?: string | undefined
        status?: SuspicionStatus | undefined
      },
      caller: Caller,
    ) {
      const filter = { status: query.status, enterpriseId: scopeOf(caller, query.enterpriseId) }
      const records = await store.list(filter, query.cursor, query.limit + 1)
      return toPage(await viewSuspicions(parts, records), query.limit, ({ id }) => id)
    },

    /** What the enterprise says to it. */
    async answerSuspicion(
      id: string,
      body: AnswerSuspicion,
      caller: Caller,
      ifRevision: number | null,
      tx: Tx,
    ) {
      const before = await getVisible(id, caller, tx)
      assertRevision(before, ifRevision)
      assertAnswerable(before)
      const answer = { text: body.text, by: tx.actor.person, at: tx.at }
      const after = {
        ...before,
        status: 'answered' as const,
        answers: [...before.answers, answer],
        revision: before.revision + 1,
      }
      await writeSuspicion(store, before, after, null, tx)
      return await view(after)
    },

    /** What an officer finds: it is as it looks, or a false alarm. */
    async judgeSuspicion(
      id: string,
      body: JudgeSuspicion,
      caller: Caller,
      ifRevision: number | null,
      tx: Tx,
    ) {
      const before = await getVisible(id, caller, tx)
      assertRevision(before, ifRevision)
      assertOpen(before)
      const verdict = { ...body, by: tx.actor.person, at: tx.at }
      const { after, figures } = judge(before, verdict)
      await writeSuspicion(store, before, after, body.reason, tx)
      await store.addToFigures(figures, tx.session)
      return await view(after)
    },

    async readFigures() {
      return viewFigures(await store.findFigures(['all', ...REASON_CODES]))
    },
  }
}

async function writeSuspicion(
  store: SuspicionStore,
  before: SuspicionRecord | null,
  after: SuspicionRecord,
  reason: string | null,
  tx: Tx,
): Promise<void> {
  if (before === null) await store.insert(after, tx.session)
  else assertReplaced(await store.replace(after, before.revision, tx.session))
  const subject = { kind: 'suspicion', id: after._id, seq: after.revision }
  tx.record({ subject, before, after, reason })
}

function stampOfTotals({ _id, enterpriseId, productId }: TotalsRecord): Stamp {
  return { place: _id, enterpriseId, productId }
}

/** One change of each figure: many stamps become suspicious at once. */
function summed(changes: readonly FigureChange[]): FigureChange[] {
  const byName = new Map<string, number>()
  for (const { of, opened } of changes) byName.set(of, (byName.get(of) ?? 0) + (opened ?? 0))
  // Always in the same order: two that open at once wait for each other only here.
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([of, opened]) => ({ of, opened }))
}
