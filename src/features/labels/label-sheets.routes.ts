import { media, type Role, type Route, read } from '../../http/route.ts'
import { drawCalibration, viewSheets } from './label-sheet-view.ts'
import type { SheetName } from './label-sheets.rules.ts'
import { LabelSheets, SheetParams } from './label-sheets.schema.ts'

const tag = 'labels'
const printers: { roles: readonly Role[] } = { roles: ['officer', 'enterprise', 'auditor'] }

/** What they give depends on nothing but the host, and takes long to lay out: it is made once. */
export function labelSheetRoutes({ linkHost }: { linkHost: string }): Route[] {
  let sheets: LabelSheets | undefined
  const pages = new Map<SheetName, Buffer>()
  async function pageOf(name: SheetName): Promise<Buffer> {
    const page = pages.get(name) ?? (await drawCalibration(name, linkHost))
    pages.set(name, page)
    return page
  }
  return [
    read({
      path: '/label-sheets',
      operationId: 'listLabelSheets',
      summary: { vi: 'Các tờ nhãn có sẵn', en: 'The sheets that can be printed on' },
      tag,
      access: printers,
      reply: LabelSheets,
      handle: async () => {
        sheets ??= viewSheets(linkHost)
        return sheets
      },
    }),
    read({
      path: '/label-sheets/{name}/calibration.pdf',
      operationId: 'drawCalibrationPage',
      summary: {
        vi: 'Trang hiệu chỉnh máy in: thước, dấu góc, mã thử',
        en: 'Calibration page: rulers, corner marks, test codes',
      },
      tag,
      access: printers,
      params: SheetParams,
      reply: media('application/pdf'),
      handle: async ({ params }) => ({
        type: 'application/pdf',
        body: await pageOf(params.name),
        headers: {
          'Content-Disposition': `attachment; filename="hieu-chinh-${params.name}.pdf"`,
        },
      }),
    }),
  ]
}
