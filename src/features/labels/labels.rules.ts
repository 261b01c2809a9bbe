/** Widths of a stamp's picture: the least gives each module of the largest QR two pixels. */
export const STAMP_PNG_WIDTH_PX = { min: 240, max: 4000 } as const

/** Stamps one PDF may hold; a larger batch is printed range by range. */
export const PDF_STAMPS_MAX = 20_000
