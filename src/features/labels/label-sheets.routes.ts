import { media, type Role, type Route, read } from '../../http/route.ts'
import { drawCalibration, viewSheets } from './label-sheet-view.ts'
import { LabelSheets, SheetParams } from './label-sheets.schema.ts'

const tag = 'labels'
const printers: { roles: readonly Role[] } = { roles: ['officer', 'enterprise', 'auditor'] }

export function labelSheetRoutes({ linkHost }: { linkHost: string }): Route[] {
  return [
    read({
      path: '/label-sheets',
      operationId: 'listLabelSheets',
      summary: { vi: 'Các tờ nhãn có sẵn', en: 'The sheets that can be printed on' },
      tag,
      access: printers,
      reply: LabelSheets,
      handle: async () => viewSheets(linkHost),
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
        body: await drawCalibration(params.name, linkHost),
        headers: {
          'Content-Disposition': `attachment; filename="hieu-chinh-${params.name}.pdf"`,
        },
      }),
    }),
  ]
}
