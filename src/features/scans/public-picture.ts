import sharp from 'sharp'
import type { Picture } from '../products/images.store.ts'

export const PUBLIC_PICTURE_BYTES_MAX = 30_000
/** A phone of 360 px shows it at 328 px or less; the rest is for sharper screens. */
const SIDE_PIXELS_MAX = 480
const KEPT_MAX = 200

/** Tried in order until the file is small enough; the last is, even of pure noise. */
const ATTEMPTS = [
  { side: SIDE_PIXELS_MAX, quality: 72 },
  { side: SIDE_PIXELS_MAX, quality: 50 },
  { side: SIDE_PIXELS_MAX, quality: 30 },
  { side: 320, quality: 30 },
] as const

export interface PublicPicture {
  contentType: string
  bytes: Buffer
}

export type PublicPictures = ReturnType<typeof createPublicPictures>

/**
 * Pictures as the scan page shows them: WebP of at most 480 px and 30 kB, made of the stored one
 * (up to 1024 px and 200 kB) when it is first asked for. The last 200 stay in memory (6 MB at
 * most): a copy of the service makes them again within milliseconds, so storing them would only
 * add writes on a public read and renditions to look after.
 */
export function createPublicPictures(parts: {
  findImage(sha256: string): Promise<Pick<Picture, 'bytes'> | null>
}) {
  // A Map lists its keys by age: the first is the one that was not asked for longest.
  const kept = new Map<string, Promise<PublicPicture | null>>()

  async function make(sha256: string): Promise<PublicPicture | null> {
    const image = await parts.findImage(sha256)
    return image === null ? null : await shrink(image.bytes)
  }

  return {
    /** Null where there is no such picture. Those who ask while it is being made share it. */
    async get(sha256: string): Promise<PublicPicture | null> {
      const known = kept.get(sha256)
      const picture = known ?? make(sha256)
      kept.delete(sha256)
      kept.set(sha256, picture)
      const oldest = kept.size > KEPT_MAX ? kept.keys().next().value : undefined
      if (oldest !== undefined) kept.delete(oldest)
      const found = await picture.catch((error: unknown) => {
        forget(sha256, picture)
        throw error
      })
      // A name without a picture is no reason to forget a picture.
      if (found === null) forget(sha256, picture)
      return found
    },
  }

  function forget(sha256: string, picture: Promise<PublicPicture | null>): void {
    if (kept.get(sha256) === picture) kept.delete(sha256)
  }
}

async function shrink(stored: Buffer): Promise<PublicPicture> {
  let bytes = Buffer.alloc(0)
  for (const { side, quality } of ATTEMPTS) {
    bytes = await sharp(stored)
      .resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      .webp({ quality })
      .toBuffer()
    if (bytes.length <= PUBLIC_PICTURE_BYTES_MAX) break
  }
  return { contentType: 'image/webp', bytes }
}
