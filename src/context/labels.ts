import { labelSheetRoutes } from '../features/labels/label-sheets.routes.ts'
import { labelRoutes } from '../features/labels/labels.routes.ts'
import { createLabelService } from '../features/labels/labels.service.ts'
import { createPaintPool } from '../features/labels/paint-pool.ts'
import { createPrinter } from '../features/labels/printer.ts'
import type { ContextParts } from './foundation.ts'
import type { Ledger } from './ledger.ts'
import type { Register } from './register.ts'

/** Stamps on paper: what draws them, and the threads that paint. */
export function createLabels(
  { config, secrets }: ContextParts,
  { products, enterprises }: Register,
  { stamps }: Ledger,
) {
  const pool = createPaintPool()
  const printer = createPrinter({ secretOf: secrets.secretOf, paint: pool.paint })
  const linkHost = config.LINK_HOST
  const labels = createLabelService({
    stamps,
    products,
    enterprises,
    printer,
    linkHost,
    department: config.DEPARTMENT_NAME,
    hotline: config.HOTLINE,
  })
  const routes = [...labelRoutes(labels), ...labelSheetRoutes({ linkHost })]
  return { prepareJob: labels.prepareJob, printer, routes, close: pool.close }
}
