import { media, ROLES, type Route, read } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import { BatchParams } from '../stamps/stamps.schema.ts'
import { LabelQuery, PngQuery, StampParams } from './labels.schema.ts'
import type { LabelService } from './labels.service.ts'

const tag = 'labels'
const holders = { roles: ROLES }

export function labelRoutes(labels: LabelService): Route[] {
  return [
    read({
      path: '/stamp-batches/{id}/labels.pdf',
      operationId: 'printStampLabels',
      summary: { vi: 'Tờ in tem A4', en: 'Stamps as an A4 PDF' },
      tag,
      access: holders,
      params: BatchParams,
      query: LabelQuery,
      reply: media('application/pdf'),
      handle: async ({ params, query, caller }) => {
        const { fileName, write } = await labels.pdfOf(params.id, query, caller)
        const headers = { 'Content-Disposition': `attachment; filename="${fileName}"` }
        return { type: 'application/pdf', body: write, headers }
      },
    }),
    read({
      path: '/stamp-batches/{id}/stamps/{index}.svg',
      operationId: 'drawStampSvg',
      summary: { vi: 'Một tem dạng SVG', en: 'One stamp as SVG' },
      tag,
      access: holders,
      params: StampParams,
      reply: media('image/svg+xml'),
      handle: async ({ params, caller }) => ({
        type: 'image/svg+xml',
        body: await labels.svgOf(params.id, params.index, caller),
      }),
    }),
    read({
      path: '/stamp-batches/{id}/stamps/{index}.png',
      operationId: 'drawStampPng',
      summary: { vi: 'Một tem dạng PNG', en: 'One stamp as PNG' },
      tag,
      access: holders,
      params: StampParams,
      query: PngQuery,
      reply: media('image/png'),
      handle: async ({ params, query, caller }) => ({
        type: 'image/png',
        body: await labels.pngOf(params.id, params.index, query.width, caller),
      }),
    }),
    read({
      path: '/products/{id}/barcode.svg',
      operationId: 'drawProductBarcode',
      summary: { vi: 'Mã vạch GTIN của sản phẩm', en: "The product's own bar code" },
      tag,
      access: holders,
      params: IdParams,
      reply: media('image/svg+xml'),
      errors: ['wrong_state'],
      handle: async ({ params, caller }) => ({
        type: 'image/svg+xml',
        body: await labels.barcodeOf(params.id, caller),
      }),
    }),
  ]
}
