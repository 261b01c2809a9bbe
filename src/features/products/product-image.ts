import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { type AppError, fieldError, type Text } from '../../errors.ts'
import { IMAGE_PIXELS_MAX } from '../../http/limits.ts'
import { createDecodeQueue } from './decode-queue.ts'
import type { Picture } from './images.store.ts'

const SIDE_PIXELS_MAX = 1024
const STORED_BYTES_MAX = 200_000

/**
 * Pictures that the process reads at a time, and that wait for it: one of 40 million pixels takes
 * more than 100 MB while it is decoded, and what waits holds its file in memory.
 */
const DECODED_AT_ONCE = 2
const WAITING_MAX = 20
const inTurn = createDecodeQueue(DECODED_AT_ONCE, WAITING_MAX)

/** Tried in order until the file is small enough; the last is, whatever the picture shows. */
const ATTEMPTS = [
  { side: SIDE_PIXELS_MAX, quality: 82 },
  { side: SIDE_PIXELS_MAX, quality: 68 },
  { side: SIDE_PIXELS_MAX, quality: 50 },
  { side: 768, quality: 50 },
  { side: 512, quality: 40 },
] as const

/**
 * Makes the picture that is kept from whatever was sent: told by content, not by its media type;
 * turned as the camera says, at most 1024 px, JPEG on white, without EXIF (which may hold the
 * place and the person).
 * @throws AppError `invalid_fields` on `body` for anything that is no whole PNG, JPEG or WebP,
 *   `unavailable` where too many pictures wait
 */
export async function readPicture(sent: Buffer): Promise<Picture> {
  if (!isKnownFormat(sent)) throw refused('image.format', NO_PICTURE)
  return await inTurn(async () => {
    const pixels = await decode(sent)
    for (const attempt of ATTEMPTS) {
      const picture = await encode(pixels, attempt.side, attempt.quality)
      if (picture.bytes.length <= STORED_BYTES_MAX) return picture
    }
    throw refused('image.size', TOO_DENSE)
  })
}

interface Pixels {
  data: Buffer
  info: { width: number; height: number; channels: 1 | 2 | 3 | 4 }
}

/** The whole file is decoded once, which is what costs time and memory. */
async function decode(sent: Buffer): Promise<Pixels> {
  try {
    return await sharp(sent, { limitInputPixels: IMAGE_PIXELS_MAX, failOn: 'error' })
      .autoOrient()
      .resize(within(SIDE_PIXELS_MAX))
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true })
  } catch (error) {
    if (String(error).includes('pixel limit')) throw refused('image.pixels', TOO_LARGE)
    throw refused('image.unreadable', BROKEN)
  }
}

async function encode({ data, info }: Pixels, side: number, quality: number): Promise<Picture> {
  const { width, height, channels } = info
  const encoded = await sharp(data, { raw: { width, height, channels } })
    .resize(within(side))
    .jpeg({ quality })
    .toBuffer({ resolveWithObject: true })
  return {
    sha256: createHash('sha256').update(encoded.data).digest('hex'),
    bytes: encoded.data,
    contentType: 'image/jpeg',
    width: encoded.info.width,
    height: encoded.info.height,
  }
}

function within(side: number) {
  return { width: side, height: side, fit: 'inside', withoutEnlargement: true } as const
}

/** Only these three reach the decoder, which would also open SVG, PDF and others. */
function isKnownFormat(bytes: Buffer): boolean {
  const png = bytes.subarray(0, 8).equals(PNG)
  const jpeg = bytes.subarray(0, 3).equals(JPEG)
  const riff = bytes.toString('latin1', 0, 4) === 'RIFF'
  return png || jpeg || (riff && bytes.toString('latin1', 8, 12) === 'WEBP')
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
const JPEG = Buffer.from([0xff, 0xd8, 0xff])

const NO_PICTURE: Text = {
  vi: 'Tệp không phải ảnh PNG, JPEG hay WebP, dù tên hoặc kiểu nội dung nói vậy.',
  en: 'The file is no PNG, JPEG or WebP, whatever its name or media type says.',
}
const BROKEN: Text = {
  vi: 'Tệp ảnh hỏng hoặc bị cắt, không giải mã được.',
  en: 'The picture is damaged or cut off and cannot be decoded.',
}
const TOO_LARGE: Text = {
  vi: `Ảnh quá ${IMAGE_PIXELS_MAX / 1e6} triệu điểm ảnh.`,
  en: `The picture has more than ${IMAGE_PIXELS_MAX / 1e6} million pixels.`,
}
const TOO_DENSE: Text = {
  vi: 'Không nén được ảnh xuống dưới 200 kB.',
  en: 'The picture cannot be brought below 200 kB.',
}

function refused(rule: string, reason: Text): AppError {
  return fieldError('body', rule, reason, {
    vi: 'Chụp lại hoặc lưu lại ảnh dạng JPEG hay PNG, mỗi cạnh 600–4000 điểm, rồi gửi tệp đó.',
    en: 'Take or save it again as JPEG or PNG, 600 to 4000 pixels a side, and send that file.',
  })
}
