import type { Tx } from '../../db/unit-of-work.ts'
import { assertReplaced, assertRevision } from '../shared/revision.ts'
import {
  DEFAULT_SETTINGS,
  REQUEST_ROLES,
  type Settings,
  type SettingsRecord,
  type UpdateSettings,
} from './settings.schema.ts'
import type { SettingsStore } from './settings.store.ts'

export type SettingsService = ReturnType<typeof createSettingsService>

export function createSettingsService(store: SettingsStore) {
  /** A transaction sees one state of the database: it asks once. */
  const known = new WeakMap<Tx, Promise<Settings>>()

  async function find(tx: Tx | null): Promise<Settings> {
    return view((await store.find(tx?.session)) ?? DEFAULT_SETTINGS)
  }

  async function read(tx: Tx | null): Promise<Settings> {
    if (tx === null) return await find(null)
    const settings = known.get(tx) ?? find(tx)
    known.set(tx, settings)
    return await settings
  }

  return {
    /** For other features: what holds now, in the transaction where one is given. */
    read,

    getSettings: () => read(null),

    /**
     * Changes the settings that were sent. The first change also puts the defaults into the
     * audit log, as revision 1: so the log tells what held from the beginning.
     */
    async updateSettings(body: UpdateSettings, ifRevision: number | null, tx: Tx) {
      const found = await store.find(tx.session)
      const before = found ?? DEFAULT_SETTINGS
      assertRevision(before, ifRevision)
      const after = { ...withChange(before, body), revision: before.revision + 1 }
      const isSaved =
        found === null
          ? await store.insert(after, tx.session)
          : await store.replace(after, before.revision, tx.session)
      assertReplaced(isSaved)
      if (found === null) record(tx, null, before)
      record(tx, before, after)
      return view(after)
    },
  }
}

function record(tx: Tx, before: SettingsRecord | null, after: SettingsRecord): void {
  const subject = { kind: 'settings', id: after._id, seq: after.revision }
  tx.record({ subject, before, after })
}

/** The settings with the ones that were sent; roles in one order, each once. */
function withChange(settings: SettingsRecord, change: UpdateSettings): SettingsRecord {
  const sent = Object.entries(change).filter(([, value]) => value !== undefined)
  const changed: SettingsRecord = { ...settings, ...Object.fromEntries(sent) }
  const requestRoles = REQUEST_ROLES.filter((role) => changed.requestRoles.includes(role))
  return { ...changed, requestRoles }
}

function view({ _id, ...settings }: SettingsRecord): Settings {
  return settings
}
