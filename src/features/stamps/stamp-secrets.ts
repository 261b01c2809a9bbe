import { createHash } from 'node:crypto'
import canonicalize from 'canonicalize'
import type { Connection } from '../../db/connection.ts'
import { COMMAND_TIMEOUT_MS, defineModel } from '../../db/define.ts'
import { duplicateIndex } from '../../db/errors.ts'
import { createInTransaction } from '../../db/transaction.ts'
import type { Tx } from '../../db/unit-of-work.ts'
import { AppError, wrongState } from '../../errors.ts'
import { AuditEntry } from '../audit/audit.schema.ts'
import { assertSecretsFit, secretsToEnter } from './stamp-secrets.rules.ts'
import { SecretRecord, type SecretStatus } from './stamp-secrets.schema.ts'

/** The secrets that this copy was given, with what the register says of their versions. */
export interface StampSecrets {
  /**
   * Version that signs new batches, read in the issuing transaction so that all copies agree.
   * @throws AppError `wrong_state` when none is active, `unavailable` when this copy lacks it
   */
  activeVersion(session: Tx['session']): Promise<number>
  /** @throws AppError `unavailable` for a version that this copy was not given. */
  secretOf(version: number): Buffer
  /** What the register says of a version now, or said up to 2 s ago. */
  statusOf(version: number): Promise<SecretStatus>
  /** Whether this copy was given that version. */
  holds(version: number): boolean
  /** Makes the next `statusOf` ask the register. */
  forgetStatuses(): void
}

const STATUS_AGE_MAX_MS = 2_000
const ENTER_ATTEMPTS_MAX = 5
/** The range of the primary index that holds every version. */
const ALL = { _id: { $gte: 0 } }

/** Whether the register has stamps of some secret already. */
export async function hasStampSecrets(connection: Connection): Promise<boolean> {
  return (await modelOf(connection).findOne(ALL).lean()) !== null
}

/**
 * Compares the given secrets with the fingerprints in the register and enters those of new
 * versions, with their audit entries. A service with a wrong secret would print stamps that it
 * later calls unknown, so it refuses to start.
 * @throws Error naming the version that is missing or does not match, and the remedy
 */
export async function openStampSecrets(
  connection: Connection,
  secrets: ReadonlyMap<number, Buffer>,
  at: Date,
): Promise<StampSecrets> {
  await enterVersions(connection, secrets, at)
  const records = modelOf(connection)
  const statuses = createStatuses(connection)
  return {
    async activeVersion(session) {
      const active = await records
        .findOne({ status: 'active' })
        .session(session)
        .maxTimeMS(COMMAND_TIMEOUT_MS)
        .lean()
      if (active === null) throw noneActive()
      if (!secrets.has(active._id)) throw notGiven(active._id)
      return active._id
    },
    secretOf(version) {
      const secret = secrets.get(version)
      if (secret === undefined) throw notGiven(version)
      return secret
    },
    statusOf: statuses.statusOf,
    holds: (version) => secrets.has(version),
    forgetStatuses: statuses.forget,
  }
}

function modelOf(connection: Connection) {
  return defineModel(connection, 'stamp_secrets', SecretRecord)
}

async function enterVersions(
  connection: Connection,
  secrets: ReadonlyMap<number, Buffer>,
  at: Date,
): Promise<void> {
  const records = modelOf(connection)
  const entries = defineModel(connection, 'audit_entries', AuditEntry)
  const inTransaction = createInTransaction(connection, () => 1)
  for (let attempt = 1; ; attempt += 1) {
    try {
      await inTransaction(async (session) => {
        const known = await records.find(ALL).session(session).lean()
        assertSecretsFit(known, secrets)
        const fresh = secretsToEnter(known, secrets, at)
        if (fresh.length === 0) return
        await records.insertMany(fresh, { session, lean: true })
        await entries.insertMany(fresh.map(entryOf), { session, lean: true })
      })
      return
    } catch (error) {
      // Another copy that starts at the same moment has entered them: compare with those.
      if (duplicateIndex(error) === null || attempt === ENTER_ATTEMPTS_MAX) throw error
    }
  }
}

/** The first audit entry of a version: like every change, its entering leaves one. */
function entryOf(record: SecretRecord): AuditEntry {
  const seconds = Math.floor(record.createdAt.getTime() / 1000)
  return {
    // In the order of time like the identifiers of all entries, and the version's own.
    _id: seconds.toString(16).padStart(8, '0') + record._id.toString(16).padStart(16, '0'),
    subject: { kind: 'stamp_secret', id: String(record._id), seq: record.revision },
    action: 'setUp',
    actor: { person: 'Sổ Tem', keyId: 'set-up', role: 'system' },
    at: record.createdAt,
    requestId: 'set-up',
    before: null,
    after: record,
    beforeHash: null,
    afterHash: createHash('sha256')
      .update(canonicalize(record) ?? '')
      .digest('hex'),
    reason: null,
  }
}

/** The statuses of all versions, asked together and kept for a moment: look-ups need them often. */
function createStatuses(connection: Connection) {
  const records = modelOf(connection)
  let kept: Promise<Map<number, SecretStatus>> | null = null

  function read(): Promise<Map<number, SecretStatus>> {
    if (kept !== null) return kept
    const reading = readAll()
    const forget = (): void => {
      if (kept === reading) kept = null
    }
    kept = reading
    setTimeout(forget, STATUS_AGE_MAX_MS).unref()
    reading.catch(forget)
    return reading
  }

  async function readAll(): Promise<Map<number, SecretStatus>> {
    const all = await records.find(ALL).maxTimeMS(COMMAND_TIMEOUT_MS).lean()
    return new Map(all.map(({ _id, status }) => [_id, status]))
  }

  return {
    async statusOf(version: number): Promise<SecretStatus> {
      const status = (await read()).get(version) ?? (await readAll()).get(version)
      if (status !== undefined) return status
      throw new Error(`The register has no stamp secret ${version}`)
    },
    forget(): void {
      kept = null
    },
  }
}

function noneActive(): AppError {
  return wrongState('no_active_secret', {
    vi: 'Không có khóa tem nào đang dùng (khóa cũ đã lộ): quản trị viên phải kích hoạt khóa khác.',
    en: 'No stamp secret is active (the former one has leaked): an administrator activates one.',
  })
}

function notGiven(version: number): AppError {
  return new AppError('unavailable', {
    vi: `Bản dịch vụ này chưa có khóa tem phiên bản ${version}.`,
    en: `This copy has not been given stamp secret ${version} yet.`,
  })
}
