import type { NextNumber } from '../../db/counters.ts'
import type { Tx } from '../../db/unit-of-work.ts'
import { notFound } from '../../errors.ts'
import { gdtiFor } from '../../gs1/gdti.ts'
import { toPage } from '../../http/fields.ts'
import type { Caller } from '../../http/route.ts'
import { fold } from '../../vn/fold.ts'
import { localDateOf } from '../../vn/local-date.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { OwnerFor } from '../enterprises/owner.service.ts'
import { maySee, scopeOf } from '../shared/ownership.ts'
import { assertReplaced, assertRevision } from '../shared/revision.ts'
import type { ImageStore, Picture } from './images.store.ts'
import { readPicture } from './product-image.ts'
import type { PutProductLinks } from './product-links.schema.ts'
import { viewProduct } from './product-view.ts'
import {
  assertApprovable,
  assertChangeable,
  assertInPool,
  assertLinksOpen,
  assertLiveProduct,
  assertPictureOpen,
  keyOf,
  missingForStamps,
  publicWords,
  withChange,
} from './products.rules.ts'
import type {
  ApproveProduct,
  CreateProduct,
  ProductRecord,
  ProductStatus,
  RetireProduct,
  UpdateProduct,
} from './products.schema.ts'
import type { ProductStore } from './products.store.ts'

export interface ProductParts {
  store: ProductStore
  images: ImageStore
  newId: () => string
  nextNumber: NextNumber
  /** The department's GS1 company prefix, from which GDTIs are allotted. */
  gdtiPrefix: string
  enterprises: Pick<EnterpriseService, 'findEnterprise' | 'findEnterprises'>
  /** Refuses an enterprise whose registration was rejected or revoked. */
  liveOwnerFor: OwnerFor
  assertDocument: (id: string | null, tx: Tx) => Promise<void>
  /** Makes a product findable by words, or with null no more. */
  keepWords: (id: string, words: readonly string[] | null, tx: Tx) => Promise<void>
}

export type ProductService = ReturnType<typeof createProductService>

export function createProductService(parts: ProductParts) {
  const { store, images, enterprises } = parts

  async function getVisible(
    id: string,
    caller: Caller,
    tx: Tx | null = null,
  ): Promise<ProductRecord> {
    const found = await store.findById(id, tx?.session)
    if (found === null || !maySee(caller, found.enterpriseId)) {
      throw notFound({ vi: 'sản phẩm này', en: 'such product' })
    }
    return found
  }

  async function save(
    before: ProductRecord,
    changed: ProductRecord,
    tx: Tx,
    reason: string | null = null,
  ): Promise<ProductRecord> {
    const after = { ...changed, revision: before.revision + 1 }
    assertReplaced(await store.replace(after, before.revision, tx.session))
    const subject = { kind: 'product', id: after._id, seq: after.revision }
    tx.record({ subject, before, after, reason })
    const words = publicWords(after)
    // Also where they are as before: a copy of an older release wrote the record without them.
    if (words !== null || publicWords(before) !== null) await parts.keepWords(after._id, words, tx)
    return after
  }

  async function viewOf(product: ProductRecord, tx: Tx | null = null) {
    const enterprise = await enterprises.findEnterprise(product.enterpriseId, tx)
    return viewProduct(product, enterprise?.name ?? null)
  }

  /**
   * Allots the next GDTI of the pool. The number is taken in the transaction: approvals are rare,
   * and one that fails must waste none of a small pool. A new prefix starts a series of its own.
   */
  async function allotGdti(tx: Tx): Promise<string> {
    const n = await parts.nextNumber(`gdti:${parts.gdtiPrefix}`, tx.session)
    assertInPool(n, parts.gdtiPrefix)
    return gdtiFor(parts.gdtiPrefix, n - 1)
  }

  return {
    /** Enters a product of an enterprise, as a draft. */
    async createProduct(body: CreateProduct, caller: Caller, tx: Tx) {
      const { enterpriseId: asked, gtin, ...fields } = body
      const owner = await parts.liveOwnerFor(asked, caller, tx)
      const record: ProductRecord = {
        _id: parts.newId(),
        enterpriseId: owner._id,
        ...keyOf(gtin),
        live: true,
        nameFolded: fold(fields.name),
        ...fields,
        image: null,
        links: [],
        status: 'draft',
        approvedOn: null,
        approvalDocumentId: null,
        retiredOn: null,
        retirementReason: null,
        createdAt: tx.at,
        revision: 1,
      }
      await store.insert(record, tx.session)
      const subject = { kind: 'product', id: record._id, seq: 1 }
      tx.record({ subject, before: null, after: record })
      return viewProduct(record, owner.name)
    },

    async getProduct(id: string, caller: Caller) {
      return await viewOf(await getVisible(id, caller))
    },

    async listProducts(
      query: {
        limit: number
        cursor?: string | undefined
        enterpriseId?: string | undefined
        status?: ProductStatus | undefined
      },
      caller: Caller,
    ) {
      const filter = { status: query.status, enterpriseId: scopeOf(caller, query.enterpriseId) }
      const records = await store.list(filter, query.cursor, query.limit + 1)
      const owners = [...new Set(records.map(({ enterpriseId }) => enterpriseId))]
      const found = owners.length === 0 ? [] : await enterprises.findEnterprises(owners)
      const names = new Map(found.map(({ _id, name }) => [_id, name]))
      const views = records.map((record) =>
        viewProduct(record, names.get(record.enterpriseId) ?? null),
      )
      return toPage(views, query.limit, ({ id }) => id)
    },

    async updateProduct(
      id: string,
      body: UpdateProduct,
      ifRevision: number | null,
      caller: Caller,
      tx: Tx,
    ) {
      const before = await getVisible(id, caller, tx)
      assertRevision(before, ifRevision)
      assertChangeable(before, body)
      const changed = withChange(before, body)
      const after = { ...changed, nameFolded: fold(changed.name) }
      return await viewOf(await save(before, after, tx), tx)
    },

    /** Approves a product; one without a GTIN gets a GDTI of the department's pool. */
    async approveProduct(id: string, body: ApproveProduct, caller: Caller, tx: Tx) {
      const before = await getVisible(id, caller, tx)
      const enterprise = await enterprises.findEnterprise(before.enterpriseId, tx)
      assertApprovable(before, enterprise)
      await parts.assertDocument(body.documentId, tx)
      const allotted =
        before.key === null ? ({ key: await allotGdti(tx), keyKind: 'GDTI' } as const) : {}
      const after: ProductRecord = {
        ...before,
        ...allotted,
        status: 'approved',
        approvedOn: localDateOf(tx.at),
        approvalDocumentId: body.documentId,
      }
      return await viewOf(await save(before, after, tx), tx)
    },

    /** Retires a product for good; its key is free for another, its stamps stay readable. */
    async retireProduct(id: string, body: RetireProduct, caller: Caller, tx: Tx) {
      const before = await getVisible(id, caller, tx)
      assertLiveProduct(before)
      const after: ProductRecord = {
        ...before,
        status: 'retired',
        live: false,
        retiredOn: localDateOf(tx.at),
        retirementReason: body.reason,
      }
      return await viewOf(await save(before, after, tx, body.reason), tx)
    },

    async getReadiness(id: string, caller: Caller) {
      const product = await getVisible(id, caller)
      const enterprise = await enterprises.findEnterprise(product.enterpriseId)
      const missing = missingForStamps(product, enterprise)
      return { ready: missing.length === 0, missing }
    },

    /** Decodes a picture that was sent for a product: slow, so before the transaction. */
    async prepareImage(id: string, sent: Buffer, caller: Caller): Promise<Picture> {
      assertPictureOpen(await getVisible(id, caller), caller)
      return await readPicture(sent)
    },

    /** Puts a picture in the place of the present one; the old one stays for the history. */
    async putImage(
      id: string,
      picture: Picture,
      ifRevision: number | null,
      caller: Caller,
      tx: Tx,
    ) {
      const before = await getVisible(id, caller, tx)
      assertRevision(before, ifRevision)
      assertPictureOpen(before, caller)
      const { bytes, ...facts } = picture
      const image = { ...facts, bytes: bytes.length }
      if (await images.ensure(picture, tx.at, tx.session)) {
        const subject = { kind: 'image', id: image.sha256, seq: 1 }
        tx.record({ subject, before: null, after: image })
      }
      return await viewOf(await save(before, { ...before, image }, tx), tx)
    },

    /** Puts pages about a product, kept elsewhere, in the place of the present ones. */
    async putLinks(
      id: string,
      { links }: PutProductLinks,
      ifRevision: number | null,
      caller: Caller,
      tx: Tx,
    ) {
      const before = await getVisible(id, caller, tx)
      assertRevision(before, ifRevision)
      assertLinksOpen(before, caller)
      return await viewOf(await save(before, { ...before, links }, tx), tx)
    },

    /** The present picture of a product. @throws AppError `not_found` where there is none. */
    async getImage(id: string, caller: Caller): Promise<Picture> {
      const { image } = await getVisible(id, caller)
      const picture = image === null ? null : await images.find(image.sha256)
      if (picture === null) throw notFound({ vi: 'ảnh của sản phẩm này', en: 'picture of it' })
      return picture
    },

    /** For other features: the record, or null. */
    findProduct: (id: string, tx: Tx | null = null) => store.findById(id, tx?.session),
    findProducts: (ids: readonly string[]) => store.findMany(ids),
    /** Of each key the live product, else the one retired last. */
    findByKeys: (keys: readonly string[]) => store.findByKeys(keys),
    findImage: (sha256: string) => images.find(sha256),
    countApproved: () => store.countApproved(),
    countApprovedOf: (enterpriseId: string) => store.countApprovedOf(enterpriseId),
    /** The first approved products of an enterprise. */
    listApprovedOf: (enterpriseId: string, limit: number) =>
      store.list({ enterpriseId, status: 'approved' }, undefined, limit),
    /** Approved products in the order of their ids, `after` exclusive. */
    listApproved: (after: string | undefined, limit: number) =>
      store.list({ status: 'approved' }, after, limit),
  }
}
