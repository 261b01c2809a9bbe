import { createHash, timingSafeEqual } from 'node:crypto'
import type { Tx } from '../../db/unit-of-work.ts'
import { AppError, fieldError, notFound, wrongState } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import type { IssueKey, KeyRecord } from './access.schema.ts'
import type { AccessStore } from './access.store.ts'

export interface AccessParts {
  store: AccessStore
  newId: () => string
  /** 32 random bytes in base64url. */
  newSecret: () => string
  /** Whether an enterprise is in the register. */
  hasEnterprise: (id: string) => Promise<boolean>
}

export type AccessService = ReturnType<typeof createAccessService>

const KEY = /^st_([0-9a-f]{24})_([A-Za-z0-9_-]{43})$/
/** Identifier of the key that ADMIN_KEY names. */
const FIRST_KEY_ID = '000000000000000000000001'

export function createAccessService(parts: AccessParts) {
  const { store } = parts
  return {
    /** @throws AppError `unauthenticated`; the same for unknown, wrong and revoked keys. */
    async authenticate(token: string | null): Promise<Caller> {
      if (token === null) throw unauthenticated()
      const id = KEY.exec(token)?.[1] ?? FIRST_KEY_ID
      const key = await store.findNamedKey(id)
      if (key === null || key.revokedAt !== null || !sameHash(key.hash, hashOf(token))) {
        throw unauthenticated()
      }
      const { person, role, duties, enterpriseId } = key
      return { keyId: key._id, person, role, duties, enterpriseId }
    },

    async issueKey(body: IssueKey, tx: Tx) {
      if (body.enterpriseId !== null && !(await parts.hasEnterprise(body.enterpriseId))) {
        throw fieldError(
          'body.enterpriseId',
          'key.enterprise_unknown',
          { vi: 'Không có cơ sở này trong sổ.', en: 'There is no such enterprise.' },
          { vi: 'Lấy id từ danh sách cơ sở.', en: 'Take the id from the list of enterprises.' },
        )
      }
      const id = parts.newId()
      const key = `st_${id}_${parts.newSecret()}`
      const record: KeyRecord = {
        _id: id,
        hash: hashOf(key),
        person: body.person,
        role: body.role,
        duties: [...new Set(body.duties)],
        enterpriseId: body.enterpriseId,
        createdAt: tx.at,
        createdBy: tx.actor.person,
        revokedAt: null,
        revision: 1,
      }
      await store.insertKey(record, tx.session)
      recordKey(tx, null, record)
      return { ...view(record), key }
    },

    async revokeKey(id: string, tx: Tx): Promise<undefined> {
      const key = await store.findKey(id, tx.session)
      if (key === null) throw notFound({ vi: 'khóa này', en: 'such key' })
      if (key._id === tx.actor.keyId) {
        throw wrongState('own_key', {
          vi: 'Không tự thu hồi khóa đang dùng; hãy dùng khóa quản trị khác.',
          en: 'A key does not revoke itself; use another administrator key.',
        })
      }
      if (key.revokedAt !== null) return
      const after = { ...key, revokedAt: tx.at, revision: key.revision + 1 }
      if (!(await store.updateKey(id, key.revision, { revokedAt: tx.at }, tx.session))) {
        throw wrongState('changed', { vi: 'Khóa vừa bị thay đổi.', en: 'The key has changed.' })
      }
      recordKey(tx, key, after)
    },

    async listKeys(query: { limit: number; cursor?: string | undefined }) {
      const keys = await store.listKeys(query.cursor, query.limit + 1)
      return toPage(keys.map(view), query.limit, (key) => key.id)
    },

    /**
     * Binds the key of an applicant to the dossier that was opened with it.
     * @param replaced the dossier it was bound to, which is over, or null
     */
    async bindEnterprise(
      keyId: string,
      enterpriseId: string,
      replaced: string | null,
      tx: Tx,
    ): Promise<void> {
      const key = await store.findKey(keyId, tx.session)
      if (key === null) throw unauthenticated()
      // The key may have opened another dossier since the request was let in.
      if (key.enterpriseId !== replaced) {
        throw wrongState('bound', {
          vi: 'Khóa này vừa được gắn với một cơ sở.',
          en: 'This key has just been bound to an enterprise.',
        })
      }
      await store.updateKey(keyId, key.revision, { enterpriseId }, tx.session)
      recordKey(tx, key, { ...key, enterpriseId, revision: key.revision + 1 })
    },

    /**
     * Makes the first administrator key of an empty register.
     * @returns the new key when it was made up here and must be shown once; else null
     */
    async ensureFirstKey(given: string | undefined, tx: Tx): Promise<string | null> {
      if (await store.hasAnyKey(tx.session)) return null
      const key = given ?? `st_${FIRST_KEY_ID}_${parts.newSecret()}`
      const record: KeyRecord = {
        _id: FIRST_KEY_ID,
        hash: hashOf(key),
        person: 'Quản trị viên đầu tiên',
        role: 'admin',
        duties: [],
        enterpriseId: null,
        createdAt: tx.at,
        createdBy: tx.actor.person,
        revokedAt: null,
        revision: 1,
      }
      await store.insertKey(record, tx.session)
      recordKey(tx, null, record)
      return given === undefined ? key : null
    },
  }
}

/** The hash of a key stays out of the audit log, which auditors read. */
function recordKey(tx: Tx, before: KeyRecord | null, after: KeyRecord): void {
  const shown = ({ hash: _hash, ...key }: KeyRecord) => key
  tx.record({
    subject: { kind: 'key', id: after._id, seq: after.revision },
    before: before === null ? null : shown(before),
    after: shown(after),
  })
}

function view(key: KeyRecord) {
  return {
    id: key._id,
    person: key.person,
    role: key.role,
    duties: key.duties,
    enterpriseId: key.enterpriseId,
    createdAt: key.createdAt.toISOString(),
    revokedAt: key.revokedAt?.toISOString() ?? null,
  }
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

function sameHash(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'))
}

function unauthenticated(): AppError {
  return new AppError('unauthenticated', {
    vi: 'Khóa không đúng, đã bị thu hồi, hoặc chưa được gửi.',
    en: 'The key is wrong, revoked, or was not sent.',
  })
}
