import { PageQuery } from '../../http/fields.ts'
import { type Access, type Route, read, write } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import { CreateDocument, DocumentFilter, DocumentPage, DocumentView } from './documents.schema.ts'
import type { DocumentService } from './documents.service.ts'

const tag = 'documents'
const writers: Access = { roles: ['officer', 'enterprise'] }
const readers: Access = { roles: ['officer', 'auditor', 'admin', 'enterprise'] }

export function documentRoutes(documents: DocumentService): Route[] {
  return [
    write({
      method: 'post',
      path: '/documents',
      operationId: 'createDocument',
      summary: { vi: 'Nhập văn bản, chứng từ', en: 'Enter a document' },
      tag,
      access: writers,
      body: CreateDocument,
      reply: DocumentView,
      status: 201,
      errors: ['already_exists', 'not_found', 'wrong_state'],
      handle: ({ body, caller }, tx) => documents.createDocument(body, caller, tx),
    }),
    read({
      path: '/documents',
      operationId: 'listDocuments',
      summary: { vi: 'Danh sách văn bản', en: 'List the documents' },
      tag,
      access: readers,
      query: PageQuery.extend(DocumentFilter.shape),
      reply: DocumentPage,
      handle: ({ query, caller }) => documents.listDocuments(query, caller),
    }),
    read({
      path: '/documents/{id}',
      operationId: 'getDocument',
      summary: { vi: 'Một văn bản', en: 'One document' },
      tag,
      access: readers,
      params: IdParams,
      reply: DocumentView,
      handle: ({ params, caller }) => documents.getDocument(params.id, caller),
    }),
  ]
}
