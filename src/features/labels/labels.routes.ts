import { type Access, media, type Route, read } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import { BatchParams } from '../stamps/stamps.schema.ts'
import {
  LabelQuery,
  PngQuery,
  RangeQuery,
  StampParams,
  SvgQuery,
  ZplQuery,
} from './labels.schema.ts'
import type { LabelService } from './labels.service.ts'
import { sheetOf } from './print-request.schema.ts'

const tag = 'labels'
/** Who holds the codes of a batch can print its stamps. */
const printers: Access = { roles: ['officer', 'enterprise', 'auditor'] }
const holders: Access = { roles: ['admin', 'officer', 'enterprise', 'auditor', 'inspector'] }
/** A picture of a stamp is its code. */
const PRIVATE = { 'Cache-Control': 'private, no-cache' }
const CSV_SHEET = { sheet: sheetOf({ sheet: 'a4-65' }), firstLabel: 1, dpi: 203 } as const

export function labelRoutes(labels: LabelService): Route[] {
  return [...fileRoutes(labels), ...pictureRoutes(labels), ...productRoutes(labels)]
}

function fileRoutes(labels: LabelService): Route[] {
  const common = { tag, access: printers, params: BatchParams }
  return [
    read({
      ...common,
      path: '/stamp-batches/{id}/labels.pdf',
      operationId: 'printStampLabels',
      summary: { vi: 'Tờ in tem A4 hoặc cuộn nhãn', en: 'Stamps on label sheets, as PDF' },
      query: LabelQuery,
      reply: media('application/pdf'),
      async handle({ params, query, caller }) {
        const { from, to, firstLabel } = query
        const asked = { batchId: params.id, from, to, sheet: sheetOf(query), firstLabel }
        return attached(await labels.printOf({ ...asked, format: 'pdf', dpi: 203 }, caller))
      },
    }),
    read({
      ...common,
      path: '/stamp-batches/{id}/labels.zpl',
      operationId: 'printStampLabelsZpl',
      summary: { vi: 'Lệnh ZPL cho máy in nhãn nhiệt', en: 'Stamps as ZPL for thermal printers' },
      query: ZplQuery,
      reply: media('application/vnd.zebra-zpl'),
      async handle({ params, query, caller }) {
        const { from, to, dpi } = query
        const sheet = sheetOf(query)
        const asked = { batchId: params.id, from, to, sheet, firstLabel: 1, dpi }
        return attached(await labels.printOf({ ...asked, format: 'zpl' }, caller))
      },
    }),
    read({
      ...common,
      path: '/stamp-batches/{id}/labels.csv',
      operationId: 'listStampLabels',
      summary: {
        vi: 'Số sê-ri, đường dẫn, số tem cho nhà in',
        en: 'Stamps as CSV for print houses',
      },
      query: RangeQuery,
      reply: media('text/csv'),
      async handle({ params, query, caller }) {
        const asked = { batchId: params.id, ...query, ...CSV_SHEET }
        return attached(await labels.printOf({ ...asked, format: 'csv' }, caller))
      },
    }),
  ]
}

function attached({ type, fileName, write }: Awaited<ReturnType<LabelService['printOf']>>) {
  const headers = {
    'Content-Disposition': `attachment; filename="${fileName}"`,
    'Cache-Control': 'private, no-store',
  }
  return { type, body: write, headers }
}

function pictureRoutes(labels: LabelService): Route[] {
  return [
    read({
      path: '/stamp-batches/{id}/stamps/{index}.svg',
      operationId: 'drawStampSvg',
      summary: { vi: 'Một tem dạng SVG', en: 'One stamp as SVG' },
      tag,
      access: printers,
      params: StampParams,
      query: SvgQuery,
      reply: media('image/svg+xml'),
      handle: async ({ params, query, caller }) => ({
        type: 'image/svg+xml',
        body: await labels.svgOf(params.id, params.index, query, caller),
        headers: PRIVATE,
      }),
    }),
    read({
      path: '/stamp-batches/{id}/stamps/{index}.png',
      operationId: 'drawStampPng',
      summary: { vi: 'Một tem dạng PNG', en: 'One stamp as PNG' },
      tag,
      access: printers,
      params: StampParams,
      query: PngQuery,
      reply: media('image/png'),
      handle: async ({ params, query, caller }) => ({
        type: 'image/png',
        body: await labels.pngOf(params.id, params.index, query, caller),
        headers: PRIVATE,
      }),
    }),
  ]
}

function productRoutes(labels: LabelService): Route[] {
  const common = { tag, access: holders, params: IdParams, reply: media('image/svg+xml') }
  return [
    read({
      ...common,
      path: '/products/{id}/barcode.svg',
      operationId: 'drawProductBarcode',
      summary: { vi: 'Mã vạch GTIN của sản phẩm', en: "The product's own bar code" },
      errors: ['wrong_state'],
      handle: async ({ params, caller }) => ({
        type: 'image/svg+xml',
        body: await labels.barcodeOf(params.id, caller),
      }),
    }),
    read({
      ...common,
      path: '/products/{id}/datamatrix.svg',
      operationId: 'drawProductMatrix',
      summary: { vi: 'GS1 DataMatrix của sản phẩm', en: "The product's GTIN as GS1 DataMatrix" },
      errors: ['wrong_state'],
      handle: async ({ params, caller }) => ({
        type: 'image/svg+xml',
        body: await labels.matrixOf(params.id, caller),
      }),
    }),
  ]
}
