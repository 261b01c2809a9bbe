import { createRequire } from 'node:module'
import { expect } from 'chai'
import { drawImage } from '../../scripts/decode-report/draw.ts'
import type { Picture } from '../../scripts/decode-report/picture.ts'
import { readByZxing } from '../../scripts/decode-report/readers.ts'
import { codeLines, type LabelLayout } from '../../src/features/labels/label-layout.ts'
import { MM_PER_PT, SHEETS, type Sheet } from '../../src/features/labels/label-sheets.rules.ts'
import { widthPt } from '../../src/features/labels/label-type.ts'
import type { PrintJob } from '../../src/features/labels/print-job.rules.ts'
import { stampSvgOnPixels } from '../../src/features/labels/stamp-svg.ts'
import { zplChunks, zplLayout } from '../../src/features/labels/stamp-zpl.ts'
import { LabelTooSmall, MODULE_MM, QUIET_MODULES } from '../../src/features/labels/symbol.rules.ts'
import { stampLink } from '../../src/features/stamps/code.rules.ts'
import { serialOf } from '../../src/features/stamps/serial.rules.ts'
import { type Box, inkIn, likeness } from '../support/ink.ts'
import { partsOf } from '../support/stamp-labels.ts'

// The package's own ES module is named as CommonJS, so it can only be required.
const renderer: typeof import('zpl-renderer-js') = createRequire(import.meta.url)('zpl-renderer-js')

const SECRET = Buffer.alloc(32, 7)
const DOTS_PER_MM = { 203: 8, 300: 12, 600: 24 } as const
const ROLLS = { '50 × 30': SHEETS['roll-50x30'], '30 × 20': SHEETS['roll-30x20'] }

const JOB: PrintJob = {
  batchId: 7,
  key: '08938501000019',
  keyVersion: 1,
  quantity: 100_000,
  issuedOn: '2026-11-24',
  ranges: [
    { from: 41, to: 41 },
    { from: 98_764, to: 98_764 },
  ],
  format: 'zpl',
  sheet: SHEETS['roll-50x30'],
  firstLabel: 1,
  dpi: 203,
  text: {
    product: 'Vải thiều Thanh Hà loại một',
    enterprise: 'Hợp tác xã nông nghiệp Thủy Nguyên',
    department: 'Sở NN&MT Hải Phòng',
    hotline: '1900 1234',
  },
  linkHost: 'tem.example',
  pagesPerPart: 1_000,
}

async function chunksOf(job: PrintJob): Promise<string[]> {
  const chunks: string[] = []
  for (const part of partsOf(job)) {
    for await (const chunk of zplChunks(job, part, SECRET)) {
      chunks.push(Buffer.from(chunk).toString('utf8'))
    }
  }
  return chunks
}

/** The labels as a printer would print them, a pixel a dot. */
async function print(job: PrintJob): Promise<Picture[]> {
  const { api } = await renderer.ready
  const zpl = (await chunksOf(job)).join('')
  const { labelWidthMm, labelHeightMm } = job.sheet
  const dots = DOTS_PER_MM[job.dpi]
  const labels = await api.zplToBase64MultipleAsync(zpl, labelWidthMm, labelHeightMm, dots)
  return await Promise.all(labels.map((label) => draw(Buffer.from(label, 'base64'))))
}

async function draw(image: Uint8Array): Promise<Picture> {
  return await drawImage(image, 72)
}

function stampAt({ key, batchId, linkHost }: PrintJob, index: number) {
  const serial = serialOf(SECRET, key, batchId, index)
  return { serial, link: stampLink(linkHost, key, serial), number: index + 1 }
}

function stampsIn(job: PrintJob) {
  return job.ranges.map(({ from }) => stampAt(job, from))
}

async function readLinks(labels: Picture[]): Promise<string[]> {
  const codes = await Promise.all(labels.map((label) => readByZxing(label)))
  return codes.flat().map(({ text }) => text)
}

/** The outer edge of the symbol's quiet zone, within the rounding of what stands beside it. */
function quietZoneOf({ symbol }: LabelLayout, dots: number, modules: number): Box {
  const moduleDots = Math.round(symbol.moduleMm * dots)
  const left = Math.round(symbol.xMm * dots) - QUIET_MODULES * moduleDots
  const top = Math.round(symbol.yMm * dots) - QUIET_MODULES * moduleDots
  const side = (modules + 2 * QUIET_MODULES) * moduleDots
  return { left, top, right: left + side - 1, bottom: top + side - 1 }
}

/** The box around a line of text that is not printed by the printer's own font. */
function lineBox(layout: LabelLayout, at: number, dots: number): Box {
  const line = layout.lines[at]
  if (line === undefined) throw new RangeError(`No line ${at}`)
  const emMm = line.sizePt * MM_PER_PT
  const widthMm = widthPt(line.text, line.face, line.sizePt) * MM_PER_PT
  return {
    left: Math.floor(line.xMm * dots),
    top: Math.floor((line.baselineMm - 1.05 * emMm) * dots),
    right: Math.ceil((line.xMm + widthMm) * dots),
    bottom: Math.ceil((line.baselineMm + 0.25 * emMm) * dots),
  }
}

async function refusal(job: PrintJob): Promise<LabelTooSmall> {
  try {
    await chunksOf(job)
  } catch (error) {
    if (error instanceof LabelTooSmall) return error
    throw error
  }
  throw new Error('The label was not refused')
}

function sized(job: PrintJob, labelWidthMm: number, labelHeightMm: number): PrintJob {
  const sheet: Sheet = { ...job.sheet, labelWidthMm, labelHeightMm }
  return { ...job, sheet: { ...sheet, widthMm: labelWidthMm, heightMm: labelHeightMm } }
}

describe('Stamps for a thermal printer', function () {
  // The first use of the renderer loads its nine megabytes.
  this.timeout(60_000)

  const works = ([203, 300, 600] as const).flatMap((dpi) =>
    Object.entries(ROLLS).map(([size, sheet]) => ({ size, job: { ...JOB, dpi, sheet } })),
  )
  for (const { size, job } of works.filter(({ size, job }) => size > '5' || job.dpi > 203)) {
    it(`of ${size} mm at ${job.dpi} dpi are read, and stand where they were laid out`, async () => {
      const dots = DOTS_PER_MM[job.dpi]
      const layout = zplLayout(job)
      const labels = await print(job)
      expect(labels).to.have.length(job.ranges.length)
      const stamps = stampsIn(job)
      expect(await readLinks(labels)).to.deep.equal(stamps.map(({ link }) => link))
      for (const [at, picture] of labels.entries()) {
        expect(picture.width).to.equal(job.sheet.labelWidthMm * dots)
        const moduleDots = Math.round(layout.symbol.moduleMm * dots)
        const ink = inkIn(picture, quietZoneOf(layout, dots, 33))
        expect(ink.left).to.be.closeTo(layout.symbol.xMm * dots, 0.01)
        expect(ink.top).to.be.closeTo(layout.symbol.yMm * dots, 0.01)
        expect(ink.right - ink.left).to.equal(33 * moduleDots)
        expect(ink.bottom - ink.top).to.equal(33 * moduleDots)

        const stamp = stamps[at]
        if (stamp === undefined) throw new RangeError('More labels than stamps')
        const svg = stampSvgOnPixels(layout, job.text, stamp, picture.width)
        const drawn = await draw(Buffer.from(svg))
        for (let line = 0; line < layout.lines.length; line += 1) {
          const box = lineBox(layout, line, dots)
          expect(likeness(picture, drawn, box), layout.lines[line]?.text).to.be.greaterThan(0.85)
        }
        for (const { sizePt, xMm, baselineMm, text } of codeLines(layout, stamp)) {
          const [left, bottom] = [Math.round(xMm * dots) - 1, Math.round(baselineMm * dots) + 1]
          const top = bottom - Math.round(sizePt * MM_PER_PT * dots)
          const line = inkIn(picture, { left, top, right: picture.width, bottom })
          expect(line.left, text).to.be.within(left, left + 0.2 * (bottom - top) + 2)
          expect(line.bottom, text).to.be.within(bottom - 2, bottom)
          expect(line.bottom - line.top, text).to.be.at.least(0.7 * (bottom - top) - 1)
        }
      }
    })
  }

  it('keep room for a printer that gives the whole link in bytes', async () => {
    const linkHost = 'truy-xuat-nguon-goc.hai-phong.example'
    const job = { ...JOB, dpi: 300 as const, linkHost }
    const layout = zplLayout(job)
    const [label] = await print(job)
    if (label === undefined) throw new Error('No label')
    expect(await readLinks([label])).to.deep.equal([stampAt(job, 41).link])
    const ink = inkIn(label, quietZoneOf(layout, 12, 37))
    const moduleDots = Math.round(layout.symbol.moduleMm * 12)
    expect(ink.right - ink.left).to.equal(37 * moduleDots)
    expect(ink.bottom - ink.top).to.equal(37 * moduleDots)
  })

  it('have a serial that stands below the symbol in the middle', async () => {
    const job = { ...sized(JOB, 20, 25), dpi: 300 as const }
    const { serial } = zplLayout(job)
    const [label] = await print(job)
    if (label === undefined) throw new Error('No label')
    expect(await readLinks([label])).to.deep.equal([stampAt(job, 41).link])
    expect(serial).to.have.length.greaterThan(0)
    for (const { baselineMm, sizePt } of serial) {
      const bottom = Math.round(baselineMm * 12)
      const top = bottom - Math.round(0.6 * sizePt * MM_PER_PT * 12)
      const { left, right } = inkIn(label, { left: 0, top, right: label.width, bottom })
      expect((left + right) / 2).to.be.closeTo(label.width / 2, 2)
    }
  })

  for (const [widthMm, heightMm] of [
    [20, 20],
    [30, 20],
  ] as const) {
    it(`are refused on ${widthMm} × ${heightMm} mm at 203 dpi, with the least size`, async () => {
      const { smallest } = await refusal(sized(JOB, widthMm, heightMm))
      const least = sized(JOB, smallest.widthMm, smallest.heightMm)
      const { symbol } = zplLayout(least)
      expect(symbol.moduleMm).to.equal(0.5)
      await refusal(sized(JOB, smallest.widthMm - 0.1, smallest.heightMm))
      await refusal(sized(JOB, smallest.widthMm, smallest.heightMm - 0.1))
    })
  }

  for (const dpi of [203, 300, 600] as const) {
    it(`have modules of whole dots within the bounds of GS1 and the printer at ${dpi} dpi`, () => {
      const { symbol, widthMm } = zplLayout({ ...sized(JOB, 100, 80), dpi })
      const moduleDots = symbol.moduleMm * DOTS_PER_MM[dpi]
      expect(moduleDots).to.be.closeTo(Math.round(moduleDots), 1e-9)
      expect(moduleDots).to.be.at.most(10 + 1e-9)
      expect(symbol.moduleMm).to.be.within(MODULE_MM.min, MODULE_MM.max)
      expect(symbol.xMm + (33 + QUIET_MODULES) * symbol.moduleMm).to.be.below(widthMm)
    })
  }

  const hostile = {
    'a command': '^XZ^XA^FO0,0^GB400,240,240^FS~JA',
    '120 characters': 'Bưởi da xanh Hoài Đức chín cây, '.repeat(4).slice(0, 120),
    'an emoji': 'Vải 🍒 \u0007\u202Eloại 1\nhai dòng',
  }
  for (const [kind, name] of Object.entries(hostile)) {
    it(`are printed alike where a name is ${kind}`, async () => {
      const text = { product: name, enterprise: name, department: name, hotline: name }
      const job = { ...JOB, key: '9520009900015', text }
      const zpl = (await chunksOf(job)).join('')
      const commands = zpl.match(/[\^~](?:A0|[A-Z]{2})/g) ?? []
      const field = ['^FT', '^A0', '^FD', '^FS']
      const label = ['^XA', '^CI', '^PW', '^LL', '^LH', '^FO', '^XG', '^FS', '^BY', '^FO', '^BQ']
      const stamp = [...label, '^FD', '^FS', ...field, ...field, ...field, '^XZ']
      const head = ['^FX', '^FS', '~DG']
      const tail = ['^XA', '^ID', '^FS', '^XZ']
      expect(commands).to.deep.equal([...head, ...stamp, ...stamp, ...tail])
      expect(zpl).to.match(/^[\n -~]*$/)
      const links = await readLinks(await print(job))
      expect(links).to.deep.equal(stampsIn(job).map(({ link }) => link))
    })
  }

  it('say at the head of the file what it holds', async () => {
    const [head] = (await chunksOf(JOB)).join('').split('\n')
    expect(head).to.equal(
      '^FX sotem: batch 7, stamps 42 to 98765, 2 labels of 50 x 30 mm, 203 dpi ^FS',
    )
  })

  it('are the same bytes each time, in pieces of at most 500', async () => {
    const job = { ...JOB, ranges: [{ from: 100, to: 1_349 }], pagesPerPart: 10_000 }
    const chunks = await chunksOf(job)
    expect(await chunksOf(job)).to.deep.equal(chunks)
    const counts = chunks.map((chunk) => chunk.split('^BQ').length - 1)
    expect(counts).to.deep.equal([0, 500, 500, 250])
  })

  it('go on in the next part with the stamp after the last', async () => {
    const job = {
      ...JOB,
      ranges: [
        { from: 8, to: 9 },
        { from: 20, to: 22 },
      ],
      pagesPerPart: 2,
    }
    const zpl = (await chunksOf(job)).join('')
    const numbers = Array.from(zpl.matchAll(/\^FD(\d+)\^FS\^XZ/g), (match) => Number(match[1]))
    expect(numbers).to.deep.equal([9, 10, 21, 22, 23])
    expect(zpl.split('~DG')).to.have.length(4)
  })
})
