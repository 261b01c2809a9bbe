import PDFDocument from 'pdfkit'
import { cutMarks } from './cut-marks.ts'
import type { LabelLayout, PlacedLine } from './label-layout.ts'
import { MM_PER_PT, type Sheet } from './label-sheets.rules.ts'
import { type Face, registerFaces } from './label-type.ts'
import { type PageArt, STATIC_LABEL, STATIC_SHEET, type StampSource, textAt } from './page-art.ts'
import type { QrForm } from './qr-symbol.ts'
import { labelsPerSheet, pageCount } from './sheet.rules.ts'

/** Paints pages `from` to `to` of a document, wherever that is done best. */
export interface Paint {
  (task: { art: PageArt; source: StampSource; from: number; to: number }): Promise<Uint8Array[]>
  /** Whether pages wait to be painted: those of other documents should not wait longer. */
  isBusy?: () => boolean
}

export interface SheetPdf {
  title: string
  subject: string
  /** Distinguishes this file from every other: the file's identifier is a hash of these words. */
  keywords: string
  /** `YYYY-MM-DD`; it dates the file, so that a reprint is the same. */
  issuedOn: string
  sheet: Sheet
  layout: LabelLayout
  form: QrForm
  source: StampSource
}

declare global {
  namespace PDFKit {
    interface PDFDocument {
      /** The font that was named last; private to pdfkit, whose version is pinned. */
      _font: { id: string; ref(): PDFKitReference; encode(text: string): [string[], unknown] }
    }
  }
}

/** Every character that a serial or a number is written in. */
const CODE_CHARACTERS = ' 0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const FACES = ['plain', 'strong', 'code'] as const satisfies Face[]
/** Enough work for a thread to be worth the message, and little enough to keep few in memory. */
const STAMPS_A_TASK = 520
const TASKS_AHEAD = 4
const PT_PER_MM = 1 / MM_PER_PT

/**
 * A PDF of label sheets, piece by piece. Modules are vectors, text is real text in embedded
 * fonts. A handful of pages is in memory at a time, and none is made before it is asked for.
 * The same input gives the same bytes.
 * @throws RangeError when `issuedOn` is no date or a link does not fit the symbol's form
 */
export async function* sheetPdf(
  input: SheetPdf,
  paint: Paint,
): AsyncGenerator<Uint8Array, void, void> {
  const { sheet, source } = input
  const doc = openDocument(input)
  const fonts = openFonts(doc)
  const art = artOf(input, fonts)
  const drawings = {
    [STATIC_LABEL]: drawing(doc, fonts, sheet, linesOf(input.layout.lines, fonts)),
    [STATIC_SHEET]: drawing(doc, fonts, sheet, cutMarks(sheet)),
  }
  const size: [number, number] = [sheet.widthMm * PT_PER_MM, sheet.heightMm * PT_PER_MM]
  for await (const content of contentsOf(art, source, paint)) {
    doc.addPage({ size, margin: 0 })
    Object.assign(doc.page.xobjects, drawings)
    for (const { id, ref } of fonts.values()) doc.page.fonts[id] = ref
    const painted = doc.ref({ Filter: 'FlateDecode' })
    painted.end(content)
    // The page's own content turns its coordinates upside down; the painted one relies on it.
    Object.assign(doc.page.dictionary.data, { Contents: [doc.page.content, painted] })
    doc.flushPages()
    const made: unknown = doc.read()
    if (made instanceof Uint8Array) yield made
  }
  doc.end()
  for await (const chunk of doc) yield Buffer.from(chunk)
}

function openDocument(input: SheetPdf): PDFKit.PDFDocument {
  const createdAt = new Date(`${input.issuedOn}T00:00:00Z`)
  if (Number.isNaN(createdAt.getTime())) throw new RangeError(`No date: ${input.issuedOn}`)
  const doc = new PDFDocument({
    pdfVersion: '1.7',
    autoFirstPage: false,
    font: '',
    lang: 'vi-VN',
    displayTitle: true,
    info: {
      Title: input.title,
      Subject: input.subject,
      Keywords: input.keywords,
      CreationDate: createdAt,
    },
  })
  registerFaces(doc)
  return doc
}

type Fonts = Map<Face, { id: string; ref: PDFKit.PDFKitReference; encode(text: string): string }>

/** The faces of a document. What they encode is what their embedded subsets will hold. */
function openFonts(doc: PDFKit.PDFDocument): Fonts {
  return new Map(
    FACES.map((face) => {
      const { _font: font } = doc.font(face)
      return [
        face,
        { id: font.id, ref: font.ref(), encode: (text: string) => font.encode(text)[0].join('') },
      ]
    }),
  )
}

function artOf({ sheet, layout, form }: SheetPdf, fonts: Fonts): PageArt {
  const code = fonts.get('code')
  const glyphs = Array.from(CODE_CHARACTERS, (character) => [
    character,
    code?.encode(character) ?? '',
  ])
  return { sheet, layout, form, font: code?.id ?? '', glyphs: Object.fromEntries(glyphs) }
}

function linesOf(lines: readonly PlacedLine[], fonts: Fonts): string {
  const shown = lines.map((line) => {
    const font = fonts.get(line.face)
    return textAt(line, font?.id ?? '')(font?.encode(line.text) ?? '')
  })
  return shown.length === 0 ? '' : `BT ${shown.join('')}ET\n`
}

/** A drawing that pages refer to by name: what recurs on each label is in the file once. */
function drawing(
  doc: PDFKit.PDFDocument,
  fonts: Fonts,
  { widthMm, heightMm }: Sheet,
  content: string,
): PDFKit.PDFKitReference {
  const used = Object.fromEntries([...fonts.values()].map(({ id, ref }) => [id, ref]))
  const form = doc.ref({
    Type: 'XObject',
    Subtype: 'Form',
    // What is outside it would not be printed; on no sheet is anything wider than the sheet.
    BBox: [0, 0, widthMm, heightMm],
    Resources: { ProcSet: ['PDF', 'Text'], Font: used },
  })
  form.end(Buffer.from(content === '' ? '\n' : content, 'latin1'))
  return form
}

/**
 * The painted pages in order, a few tasks ahead of the page that is asked for. While others wait
 * only one is asked for at a time, so that a page waits for a task of each document at most.
 */
async function* contentsOf(
  art: PageArt,
  source: StampSource,
  paint: Paint,
): AsyncGenerator<Uint8Array, void, void> {
  const perSheet = labelsPerSheet(art.sheet)
  const pages = pageCount(source.last - source.first + 1, source.firstLabel, perSheet)
  const pagesATask = Math.max(1, Math.floor(STAMPS_A_TASK / perSheet))
  const ahead: Promise<Uint8Array[]>[] = []
  let next = 0
  try {
    for (;;) {
      while (next < pages && ahead.length < (paint.isBusy?.() ? 1 : TASKS_AHEAD)) {
        const to = Math.min(next + pagesATask, pages) - 1
        const task = paint({ art, source, from: next, to })
        // A failure is met where its turn comes; until then it is not an unhandled one.
        task.catch(() => undefined)
        ahead.push(task)
        next = to + 1
      }
      const task = ahead.shift()
      if (task === undefined) return
      yield* await task
    }
  } finally {
    await Promise.allSettled(ahead)
  }
}
