import { expect } from 'chai'
import { layOut } from '../../src/features/labels/label-layout.ts'
import { SHEETS } from '../../src/features/labels/label-sheets.rules.ts'
import type { PrintJob, PrintPart } from '../../src/features/labels/print-job.rules.ts'
import { qrForm } from '../../src/features/labels/qr-symbol.ts'
import { csvChunks } from '../../src/features/labels/stamp-csv.ts'
import { stampSvg } from '../../src/features/labels/stamp-svg.ts'
import { serialOf } from '../../src/features/stamps/serial.rules.ts'
import { readImage } from '../support/read-codes.ts'
import { partsOf } from '../support/stamp-labels.ts'

const SECRET = Buffer.alloc(32, 7)
const TEXT = { product: 'Vải, "thiều"', enterprise: '=1+1', department: '', hotline: '' }

const JOB: PrintJob = {
  batchId: 7,
  key: '08938501000019',
  keyVersion: 1,
  quantity: 5_000,
  issuedOn: '2026-11-24',
  ranges: [
    { from: 0, to: 1 },
    { from: 40, to: 2_539 },
  ],
  format: 'csv',
  sheet: SHEETS['roll-50x30'],
  firstLabel: 1,
  dpi: 203,
  text: TEXT,
  linkHost: 'tem.example',
  pagesPerPart: 1_000_000,
}

async function bytesOf(job: PrintJob, part: PrintPart): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of csvChunks(job, part, SECRET)) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The rows of each part, their header first. */
async function rowsOf(job: PrintJob): Promise<string[][][]> {
  const files = await Promise.all(partsOf(job).map((part) => bytesOf(job, part)))
  return files.map((file) => {
    const text = file.toString('utf8')
    expect(text).to.match(/^\uFEFF/)
    expect(text.replaceAll('\r\n', '')).not.to.match(/[\r\n"]/)
    expect(text.endsWith('\r\n')).to.equal(true)
    const lines = text.slice(1, -2).split('\r\n')
    return lines.map((line) => line.split(','))
  })
}

describe('The list of stamps for a print house', () => {
  it('has a byte order mark, a header and a row for each stamp of the ranges', async () => {
    const [rows = []] = await rowsOf(JOB)
    expect(rows[0]).to.deep.equal(['serial', 'link', 'number'])
    const numbers = rows.slice(1).map(([, , number]) => Number(number))
    const expected = [1, 2, ...Array.from({ length: 2_500 }, (_, at) => 41 + at)]
    expect(numbers).to.deep.equal(expected)
    for (const [serial, link, number] of rows.slice(1)) {
      const expectedSerial = serialOf(SECRET, JOB.key, JOB.batchId, Number(number) - 1)
      expect(serial).to.equal(expectedSerial)
      expect(link).to.equal(`https://TEM.EXAMPLE/01/08938501000019/21/${serial}`)
    }
  })

  it('gives as link what the QR code of the stamp says', async () => {
    const job = { ...JOB, key: '9520009900015', ranges: [{ from: 6, to: 6 }] }
    const [[, row] = []] = await rowsOf(job)
    const [serial = '', link = '', number] = row ?? []
    const layout = layOut(SHEETS['roll-50x30'], TEXT, qrForm(link).size)
    const svg = stampSvg(layout, TEXT, { serial, link, number: Number(number) })
    const codes = await readImage(Buffer.from(svg), 300)
    expect(codes.map(({ text }) => text)).to.deep.equal([link])
  })

  it('goes on in the next part with the stamp after the last', async () => {
    const job = {
      ...JOB,
      ranges: [
        { from: 8, to: 9 },
        { from: 20, to: 22 },
      ],
      pagesPerPart: 2,
    }
    const files = await rowsOf(job)
    const numbers = files.map((rows) => rows.slice(1).map(([, , number]) => number))
    expect(numbers).to.deep.equal([['9', '10'], ['21', '22'], ['23']])
  })

  it('is the same bytes each time', async () => {
    const [part] = partsOf(JOB)
    if (part === undefined) throw new Error('No part')
    expect((await bytesOf(JOB, part)).equals(await bytesOf(JOB, part))).to.equal(true)
  })
})
