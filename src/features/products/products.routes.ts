import { PageQuery } from '../../http/fields.ts'
import { IMAGE_BYTES_MAX } from '../../http/limits.ts'
import { type Access, media, ROLES, type Route, read, write } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import { Readiness } from '../shared/readiness.schema.ts'
import { PutProductLinks } from './product-links.schema.ts'
import { ProductPage, ProductView } from './product-view.schema.ts'
import {
  ApproveProduct,
  CreateProduct,
  ImageQuery,
  ProductFilter,
  RetireProduct,
  UpdateProduct,
} from './products.schema.ts'
import type { ProductService } from './products.service.ts'

const tag = 'products'
const applicants: Access = { roles: ['enterprise', 'officer'] }
const officers: Access = { roles: ['officer'] }
const everyone: Access = { roles: ROLES }
const onProduct = '/products/{id}'

export function productRoutes(products: ProductService): Route[] {
  return [
    ...recordRoutes(products),
    ...stepRoutes(products),
    ...imageRoutes(products),
    linksRoute(products),
  ]
}

function recordRoutes(products: ProductService): Route[] {
  return [
    write({
      method: 'post',
      path: '/products',
      operationId: 'createProduct',
      summary: { vi: 'Khai sản phẩm', en: 'Enter a product' },
      tag,
      access: applicants,
      body: CreateProduct,
      reply: ProductView,
      status: 201,
      errors: ['already_exists', 'not_found', 'wrong_state'],
      handle: ({ body, caller }, tx) => products.createProduct(body, caller, tx),
    }),
    read({
      path: '/products',
      operationId: 'listProducts',
      summary: { vi: 'Danh sách sản phẩm', en: 'List the products' },
      tag,
      access: everyone,
      query: PageQuery.extend(ProductFilter.shape),
      reply: ProductPage,
      handle: ({ query, caller }) => products.listProducts(query, caller),
    }),
    read({
      path: onProduct,
      operationId: 'getProduct',
      summary: { vi: 'Một sản phẩm', en: 'One product' },
      tag,
      access: everyone,
      params: IdParams,
      reply: ProductView,
      handle: ({ params, caller }) => products.getProduct(params.id, caller),
    }),
    write({
      method: 'patch',
      path: onProduct,
      operationId: 'updateProduct',
      summary: { vi: 'Sửa sản phẩm', en: 'Change fields of a product' },
      tag,
      access: applicants,
      params: IdParams,
      body: UpdateProduct,
      reply: ProductView,
      ifMatch: 'required',
      errors: ['already_exists', 'wrong_state'],
      handle: ({ params, body, ifRevision, caller }, tx) =>
        products.updateProduct(params.id, body, ifRevision, caller, tx),
    }),
  ]
}

function stepRoutes(products: ProductService): Route[] {
  return [
    write({
      method: 'post',
      path: `${onProduct}/approval`,
      operationId: 'approveProduct',
      summary: { vi: 'Duyệt sản phẩm', en: 'Approve a product' },
      tag,
      access: officers,
      params: IdParams,
      body: ApproveProduct,
      reply: ProductView,
      errors: ['wrong_state', 'not_ready', 'gdti_pool_exhausted'],
      handle: ({ params, body, caller }, tx) =>
        products.approveProduct(params.id, body, caller, tx),
    }),
    write({
      method: 'post',
      path: `${onProduct}/retirement`,
      operationId: 'retireProduct',
      summary: { vi: 'Ngừng sản phẩm', en: 'Retire a product' },
      tag,
      access: applicants,
      params: IdParams,
      body: RetireProduct,
      reply: ProductView,
      errors: ['wrong_state'],
      handle: ({ params, body, caller }, tx) => products.retireProduct(params.id, body, caller, tx),
    }),
    read({
      path: `${onProduct}/readiness`,
      operationId: 'getProductReadiness',
      summary: { vi: 'Vì sao chưa gắn được tem', en: 'Why not yet' },
      tag,
      access: everyone,
      params: IdParams,
      reply: Readiness,
      handle: ({ params, caller }) => products.getReadiness(params.id, caller),
    }),
  ]
}

function linksRoute(products: ProductService): Route {
  return write({
    method: 'put',
    path: `${onProduct}/links`,
    operationId: 'putProductLinks',
    summary: { vi: 'Đặt liên kết của sản phẩm', en: 'Put the links of a product' },
    tag,
    access: applicants,
    params: IdParams,
    body: PutProductLinks,
    reply: ProductView,
    ifMatch: 'optional',
    errors: ['wrong_state'],
    handle: ({ params, body, ifRevision, caller }, tx) =>
      products.putLinks(params.id, body, ifRevision, caller, tx),
  })
}

function imageRoutes(products: ProductService): Route[] {
  return [
    write({
      method: 'put',
      path: `${onProduct}/image`,
      operationId: 'putProductImage',
      summary: { vi: 'Gửi ảnh sản phẩm', en: 'Put the picture of a product' },
      tag,
      access: applicants,
      params: IdParams,
      body: {
        kind: 'binary',
        types: ['image/png', 'image/jpeg', 'image/webp'],
        bytesMax: IMAGE_BYTES_MAX,
      },
      reply: ProductView,
      ifMatch: 'optional',
      errors: ['wrong_state'],
      prepare: ({ params, body, caller }) => products.prepareImage(params.id, body, caller),
      handle: ({ params, prepared, ifRevision, caller }, tx) =>
        products.putImage(params.id, prepared, ifRevision, caller, tx),
    }),
    read({
      path: `${onProduct}/image`,
      operationId: 'getProductImage',
      summary: { vi: 'Ảnh sản phẩm', en: 'The picture of a product' },
      tag,
      access: everyone,
      params: IdParams,
      query: ImageQuery,
      reply: media('image/jpeg'),
      handle: async ({ params, query, caller }) => {
        const { sha256, bytes, contentType } = await products.getImage(params.id, caller)
        const kept =
          query.v === sha256 ? 'private, max-age=31536000, immutable' : 'private, no-cache'
        const headers = { ETag: `"${sha256}"`, 'Cache-Control': kept }
        return { type: contentType, body: bytes, headers }
      },
    }),
  ]
}
