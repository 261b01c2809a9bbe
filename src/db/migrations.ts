import { setTimeout as delay } from 'node:timers/promises'
import type { Collection, Db } from 'mongodb'
import type { Log } from '../log.ts'
import type { Connection } from './connection.ts'
import { initial } from './migrations/0001-initial.ts'
import { nq15 } from './migrations/0002-policy-nq15-2021.ts'
import { ledger } from './migrations/0003-ledger.ts'
import { printRuns } from './migrations/0004-print-runs.ts'
import { notices } from './migrations/0005-notices.ts'
import { visits } from './migrations/0006-visits.ts'
import { stampReports } from './migrations/0007-stamp-reports.ts'
import { finder } from './migrations/0008-finder.ts'
import { productLinks } from './migrations/0009-product-links.ts'

/** One step of the database's shape. Must be repeatable: a crash may stop it half-way. */
export interface Migration {
  /** Consecutive from 1; never renumbered, never changed once released. */
  version: number
  name: string
  up(db: Db, at: Date): Promise<void>
}

export const MIGRATIONS: readonly Migration[] = [
  initial,
  nq15,
  ledger,
  printRuns,
  notices,
  visits,
  stampReports,
  finder,
  productLinks,
]

const LOST = 'Lost the lease of the migrations to another copy'
const LEASE_MS = 30_000
const RENEWAL_MS = LEASE_MS / 3

interface MigrationState {
  _id: 'migrations'
  version: number
  holder: string | null
  leaseUntil: Date
}

/**
 * Brings the database to this program's version. One copy at a time works, under a lease that
 * a killed holder loses after 30 s; the others wait for it.
 * @throws Error on a database that a newer program has shaped.
 */
export async function migrate(
  connection: Connection,
  holder: string,
  clock: () => Date,
  log: Log,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const db = connection.getClient().db(connection.name)
  const states = db.collection<MigrationState>('schema_state')
  const target = migrations.at(-1)?.version ?? 0
  await states.updateOne(
    { _id: 'migrations' },
    { $setOnInsert: { version: 0, holder: null, leaseUntil: new Date(0) } },
    { upsert: true },
  )
  for (;;) {
    const state = await states.findOne({ _id: 'migrations' })
    const version = state?.version ?? 0
    if (version > target) {
      throw new Error(
        `Cơ sở dữ liệu ở phiên bản ${version}, chương trình chỉ biết ${target}: dùng bản mới. ` +
          `The database is at version ${version}, this program knows ${target}: run a newer one.`,
      )
    }
    if (version === target) return
    if (await takeLease(states, holder)) break
    log.info('migrations.waiting', { holder: state?.holder })
    await delay(500)
  }
  const renewal = setInterval(
    () => void takeLease(states, holder).catch(() => undefined),
    RENEWAL_MS,
  )
  try {
    await runPending({ db, states, holder, clock, log }, migrations)
  } finally {
    clearInterval(renewal)
    await states.updateOne({ _id: 'migrations', holder }, { $set: { holder: null } })
  }
}

type States = Collection<MigrationState>

async function takeLease(states: States, holder: string): Promise<boolean> {
  // The server's own clock decides, so copies with different clocks agree.
  const taken = await states.updateOne(
    {
      _id: 'migrations',
      $or: [{ holder: null }, { holder }, { $expr: { $lt: ['$leaseUntil', '$$NOW'] } }],
    },
    [{ $set: { holder, leaseUntil: { $add: ['$$NOW', LEASE_MS] } } }],
  )
  return taken.matchedCount === 1
}

interface Run {
  db: Db
  states: States
  holder: string
  clock: () => Date
  log: Log
}

async function runPending(run: Run, migrations: readonly Migration[]): Promise<void> {
  const { db, states, holder, clock, log } = run
  for (const migration of migrations) {
    const state = await states.findOne({ _id: 'migrations', holder })
    if (state === null) throw new Error(LOST)
    if (state.version >= migration.version) continue
    log.info('migrations.run', { version: migration.version, name: migration.name })
    await migration.up(db, clock())
    const moved = await states.updateOne(
      { _id: 'migrations', holder, version: migration.version - 1 },
      { $set: { version: migration.version } },
    )
    if (moved.matchedCount !== 1) throw new Error(LOST)
  }
}
