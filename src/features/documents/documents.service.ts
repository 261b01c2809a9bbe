import type { Tx } from '../../db/unit-of-work.ts'
import { fieldError, notFound } from '../../errors.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import type { OwnerFor } from '../enterprises/owner.service.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import type { CreateDocument, DocumentKind, DocumentRecord } from './documents.schema.ts'
import type { DocumentStore } from './documents.store.ts'

export interface DocumentParts {
  store: DocumentStore
  newId: () => string
  ownerFor: OwnerFor
}

export type DocumentService = ReturnType<typeof createDocumentService>

export function createDocumentService(parts: DocumentParts) {
  const { store } = parts
  return {
    /** Enters a document: an enterprise its own, an officer any or the department's. */
    async createDocument(body: CreateDocument, caller: Caller, tx: Tx) {
      const { enterpriseId: asked, ...fields } = body
      const owned = caller.role === 'enterprise' || asked !== null
      const record: DocumentRecord = {
        _id: parts.newId(),
        ...fields,
        enterpriseId: owned ? (await parts.ownerFor(asked, caller, tx))._id : null,
        createdAt: tx.at,
        createdBy: tx.actor.person,
        revision: 1,
      }
      await store.insert(record, tx.session)
      const subject = { kind: 'document', id: record._id, seq: 1 }
      tx.record({ subject, before: null, after: record })
      return view(record)
    },

    async getDocument(id: string, caller: Caller) {
      const found = await store.findById(id)
      // No enterprise has the identifier '': the department's own papers are for staff.
      if (found === null || !maySee(caller, found.enterpriseId ?? '')) {
        throw notFound({ vi: 'văn bản này', en: 'such document' })
      }
      return view(found)
    },

    async listDocuments(
      query: { limit: number; cursor?: string | undefined; enterpriseId?: string | undefined },
      caller: Caller,
    ) {
      const scope = scopeOf(caller, query.enterpriseId)
      const records = await store.list(scope, query.cursor, query.limit + 1)
      return toPage(records.map(view), query.limit, ({ id }) => id)
    },

    /** For other features: the record, or null. */
    findDocument: (id: string, tx: Tx | null = null) => store.findById(id, tx?.session),

    /**
     * A document that a step names: one the actor may see, of the kind that the step needs.
     * @throws AppError `invalid_fields` on `body.documentId`
     */
    async assertDocument(id: string | null, tx: Tx, kind?: DocumentKind): Promise<void> {
      if (id === null) return
      const found = await store.findById(id, tx.session)
      const own = tx.actor.role !== 'enterprise' || found?.enterpriseId === tx.actor.enterpriseId
      if (found !== null && own) {
        if (kind === undefined || found.kind === kind) return
        throw wrongKind(found.kind, kind)
      }
      throw fieldError(
        'body.documentId',
        'reference.unknown',
        { vi: 'Không có văn bản này trong sổ.', en: 'There is no such document.' },
        {
          vi: 'Nhập văn bản qua POST /documents rồi dùng id của nó.',
          en: 'Enter it with POST /documents and use its id.',
        },
      )
    },
  }
}

function wrongKind(given: DocumentKind, needed: DocumentKind) {
  return fieldError(
    'body.documentId',
    'document.kind',
    { vi: `Văn bản này là "${given}".`, en: `This document is a ${given}.` },
    { vi: `Nêu văn bản loại "${needed}".`, en: `Name a document of kind ${needed}.` },
  )
}

function view({ _id, createdAt, ...fields }: DocumentRecord) {
  return { id: _id, ...fields, createdAt: createdAt.toISOString() }
}
