import { drawPages } from './draw.ts'
import { type Picture, type Point, shrunk } from './picture.ts'
import { readByZxing } from './readers.ts'

/** A symbol as it stands on the paper, without its quiet zone. */
export type MeasuredSymbol = {
  text: string
  leftMm: number
  topMm: number
  widthMm: number
  heightMm: number
  /** Along one side. */
  modules: number
  moduleMm: number
}

export type MeasuredPage = {
  page: number
  widthMm: number
  heightMm: number
  symbols: MeasuredSymbol[]
}

type Box = { left: number; top: number; right: number; bottom: number }
/** A stretch along one axis; pixels from `from` up to `to`. */
type Span = { from: number; to: number }

/** Fine enough to find the codes; finer pictures only cost time. */
const SEARCH_DPI = 300
const MODULES_BASE = 17
const MODULES_A_VERSION = 4
/** Sides of a finder pattern whose line to its corner is straight, in modules. */
const STRAIGHT = { from: 1, to: 6 }
/** The middle of a finder pattern is dark, far from any edge. */
const CORE = { from: 3, to: 4 }
const WHITE = 255

/**
 * Measures the symbols of a PDF in a picture of its pages, from their edges alone: nothing that
 * the writer knew of sheet, label or symbol goes in.
 */
export async function* measureLabels(
  pdf: Uint8Array,
  dpi = 600,
): AsyncGenerator<MeasuredPage, void, void> {
  for await (const { page, widthMm, heightMm, picture } of drawPages(pdf, dpi)) {
    const [mmX, mmY] = [widthMm / picture.width, heightMm / picture.height]
    const symbols = (await measureSymbols(picture, Math.max(1, Math.floor(dpi / SEARCH_DPI)))).map(
      ({ text, modules, box }) => {
        const [width, height] = [(box.right - box.left) * mmX, (box.bottom - box.top) * mmY]
        return {
          text,
          leftMm: box.left * mmX,
          topMm: box.top * mmY,
          widthMm: width,
          heightMm: height,
          modules,
          moduleMm: (width + height) / 2 / modules,
        }
      },
    )
    yield { page, widthMm, heightMm, symbols }
  }
}

/**
 * The outlines of the upright symbols in a picture, in pixels and parts of pixels.
 * @param times how much smaller the picture is made to look for the symbols
 */
export async function measureSymbols(
  picture: Picture,
  times = 1,
): Promise<{ text: string; modules: number; box: Box }[]> {
  const codes = await readByZxing(times > 1 ? shrunk(picture, times) : picture)
  return codes.map(({ text, version, position: { topLeft, bottomRight } }) => {
    const modules = MODULES_BASE + MODULES_A_VERSION * Number(version)
    const rough = boxOf(topLeft, bottomRight, times)
    // The second look starts from edges that are right to a part of a pixel.
    const box = outline(picture, outline(picture, rough, modules), modules)
    return { text, modules, box }
  })
}

function boxOf(topLeft: Point, bottomRight: Point, times: number): Box {
  return {
    left: topLeft.x * times,
    top: topLeft.y * times,
    right: bottomRight.x * times,
    bottom: bottomRight.y * times,
  }
}

function outline(picture: Picture, near: Box, modules: number): Box {
  const module = (near.right - near.left + near.bottom - near.top) / 2 / modules
  const first = (at: number) => stretch(at + STRAIGHT.from * module, at + STRAIGHT.to * module)
  const last = (at: number) => stretch(at - STRAIGHT.to * module, at - STRAIGHT.from * module)
  const core = stretch(near.left + CORE.from * module, near.left + CORE.to * module)
  const besideCore = stretch(near.top + CORE.from * module, near.top + CORE.to * module)
  const black = meanOf(profileOf(picture, true, core, besideCore))
  const edge = (isX: boolean, at: number, sign: 1 | -1, along: Span) => {
    const [light, dark] = [at - sign * 2 * module, at + (sign * module) / 2]
    const across = stretch(Math.min(light, dark), Math.max(light, dark))
    const covered = coverOf(profileOf(picture, isX, across, along), sign, black)
    return sign > 0 ? across.to - covered : across.from + covered
  }
  const [upper, lower] = [first(near.top), last(near.bottom)]
  const [leftmost, rightmost] = [first(near.left), last(near.right)]
  return {
    left: (edge(true, near.left, 1, upper) + edge(true, near.left, 1, lower)) / 2,
    top: (edge(false, near.top, 1, leftmost) + edge(false, near.top, 1, rightmost)) / 2,
    right: edge(true, near.right, -1, upper),
    bottom: edge(false, near.bottom, -1, leftmost),
  }
}

function stretch(from: number, to: number): Span {
  return { from: Math.round(from), to: Math.max(Math.round(to), Math.round(from) + 1) }
}

/** The grey of each column (or row, if not `isX`) of a part of a picture. */
function profileOf(picture: Picture, isX: boolean, across: Span, along: Span): number[] {
  const { width, data } = picture
  const profile: number[] = []
  for (let at = across.from; at < across.to; at++) {
    let sum = 0
    for (let beside = along.from; beside < along.to; beside++) {
      sum += data[isX ? beside * width + at : at * width + beside] ?? WHITE
    }
    profile.push(sum / (along.to - along.from))
  }
  return profile
}

/**
 * How many pixels of a profile are dark. The grey of those on the edge says how far it covers
 * them, and a blur takes from one side what it gives to the other.
 * @param sign 1 where the profile begins in the light of the quiet zone, -1 where it ends there
 */
function coverOf(profile: readonly number[], sign: 1 | -1, black: number): number {
  const white = profile.at(sign > 0 ? 0 : -1) ?? WHITE
  return profile.reduce((sum, grey) => sum + (white - grey) / (white - black), 0)
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
