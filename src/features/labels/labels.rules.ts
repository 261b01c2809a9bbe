/** Widths of a stamp's picture: the least gives each module of the largest QR two pixels. */
export const STAMP_PNG_WIDTH_PX = { min: 240, max: 4000 } as const

/** Stamps that one PDF asked for directly may hold; more are printed by a run, in parts. */
export const PDF_STAMPS_MAX = 20_000

/** About so many stamps are in one file of a run that names no number of pages: some 4 MB. */
export const STAMPS_PER_PART = 10_000
