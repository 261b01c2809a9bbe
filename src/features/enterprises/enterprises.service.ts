import type { Tx } from '../../db/unit-of-work.ts'
import { fieldError, notFound, wrongState } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import { fold } from '../../vn/fold.ts'
import { localDateOf } from '../../vn/local-date.ts'
import { viewAddress } from '../shared/address.schema.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import { assertReplaced, assertRevision } from '../shared/revision.ts'
import {
  assertEditable,
  assertMove,
  MOVES,
  type MoveName,
  missingForStamps,
  publicWords,
} from './enterprises.rules.ts'
import type {
  CreateEnterprise,
  EnterpriseRecord,
  EnterpriseStatus,
  Move,
  UpdateEnterprise,
} from './enterprises.schema.ts'
import type { EnterpriseStore } from './enterprises.store.ts'
import { canonicalIdentifier } from './identifier.rules.ts'

export interface EnterpriseParts {
  store: EnterpriseStore
  newId: () => string
  countApprovedProducts: (enterpriseId: string) => Promise<number>
  bindKey: (keyId: string, enterpriseId: string, replaced: string | null, tx: Tx) => Promise<void>
  assertDocument: (id: string | null, tx: Tx) => Promise<void>
  /** Makes an enterprise findable by words, or with null no more. */
  keepWords: (id: string, words: readonly string[] | null, tx: Tx) => Promise<void>
}

export type EnterpriseService = ReturnType<typeof createEnterpriseService>

const UNKNOWN = { vi: 'cơ sở này', en: 'such enterprise' }

export function createEnterpriseService(parts: EnterpriseParts) {
  const { store } = parts

  async function getVisible(
    id: string,
    caller: Caller,
    tx: Tx | null = null,
  ): Promise<EnterpriseRecord> {
    const found = maySee(caller, id) ? await store.findById(id, tx?.session) : null
    if (found === null) throw notFound(UNKNOWN)
    return found
  }

  async function save(
    before: EnterpriseRecord,
    changed: EnterpriseRecord,
    tx: Tx,
    reason: string | null = null,
  ): Promise<EnterpriseRecord> {
    const after = { ...changed, revision: before.revision + 1 }
    assertReplaced(await store.replace(after, before.revision, tx.session))
    const subject = { kind: 'enterprise', id: after._id, seq: after.revision }
    tx.record({ subject, before, after, reason })
    const words = publicWords(after)
    // Also where they are as before: a copy of an older release wrote the record without them.
    if (words !== null || publicWords(before) !== null) await parts.keepWords(after._id, words, tx)
    return after
  }

  async function ensureLegalEntity(record: EnterpriseRecord, name: string, tx: Tx) {
    if (record.legalEntityId === null) return
    const entity = { _id: record.legalEntityId, name, createdAt: tx.at, revision: 1 }
    if (await store.ensureLegalEntity(entity, tx.session)) {
      const subject = { kind: 'legal_entity', id: entity._id, seq: 1 }
      tx.record({ subject, before: null, after: entity })
    }
  }

  /** One key acts for one enterprise; a dossier that is over leaves it free for the next. */
  async function assertUnbound(caller: Caller, tx: Tx): Promise<void> {
    if (caller.role !== 'enterprise' || caller.enterpriseId === null) return
    const bound = await store.findById(caller.enterpriseId, tx.session)
    if (bound?.live !== true) return
    throw wrongState('bound', {
      vi: 'Khóa này đã gắn với một cơ sở.',
      en: 'This key already acts for an enterprise.',
    })
  }

  return {
    /** Opens a dossier as a draft; an applicant's key is bound to it. */
    async createEnterprise(body: CreateEnterprise, caller: Caller, tx: Tx) {
      await assertUnbound(caller, tx)
      assertNotFuture(body.address, tx)
      const value = canonicalIdentifier(body.identifier)
      const record: EnterpriseRecord = {
        _id: parts.newId(),
        identifier: { scheme: body.identifier.scheme, value },
        live: true,
        legalEntityId: body.identifier.scheme === 'CCCD12' ? null : value.slice(0, 10),
        kind: body.kind,
        name: body.name,
        nameFolded: fold(body.name),
        addresses: body.address === null ? [] : [body.address],
        representative: body.representative,
        phone: body.phone,
        status: 'draft',
        registeredOn: null,
        revokedOn: null,
        steps: [
          { status: 'draft', at: tx.at, by: tx.actor.person, reason: null, documentId: null },
        ],
        createdAt: tx.at,
        revision: 1,
      }
      await store.insert(record, tx.session)
      await ensureLegalEntity(record, body.legalEntityName ?? body.name, tx)
      const subject = { kind: 'enterprise', id: record._id, seq: 1 }
      tx.record({ subject, before: null, after: record })
      if (caller.role === 'enterprise')
        await parts.bindKey(caller.keyId, record._id, caller.enterpriseId, tx)
      return view(record)
    },

    async getEnterprise(id: string, caller: Caller) {
      return view(await getVisible(id, caller))
    },

    async listEnterprises(
      query: { limit: number; cursor?: string | undefined; status?: EnterpriseStatus | undefined },
      caller: Caller,
    ) {
      const filter = { status: query.status, id: scopeOf(caller, undefined) }
      const records = await store.list(filter, query.cursor, query.limit + 1)
      return toPage(records.map(view), query.limit, ({ id }) => id)
    },

    async updateEnterprise(
      id: string,
      body: UpdateEnterprise,
      ifRevision: number | null,
      caller: Caller,
      tx: Tx,
    ) {
      const before = await getVisible(id, caller, tx)
      assertRevision(before, ifRevision)
      assertEditable(before, body.name !== undefined)
      assertNotFuture(body.address ?? null, tx)
      assertNotBackdated(before, body.address ?? null, caller, tx)
      const name = body.name ?? before.name
      const after: EnterpriseRecord = {
        ...before,
        name,
        nameFolded: fold(name),
        addresses: withAddress(before, body.address),
        representative:
          body.representative === undefined ? before.representative : body.representative,
        phone: body.phone === undefined ? before.phone : body.phone,
      }
      return view(await save(before, after, tx))
    },

    /** One step of the registration, e.g. `approval`; who may take it stands at the route. */
    async moveEnterprise(name: MoveName, id: string, body: Move, caller: Caller, tx: Tx) {
      const before = await getVisible(id, caller, tx)
      assertMove(before, name, body.reason)
      await parts.assertDocument(body.documentId, tx)
      const { to } = MOVES[name]
      const today = localDateOf(tx.at)
      const step = { status: to, at: tx.at, by: tx.actor.person, ...body }
      const after: EnterpriseRecord = {
        ...before,
        status: to,
        live: to !== 'rejected' && to !== 'revoked',
        registeredOn: to === 'approved' ? (before.registeredOn ?? today) : before.registeredOn,
        revokedOn: to === 'revoked' ? today : before.revokedOn,
        steps: [...before.steps, step],
      }
      return view(await save(before, after, tx, body.reason))
    },

    async getReadiness(id: string, caller: Caller) {
      const dossier = await getVisible(id, caller)
      const missing = missingForStamps(dossier, await parts.countApprovedProducts(id))
      return { ready: missing.length === 0, missing }
    },

    /** For other features: the record, or null. */
    findEnterprise: (id: string, tx: Tx | null = null) => store.findById(id, tx?.session),
    findEnterprises: (ids: readonly string[], tx: Tx | null = null) =>
      store.findMany(ids, tx?.session),
    /** Dossiers that were approved once, of a tax code and, for an entity, of its branches. */
    findByTaxCode: (taxCode: string, limit: number) => store.findByTaxCode(taxCode, limit),
    countApproved: () => store.countByStatus('approved'),
  }
}

type Addresses = EnterpriseRecord['addresses']

/**
 * The addresses with a new one. A draft replaces its only address; after approval each address
 * begins after the last, so that what decided a subsidy is never rewritten.
 */
function withAddress(dossier: EnterpriseRecord, address: Addresses[number] | undefined): Addresses {
  const { addresses, registeredOn } = dossier
  if (address === undefined) return addresses
  if (registeredOn === null) return [address]
  const last = addresses.at(-1)
  if (last === undefined || address.validFrom > last.validFrom) return [...addresses, address]
  throw addressDate(
    `Địa chỉ mới phải có hiệu lực sau ${last.validFrom}.`,
    `A new address begins after ${last.validFrom}.`,
  )
}

function assertNotFuture(address: Addresses[number] | null, tx: Tx): void {
  const today = localDateOf(tx.at)
  if (address === null || address.validFrom <= today) return
  throw addressDate(
    `Địa chỉ chưa có hiệu lực: hôm nay là ${today}.`,
    `The address is not valid yet: today is ${today}.`,
  )
}

/** An officer, who sees the papers, may enter a move that lies back; the enterprise may not. */
function assertNotBackdated(
  dossier: EnterpriseRecord,
  address: Addresses[number] | null,
  caller: Caller,
  tx: Tx,
): void {
  const isOpen = dossier.registeredOn === null || caller.role !== 'enterprise'
  if (isOpen || address === null || address.validFrom >= localDateOf(tx.at)) return
  throw addressDate(
    'Sau khi được duyệt, cơ sở chỉ khai địa chỉ mới từ hôm nay.',
    'After approval an enterprise enters a new address from today only.',
  )
}

function addressDate(vi: string, en: string) {
  return fieldError(
    'body.address.validFrom',
    'address.date',
    { vi, en },
    { vi: 'Ghi ngày chuyển địa chỉ thực tế.', en: 'Give the day on which it moved.' },
  )
}

function view(record: EnterpriseRecord) {
  const { _id, live: _live, nameFolded: _folded, steps, createdAt, ...fields } = record
  const addresses = record.addresses.map(viewAddress)
  return {
    id: _id,
    ...fields,
    address: addresses.at(-1) ?? null,
    addresses,
    steps: steps.map((step) => ({ ...step, at: step.at.toISOString() })),
    createdAt: createdAt.toISOString(),
  }
}
