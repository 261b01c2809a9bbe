import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { type LabelLayout, layOut, type StampText } from '../../src/features/labels/label-layout.ts'
import type { Sheet } from '../../src/features/labels/label-sheets.rules.ts'
import { paintPages, type StampSource } from '../../src/features/labels/page-art.ts'
import { type QrForm, type QrLevel, qrForm } from '../../src/features/labels/qr-symbol.ts'
import { sheetPdf } from '../../src/features/labels/sheet-pdf.ts'
import { stampLink } from '../../src/features/stamps/code.rules.ts'
import { serialWriter } from '../../src/features/stamps/serial.rules.ts'

export type SampleOptions = {
  count: number
  /** Another seed gives other stamps, the same one the same bytes. */
  seed: string
  firstLabel?: number
  level?: QrLevel
  mask?: QrForm['mask']
}

const KEY = '08938501000019'
const BATCH = 7
const LINK_HOST = 'TEM.EXAMPLE'
const ISSUED_ON = '2024-05-02'
const TEXT: StampText = {
  product: 'Vải thiều Thanh Hà loại một',
  enterprise: 'Hợp tác xã nông nghiệp Thủy Nguyên',
  department: 'Sở NN&MT',
  hotline: '0225 3 000 000',
}

/**
 * Stamps of a made-up batch, printed on one kind of sheet by the service's own writer.
 * @returns the PDF, its layout, and the links that its codes should give, in order
 * @throws LabelTooSmall where the symbols do not fit the labels of the sheet
 */
export async function makeSheetPdf(
  sheet: Sheet,
  { count, seed, firstLabel = 1, level, mask }: SampleOptions,
): Promise<{ pdf: Uint8Array; links: string[]; layout: LabelLayout }> {
  const source: StampSource = {
    secret: createHash('sha256').update(seed).digest(),
    key: KEY,
    batchId: BATCH,
    linkHost: LINK_HOST,
    ranges: [{ from: 0, to: count - 1 }],
    first: 0,
    last: count - 1,
    firstLabel,
  }
  const serialAt = serialWriter(Buffer.from(source.secret), KEY, BATCH)
  const links = Array.from({ length: count }, (_, index) =>
    stampLink(LINK_HOST, KEY, serialAt(index)),
  )
  const form = qrForm(links[0] ?? '', {
    ...(level === undefined ? {} : { level }),
    ...(mask === undefined ? {} : { mask }),
  })
  const layout = layOut(sheet, TEXT, form.size)
  const input = {
    title: 'Bản in thử / test print',
    subject: TEXT.product,
    keywords: seed,
    issuedOn: ISSUED_ON,
    sheet,
    layout,
    form,
    source,
  }
  const pdf = await buffer(sheetPdf(input, async (task) => paintPages(task)))
  return { pdf, links, layout }
}
