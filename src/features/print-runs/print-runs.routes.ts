import type { GroupCommit } from '../../db/group-commit.ts'
import { PageQuery } from '../../http/fields.ts'
import { type Access, media, queued, type Route, read, write } from '../../http/route.ts'
import { IdParams } from '../shared/params.schema.ts'
import type { Desk, DeskNeed } from '../stamps/desk.ts'
import { BatchParams } from '../stamps/stamps.schema.ts'
import type { PrintDownloads } from './download-print-files.ts'
import {
  PartParams,
  PrintedView,
  PrintPage,
  PrintStamps,
  RunFilter,
  RunPage,
  RunView,
} from './print-runs.schema.ts'
import type { PrintRunService } from './print-runs.service.ts'

const tag = 'labels'
const printers: Access = { roles: ['officer', 'enterprise'] }
const readers: Access = { roles: ['officer', 'enterprise', 'auditor'] }
const onRun = '/print-runs/{id}'
/** Who holds the codes of a batch can print its stamps. */
const PRIVATE = { 'Cache-Control': 'private, no-store' }

/** @param queue the one of the stamp events: of two who print at once one is the first */
export function printRunRoutes(
  service: PrintRunService,
  downloads: PrintDownloads,
  queue: GroupCommit<DeskNeed, Desk>,
): Route[] {
  return [
    queued({
      method: 'post',
      path: '/print-runs',
      operationId: 'printStamps',
      summary: { vi: 'In tem: làm tệp in trong nền', en: 'Print stamps: files, made behind' },
      tag,
      access: printers,
      body: PrintStamps,
      reply: PrintedView,
      errors: ['not_found', 'ranges_refused', 'already_printed', 'wrong_state'],
      queue,
      needs: async ({ body }) => [{ lane: body.batchId, ranges: body.ranges ?? [] }],
      handle: ({ body, caller }, tx, desk) => service.printStamps(body, caller, tx, desk),
    }),
    write({
      method: 'post',
      path: `${onRun}/cancellation`,
      operationId: 'cancelPrintRun',
      summary: { vi: 'Hủy lượt in chưa xong', en: 'Cancel a print run that is not done' },
      tag,
      access: printers,
      params: IdParams,
      reply: RunView,
      errors: ['wrong_state'],
      prepare: ({ params, caller }) => service.holdPrintRun(params.id, caller),
      handle: ({ params, caller }, tx) => service.cancelPrintRun(params.id, caller, tx),
    }),
    ...readRoutes(service),
    ...fileRoutes(downloads),
  ]
}

function readRoutes(service: PrintRunService): Route[] {
  return [
    read({
      path: '/print-runs',
      operationId: 'listPrintRuns',
      summary: { vi: 'Danh sách lượt in', en: 'List the print runs' },
      tag,
      access: readers,
      query: PageQuery.extend(RunFilter.shape),
      reply: RunPage,
      handle: ({ query, caller }) => service.listPrintRuns(query, caller),
    }),
    read({
      path: onRun,
      operationId: 'getPrintRun',
      summary: { vi: 'Một lượt in, tiến độ và các tệp', en: 'One print run, how far, its files' },
      tag,
      access: readers,
      params: IdParams,
      reply: RunView,
      handle: ({ params, caller }) => service.getPrintRun(params.id, caller),
    }),
    read({
      path: '/stamp-batches/{id}/prints',
      operationId: 'listStampPrints',
      summary: { vi: 'Các lần in tem của đợt', en: 'Prints of the stamps of a batch' },
      tag,
      access: readers,
      params: BatchParams,
      query: PageQuery,
      reply: PrintPage,
      handle: ({ params, query, caller }) => service.listPrints(params.id, query, caller),
    }),
  ]
}

function fileRoutes(downloads: PrintDownloads): Route[] {
  return [
    read({
      path: `${onRun}/parts/{number}`,
      operationId: 'downloadPrintPart',
      summary: { vi: 'Tải một tệp in đã xong', en: 'One printed file that is there' },
      tag,
      access: readers,
      params: PartParams,
      reply: media('application/pdf', 'application/vnd.zebra-zpl', 'text/csv'),
      errors: ['files_gone', 'wrong_state'],
      handle: async ({ params, caller }) => {
        const file = await downloads.partOf(params.id, params.number, caller)
        const headers = {
          'Content-Disposition': `attachment; filename="${file.name}"`,
          'Content-Length': String(file.bytes),
          ETag: `"${file.sha256}"`,
          ...PRIVATE,
        }
        return { type: file.type, body: file.write, headers }
      },
    }),
    read({
      path: `${onRun}/files.zip`,
      operationId: 'downloadPrintFiles',
      summary: { vi: 'Tải mọi tệp của lượt in đã xong', en: 'All files of a run that is done' },
      tag,
      access: readers,
      params: IdParams,
      reply: media('application/zip'),
      errors: ['files_gone', 'wrong_state'],
      handle: async ({ params, caller }) => {
        const { name, write: body } = await downloads.archiveOf(params.id, caller)
        const headers = { 'Content-Disposition': `attachment; filename="${name}"`, ...PRIVATE }
        return { type: 'application/zip', body, headers }
      },
    }),
  ]
}
