import { PassThrough } from 'node:stream'
import PDFDocument from 'pdfkit'
import { toBuffer } from 'qrcode'
import type { Batch } from '../demo/world.ts'
import { line, rate } from './measure.ts'
import { type Bench, issue } from './world.ts'

const LABELS = 10_000
const NAIVE_LABELS = 650

export async function benchPrint(bench: Bench): Promise<string[]> {
  const batch = await issue(bench, LABELS)
  const path = `/api/v1/stamp-batches/${batch.id}/labels.pdf`
  const key = bench.officer
  let size = 0
  const ours = await rate(LABELS, async () => {
    size = (await bench.world.client.bytes({ method: 'GET', path, key })).length
  })
  const naive = await rate(NAIVE_LABELS, () => naivePdf(batch))
  return [
    line('print: vector PDF over HTTP / a PNG per stamp by pdfkit', ours, naive, 'stamps/s'),
    `print, size: ${Math.round(size / LABELS)} bytes a stamp`,
  ]
}

/** The naive print: one PNG of a QR code placed per stamp, 65 on an A4 page. */
async function naivePdf(batch: Batch): Promise<void> {
  const document = new PDFDocument({ size: 'A4', margin: 20 })
  const out = document.pipe(new PassThrough()).resume()
  const ended = new Promise((resolve) => out.once('end', resolve))
  for (let index = 0; index < NAIVE_LABELS; index += 1) {
    if (index > 0 && index % 65 === 0) document.addPage()
    const link = `https://TEM.EXAMPLE/01/${batch.key}/21/${batch.firstSerial.slice(0, 9)}${index}`
    const png = await toBuffer(link, { errorCorrectionLevel: 'M', width: 200 })
    const [column, row] = [index % 5, Math.floor((index % 65) / 5)]
    document.image(png, 20 + column * 110, 20 + row * 60, { width: 52 })
  }
  document.end()
  await ended
}
