import { MM_PER_PT } from './label-sheets.rules.ts'
import { type Face, fitLines, widthPt } from './label-type.ts'
import { darkRects, qrMatrix } from './qr-symbol.ts'

/** What is drawn on one page, in millimetres from its top left corner, y downwards. */
export type MmPen = ReturnType<typeof mmPen>

export interface Style {
  face: Face
  sizePt: number
}

const LEADING = 1.28
const LINES_MAX = 20

/** The height of a line of text, in millimetres. */
export function lineMm({ sizePt }: Style): number {
  return sizePt * LEADING * MM_PER_PT
}

/** Text broken into lines of at most this width. */
export function broken(text: string, style: Style, widthMm: number): string[] {
  return fitLines(text, { ...style, linesMax: LINES_MAX }, widthMm / MM_PER_PT)
}

/** Adds a page to a document and draws on it. */
export function mmPen(doc: PDFKit.PDFDocument, size: { widthMm: number; heightMm: number }) {
  doc.addPage({ size: [size.widthMm / MM_PER_PT, size.heightMm / MM_PER_PT], margin: 0 })
  doc.scale(1 / MM_PER_PT)

  function text(line: string, style: Style, xMm: number, baselineMm: number): void {
    doc.font(style.face).fontSize(style.sizePt * MM_PER_PT)
    doc.text(line, xMm, baselineMm, { lineBreak: false, baseline: 'alphabetic' })
  }

  return {
    /** Operators that are in millimetres already. */
    operators(content: string): void {
      doc.save()
      doc.addContent(content)
      doc.restore()
    },

    line(from: [number, number], to: [number, number], widthMm: number): void {
      doc.lineWidth(widthMm)
      doc.moveTo(...from).lineTo(...to)
      doc.stroke()
    },

    text,

    centred(line: string, style: Style, middleMm: number, baselineMm: number): void {
      const halfMm = (widthPt(line, style.face, style.sizePt) * MM_PER_PT) / 2
      text(line, style, middleMm - halfMm, baselineMm)
    },

    /** A line of text that runs upwards, its middle at a height. */
    upwards(line: string, style: Style, baselineXMm: number, middleMm: number): void {
      const halfMm = (widthPt(line, style.face, style.sizePt) * MM_PER_PT) / 2
      doc.save()
      doc.translate(baselineXMm, middleMm + halfMm)
      doc.rotate(-90)
      text(line, style, 0, 0)
      doc.restore()
    },

    /** The symbol of a link, its first module at this place; its quiet zone is left to it. */
    symbol(link: string, xMm: number, yMm: number, moduleMm: number): void {
      const rects = darkRects(qrMatrix(link))
      doc.save()
      doc.translate(xMm, yMm)
      doc.scale(moduleMm)
      for (let at = 0; at < rects.length; at += 4) {
        doc.rect(rects[at] ?? 0, rects[at + 1] ?? 0, rects[at + 2] ?? 0, rects[at + 3] ?? 0)
      }
      doc.fill('#000')
      doc.restore()
    },
  }
}
