import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import bwip from 'bwip-js/node'
import PDFDocument from 'pdfkit'

/** The Sans faces have every Vietnamese letter precomposed; the Mono lacks ố, so it sets codes. */
const FACES = {
  plain: 'DejaVuSansCondensed',
  strong: 'DejaVuSansCondensed-Bold',
  code: 'DejaVuSansMono',
} as const

export type Face = keyof typeof FACES

const FACE_NAMES = ['plain', 'strong', 'code'] as const satisfies Face[]
const SHAPING_TABLES = new Set(['GSUB', 'GPOS', 'GDEF', 'kern'])
const ELLIPSIS = '…'
const MISSING = '□'
const require = createRequire(import.meta.url)

/** A `post` table that names no glyphs (OpenType, *post*, version 3.0). */
const POST_WITHOUT_NAMES = 0x00030000

/**
 * A font with its shaping tables renamed out of sight: precomposed text needs none of them,
 * setting a line is several times faster, and every width becomes the sum of its letters. The
 * names of its glyphs are out of sight, too: each document would read all of them in vain.
 */
function loadFace(face: Face): Buffer {
  const font = readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${FACES[face]}.ttf`))
  const tables = font.readUInt16BE(4)
  for (let table = 0; table < tables; table++) {
    const at = 12 + 16 * table
    const tag = font.toString('latin1', at, at + 4)
    if (SHAPING_TABLES.has(tag)) font.write('x', at, 'latin1')
    if (tag === 'post') font.writeUInt32BE(POST_WITHOUT_NAMES, font.readUInt32BE(at + 8))
  }
  bwip.loadFont(FACES[face], font)
  return font
}

/** A document that is never written: pdfkit measures text only with a document's font. */
function openRuler(): { fonts: Record<Face, Buffer>; ruler: PDFKit.PDFDocument } {
  const fonts = { plain: loadFace('plain'), strong: loadFace('strong'), code: loadFace('code') }
  const ruler = new PDFDocument({ autoFirstPage: false, font: '', fontLayoutCache: false })
  for (const face of FACE_NAMES) ruler.registerFont(face, fonts[face])
  return { fonts, ruler }
}

let opened: ReturnType<typeof openRuler> | undefined

function type(): ReturnType<typeof openRuler> {
  opened ??= openRuler()
  return opened
}

/** Makes the faces known to a document under their own names. */
export function registerFaces(doc: PDFKit.PDFDocument): void {
  for (const face of FACE_NAMES) doc.registerFont(face, type().fonts[face])
}

/** The width of one line of text, in points. */
export function widthPt(text: string, face: Face, sizePt: number): number {
  return type().ruler.font(face).fontSize(sizePt).widthOfString(text)
}

function glyph(character: string, face: Face) {
  const { FontLib } = bwip
  return FontLib.getpaths(FontLib.lookup(FACES[face]), character.codePointAt(0) ?? 0, 1000, 1000)
}

/** Text as it can be set: composed, on one line, and a box for what the face has no letter for. */
export function settable(text: string, face: Face): string {
  type()
  const composed = text
    .normalize('NFC')
    .replace(/[\s\p{C}]+/gu, ' ')
    .trim()
  return Array.from(composed, (character) => (glyph(character, face) ? character : MISSING)).join(
    '',
  )
}

/**
 * Text broken into at most `linesMax` lines no wider than `widthMaxPt`, at spaces where there are
 * any; what does not fit gives way to an ellipsis. Widths are measured, in points.
 */
export function fitLines(
  text: string,
  style: { face: Face; sizePt: number; linesMax: number },
  widthMaxPt: number,
): string[] {
  const fits = (line: string) => widthPt(line, style.face, style.sizePt) <= widthMaxPt
  const lines: string[] = []
  let rest = settable(text, style.face)
  while (rest !== '' && lines.length < style.linesMax) {
    if (fits(rest)) return [...lines, rest]
    const last = lines.length === style.linesMax - 1
    const line = last
      ? longestPrefix(rest, (part) => fits(part + ELLIPSIS))
      : wholeWords(rest, fits)
    lines.push(last ? line.trimEnd() + ELLIPSIS : line)
    rest = rest.slice(line.length).trimStart()
  }
  return lines
}

function longestPrefix(text: string, fits: (part: string) => boolean): string {
  let prefix = ''
  for (const character of text) {
    if (!fits(prefix + character)) break
    prefix += character
  }
  return prefix
}

function wholeWords(text: string, fits: (part: string) => boolean): string {
  const prefix = longestPrefix(text, fits)
  if (text[prefix.length] === ' ') return prefix
  const space = prefix.lastIndexOf(' ')
  return space > 0 ? prefix.slice(0, space) : prefix
}

/**
 * The outlines of a line of text as SVG path data, y downwards from the baseline, in units of
 * which `width` make the line's whole width.
 */
export function outlines(text: string, face: Face): { path: string; width: number } {
  type()
  let path = ''
  let x = 0
  for (const character of text) {
    const shape = glyph(character, face)
    for (const part of shape) path += segment(part, x)
    if (shape.length > 0) path += 'Z'
    x += shape.advance
  }
  return { path, width: x }
}

function segment(part: ReturnType<typeof glyph>[number], dx: number): string {
  const point = (x: number, y: number) => `${Math.round(x + dx)} ${Math.round(-y)}`
  const end = point(part.x, part.y)
  if (part.type === 'Q') return `Q${point(part.cx, part.cy)} ${end}`
  if (part.type === 'C') return `C${point(part.cx1, part.cy1)} ${point(part.cx2, part.cy2)} ${end}`
  return part.type + end
}
