import { create, type QRCodeErrorCorrectionLevel, type QRCodeMaskPattern } from 'qrcode'

/** A QR symbol without its quiet zone. `modules` is row by row from the top left; 1 is dark. */
export interface QrMatrix {
  size: number
  modules: Uint8Array
}

/** What symbols of links of one length have in common. */
export interface QrForm {
  version: number
  /** Modules along one side, without the quiet zone. */
  size: number
  level: QrLevel
  mask: QRCodeMaskPattern | 'chosen'
}

export const QR_LEVELS = ['L', 'M', 'Q', 'H'] as const satisfies QRCodeErrorCorrectionLevel[]
export type QrLevel = (typeof QR_LEVELS)[number]

const SCHEME = 'https://'
const ALPHANUMERIC = /^[0-9A-Z $%*+\-./:]+$/
/** A larger symbol of a higher level would have finer modules, and those are read less well. */
const LEVEL_LEAST: QrLevel = 'M'
const LEVELS_ABOVE = ['H', 'Q'] as const
/** Read as well as masks that are chosen symbol by symbol, at a twelfth of the work. */
const MASK: QRCodeMaskPattern = 1

/**
 * The form of the symbols that hold links as long as this one: the smallest version for level M
 * (4 for a host of 10 to 38 characters and a GTIN), and the highest level that it holds.
 * @param link `https://<host>/<path>`; the path must already be in the alphanumeric set of QR
 * @param wanted a level to take in place of that, and a mask
 * @throws RangeError when the scheme is another one or a character is outside that set
 */
export function qrForm(
  link: string,
  { level, mask = MASK }: { level?: QrLevel; mask?: QrForm['mask'] } = {},
): QrForm {
  const segments = segmentsOf(link)
  const known = `${link.length} ${level} ${mask}`
  const form = forms.get(known) ?? formOf(segments, level, mask)
  forms.set(known, form)
  return form
}

/** By all that a form depends on: finding it takes as long as a hundred symbols. */
const forms = new Map<string, QrForm>()

function formOf(segments: Segments, level: QrLevel | undefined, mask: QrForm['mask']): QrForm {
  const least = create(segments, { errorCorrectionLevel: level ?? LEVEL_LEAST })
  const { version } = least
  const raised = level ?? LEVELS_ABOVE.find((above) => fits(segments, version, above))
  return { version, size: least.modules.size, level: raised ?? LEVEL_LEAST, mask }
}

function fits(segments: Segments, version: number, level: QrLevel): boolean {
  return create(segments, { errorCorrectionLevel: level }).version <= version
}

/**
 * The QR symbol of a stamp's link. It decodes to the link with its host in upper case.
 * @throws RangeError as {@link qrForm}, and where the link is too long for the form
 */
export function qrMatrix(link: string, form: QrForm = qrForm(link)): QrMatrix {
  const { modules } = create(segmentsOf(link), {
    version: form.version,
    errorCorrectionLevel: form.level,
    ...(form.mask === 'chosen' ? {} : { maskPattern: form.mask }),
  })
  return { size: modules.size, modules: modules.data }
}

type Segments = Parameters<typeof create>[0]

function segmentsOf(link: string): Segments {
  const hostEnd = link.indexOf('/', SCHEME.length)
  if (!link.startsWith(SCHEME) || hostEnd <= SCHEME.length) {
    throw new RangeError(`A stamp's link is ${SCHEME}<host>/<path>, not "${link}"`)
  }
  // Only a host may change case without becoming another address.
  const rest = link.slice(SCHEME.length, hostEnd).toUpperCase() + link.slice(hostEnd)
  if (!ALPHANUMERIC.test(rest)) {
    throw new RangeError(`"${link}" has a character outside the alphanumeric set of QR`)
  }
  return [
    // Lower case, hence bytes: some scanners refuse an upper-case scheme.
    { mode: 'byte', data: SCHEME_BYTES },
    { mode: 'alphanumeric', data: rest },
  ]
}

const SCHEME_BYTES = Buffer.from(SCHEME, 'latin1')

/**
 * The dark modules as few rectangles that do not overlap: runs within a row, and equal runs of
 * neighbouring rows as one. They cover the dark modules exactly.
 * @returns x, y, width and height of each in turn, in modules from the symbol's top left corner
 */
export function darkRects({ size, modules }: QrMatrix): Uint8Array {
  const rects = new Uint8Array(4 * size * Math.ceil(size / 2))
  // Of the run that began in a column: the row it was last seen in, its width, its rectangle.
  const seen = new Int16Array(size).fill(-2)
  const widths = new Uint8Array(size)
  const places = new Uint16Array(size)
  let end = 0
  for (let y = 0; y < size; y += 1) {
    const row = y * size
    for (let x = 0; x < size; x += 1) {
      if (modules[row + x] !== 1) continue
      const start = x
      while (x < size && modules[row + x] === 1) x += 1
      const width = x - start
      if (seen[start] === y - 1 && widths[start] === width) {
        const height = (places[start] ?? 0) + 3
        rects[height] = (rects[height] ?? 0) + 1
      } else {
        widths[start] = width
        places[start] = end
        rects.set([start, y, width, 1], end)
        end += 4
      }
      seen[start] = y
    }
  }
  return rects.subarray(0, end)
}
