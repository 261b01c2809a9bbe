import { randomBytes } from 'node:crypto'
import { createContactEraser } from '../features/stamp-reports/erase-contacts.ts'
import { createReportFees } from '../features/stamp-reports/report-fees.ts'
import { createIntakeService } from '../features/stamp-reports/report-intake.service.ts'
import { reportPageRoutes } from '../features/stamp-reports/report-pages.routes.ts'
import { createReportPhotoStore } from '../features/stamp-reports/report-photos.store.ts'
import { stampReportRoutes } from '../features/stamp-reports/stamp-reports.routes.ts'
import {
  COUNTED_FORMS_MAX,
  REPORT_WINDOW_S,
  REPORTED_TOO_OFTEN,
  REPORTS_MAX,
  UPLOADED_TOO_OFTEN,
  UPLOADS_MAX,
} from '../features/stamp-reports/stamp-reports.rules.ts'
import { createStampReportService } from '../features/stamp-reports/stamp-reports.service.ts'
import { createStampReportStore } from '../features/stamp-reports/stamp-reports.store.ts'
import { createLimit } from '../http/rate-limit.ts'
import type { Base, ContextParts } from './foundation.ts'
import type { Ledger } from './ledger.ts'
import type { Register } from './register.ts'

/** Reports of wrong stamps: from whoever sends one to the desk of the officers. */
export function createStampReports(
  { config, connection, log, baseUrl }: ContextParts,
  { newId, nextNumber, clock, runUnit, random }: Base,
  { products }: Pick<Register, 'products'>,
  { stamps }: Pick<Ledger, 'stamps'>,
) {
  const store = createStampReportStore(connection)
  const photos = createReportPhotoStore(connection)
  const statusUrl = (token: string): string => `${baseUrl}/reports/${token}`
  const intake = createIntakeService({
    store,
    photos,
    newId,
    newSecret: () => randomBytes(32).toString('base64url'),
    nextNumber,
    now: clock.now,
    fees: createReportFees({
      limit: createLimit(REPORTS_MAX, REPORT_WINDOW_S, REPORTED_TOO_OFTEN),
      windowMs: REPORT_WINDOW_S * 1000,
      formsMax: COUNTED_FORMS_MAX,
      elapsedMs: () => performance.now(),
    }),
    stamps,
    products,
    statusUrl,
  })
  const eraser = createContactEraser({
    store,
    runUnit,
    now: clock.now,
    random,
    report: (event, fields) => log.warn(event, fields),
  })
  const service = createStampReportService({ store, photos, now: clock.now })
  return {
    routes: stampReportRoutes(service),
    openRoutes: reportPageRoutes(intake, {
      department: config.DEPARTMENT_NAME,
      hotline: config.HOTLINE,
      statusUrl,
      uploads: createLimit(UPLOADS_MAX, REPORT_WINDOW_S, UPLOADED_TOO_OFTEN),
    }),
    start: eraser.start,
    stop: eraser.stop,
  }
}
