import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type AppError, fieldError, notFound, wrongState } from '../../errors.ts'
import type { Caller } from '../../http/route.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { ProductService } from '../products/products.service.ts'
import { maySee } from '../shared/ownership.ts'
import { assertWithin } from '../stamps/code-stream.ts'
import type { BatchRecord } from '../stamps/ledger.schema.ts'
import type { Range } from '../stamps/ranges.rules.ts'
import type { StampService } from '../stamps/stamps.service.ts'
import { productMatrix, stampMatrix } from './data-matrix.ts'
import { type LabelLayout, layOut, type StampText } from './label-layout.ts'
import { SHEETS, type Sheet, type SheetName } from './label-sheets.rules.ts'
import { PDF_STAMPS_MAX, STAMP_PNG_WIDTH_PX, STAMPS_PER_PART } from './labels.rules.ts'
import {
  PRINTER_DPI,
  type PrinterDpi,
  type PrintFormat,
  type PrintJob,
  partAt,
  stampsOf,
} from './print-job.rules.ts'
import { formOf, layoutOf, type Printer } from './printer.ts'
import { productBarcode } from './product-barcode.ts'
import { labelsPerSheet } from './sheet.rules.ts'
import { stampPng } from './stamp-png.ts'
import { stampSvg } from './stamp-svg.ts'
import { LabelTooSmall } from './symbol.rules.ts'

export interface LabelParts {
  stamps: Pick<StampService, 'getBatchRecord' | 'stampAt'>
  products: Pick<ProductService, 'findProduct'>
  enterprises: Pick<EnterpriseService, 'findEnterprise'>
  printer: Printer
  linkHost: string
  department: string
  hotline: string
}

/** What is to be printed, read and checked but for the batch. */
export interface PrintRequest {
  batchId: number
  /** Ascending, without overlap. */
  ranges: readonly Range[]
  format: PrintFormat
  sheet: Sheet
  firstLabel: number
  dpi: PrinterDpi
  pagesPerPart?: number | undefined
}

/** Without `to`: to the end of the batch. */
interface RangeAsked {
  from: number
  to?: number | undefined
}

const WIDTH_STEP_PX = 10

export type LabelService = ReturnType<typeof createLabelService>

export function createLabelService(parts: LabelParts) {
  const { stamps, printer, linkHost, department, hotline } = parts

  async function textOf(batch: BatchRecord): Promise<StampText> {
    const [product, enterprise] = await Promise.all([
      parts.products.findProduct(batch.productId, null),
      parts.enterprises.findEnterprise(batch.enterpriseId),
    ])
    return {
      product: product?.name ?? '',
      enterprise: enterprise?.name ?? '',
      department,
      hotline,
    }
  }

  async function stampOf(id: number, index: number, caller: Caller) {
    const batch = await stamps.getBatchRecord(id, caller)
    if (index >= batch.quantity) throw notFound({ vi: 'tem này trong đợt', en: 'such stamp' })
    return { batch, code: stamps.stampAt(batch, index), text: await textOf(batch) }
  }

  async function jobOf(batch: BatchRecord, request: PrintRequest, part: string) {
    const { sheet, format, ranges } = request
    // What the format has no use for is the same in every job, so that one job is one run.
    const firstLabel = format === 'pdf' ? request.firstLabel : 1
    const dpi = format === 'zpl' ? request.dpi : PRINTER_DPI[0]
    const perSheet = format === 'pdf' ? labelsPerSheet(sheet) : 1
    const job: PrintJob = {
      batchId: batch._id,
      key: batch.key,
      keyVersion: batch.keyVersion,
      quantity: batch.quantity,
      issuedOn: batch.issuedOn,
      ...{ ranges: [...ranges], format, sheet, firstLabel, dpi, linkHost },
      text: await textOf(batch),
      pagesPerPart: request.pagesPerPart ?? Math.ceil(STAMPS_PER_PART / perSheet),
    }
    assertRoom(job, part)
    return job
  }

  return {
    /**
     * What a run prints.
     * @param request its ranges lie within the batch
     * @throws AppError 404 for another's batch, 422 for a label that is too small
     */
    async prepareJob(request: PrintRequest, caller: Caller): Promise<PrintJob> {
      const batch = await stamps.getBatchRecord(request.batchId, caller)
      return await jobOf(batch, request, 'body')
    },

    /** The files of a range as one, streamed; a PDF in one piece has its limit. */
    async printOf(
      { from, to, ...request }: Omit<PrintRequest, 'ranges'> & RangeAsked,
      caller: Caller,
    ) {
      const batch = await stamps.getBatchRecord(request.batchId, caller)
      const range = { from, to: to ?? batch.quantity - 1 }
      assertWithin(range, batch)
      const whole = { ...request, ranges: [range], pagesPerPart: Number.MAX_SAFE_INTEGER }
      const job = await jobOf(batch, whole, 'query')
      if (job.format === 'pdf' && stampsOf(job) > PDF_STAMPS_MAX) throw tooMany()
      const part = partAt(job, 1)
      return {
        type: printer.mediaType(job),
        fileName: printer.fileName(job, part),
        write: (out: Writable) => writeWhole(printer.chunks(job, part), out),
      }
    },

    async svgOf(
      id: number,
      index: number,
      { sheet, symbol }: { sheet: SheetName; symbol: 'qr' | 'gs1-datamatrix' },
      caller: Caller,
    ): Promise<string> {
      const { batch, code, text } = await stampOf(id, index, caller)
      if (symbol === 'gs1-datamatrix') return stampMatrix({ key: batch.key, serial: code.serial })
      const { size } = formOf({ linkHost, key: batch.key })
      const layout = layOutFor('query.sheet', () => layOut(SHEETS[sheet], text, size))
      return stampSvg(layout, text, code)
    },

    async pngOf(
      id: number,
      index: number,
      { sheet, width }: { sheet: SheetName; width: number },
      caller: Caller,
    ): Promise<Buffer> {
      const { batch, code, text } = await stampOf(id, index, caller)
      const { size } = formOf({ linkHost, key: batch.key })
      const layout = layOutOnPixels(SHEETS[sheet], text, size, width)
      return await stampPng(layout, text, code, width)
    },

    /** The bar code of a product's own GTIN. @throws AppError where it has none */
    barcodeOf: async (productId: string, caller: Caller): Promise<string> =>
      productBarcode(await gtinOf(productId, caller)),

    /** GTIN as GS1 DataMatrix. @throws AppError where the product has none */
    matrixOf: async (productId: string, caller: Caller): Promise<string> =>
      productMatrix(await gtinOf(productId, caller)),
  }

  async function gtinOf(productId: string, caller: Caller): Promise<string> {
    const product = await parts.products.findProduct(productId, null)
    if (product === null || !maySee(caller, product.enterpriseId)) {
      throw notFound({ vi: 'sản phẩm này', en: 'such product' })
    }
    if (product.gtin !== null) return product.gtin
    throw wrongState('no_gtin', {
      vi: 'Sản phẩm không có GTIN nên không có mã vạch riêng.',
      en: 'The product has no GTIN, so no bar code of its own.',
    })
  }
}

/** Lays out once in vain, to refuse before anything is printed. */
function assertRoom(job: PrintJob, part: string): void {
  if (job.format !== 'csv') layOutFor(`${part}.sheet`, () => layoutOf(job))
}

function layOutFor(field: string, lay: () => LabelLayout): LabelLayout {
  try {
    return lay()
  } catch (error) {
    if (!(error instanceof LabelTooSmall)) throw error
    const { widthMm, heightMm } = error.smallest
    throw fieldError(
      field,
      'label.too_small',
      {
        vi: 'Khổ nhãn này không đủ chỗ cho mã QR theo quy tắc GS1 cùng số sê-ri và số thứ tự.',
        en: 'No room here for the QR code by the rules of GS1, the serial and the number.',
      },
      {
        vi: `Khổ nhỏ nhất in được là ${widthMm} × ${heightMm} mm.`,
        en: `The smallest that works is ${widthMm} × ${heightMm} mm.`,
      },
    )
  }
}

/**
 * A layout for a picture. Modules of whole pixels may be too large for the label at one width and
 * too small at the next; the refusal then names a width that works.
 */
function layOutOnPixels(
  sheet: Sheet,
  text: StampText,
  modules: number,
  widthPx: number,
): LabelLayout {
  const lay = (px: number) =>
    findLayout(() => layOut(sheet, text, modules, sheet.labelWidthMm / px))
  const layout = lay(widthPx)
  if (layout !== null) return layout
  layOutFor('query.sheet', () => layOut(sheet, text, modules))
  let wider = widthPx + WIDTH_STEP_PX
  while (wider < STAMP_PNG_WIDTH_PX.max && lay(wider) === null) wider += WIDTH_STEP_PX
  throw fieldError(
    'query.width',
    'label.width',
    {
      vi: 'Ở chiều rộng này, mô-đun bằng số nguyên điểm ảnh không vừa nhãn theo quy tắc GS1.',
      en: 'At this width modules of whole pixels do not fit the label by the rules of GS1.',
    },
    { vi: `Chọn ${wider} điểm ảnh.`, en: `Choose ${wider} pixels.` },
  )
}

function findLayout(lay: () => LabelLayout): LabelLayout | null {
  try {
    return lay()
  } catch (error) {
    if (error instanceof LabelTooSmall) return null
    throw error
  }
}

function tooMany(): AppError {
  return fieldError(
    'query.to',
    'labels.max',
    {
      vi: `Một tệp PDF tải ngay chứa tối đa ${PDF_STAMPS_MAX} tem.`,
      en: `One PDF asked for directly holds at most ${PDF_STAMPS_MAX} stamps.`,
    },
    {
      vi: 'In từng dải bằng from và to, hoặc tạo lượt in bằng POST /api/v1/print-runs.',
      en: 'Print range by range with from and to, or start a run with POST /api/v1/print-runs.',
    },
  )
}

/** A failure before the first piece leaves `out` untouched; a later one destroys it. */
async function writeWhole(chunks: AsyncGenerator<Uint8Array>, out: Writable): Promise<void> {
  try {
    const first = await chunks.next()
    await pipeline(async function* () {
      if (first.done !== true) yield first.value
      yield* chunks
    }, out)
  } finally {
    await chunks.return(undefined)
  }
}
