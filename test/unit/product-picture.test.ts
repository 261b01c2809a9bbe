import { createHash } from 'node:crypto'
import { expect } from 'chai'
import sharp from 'sharp'
import { AppError } from '../../src/errors.ts'
import { readPicture } from '../../src/features/products/product-image.ts'

const GREEN = { r: 20, g: 140, b: 60 }

function blank(width: number, height: number, channels: 3 | 4 = 3) {
  const background = channels === 4 ? { ...GREEN, alpha: 0 } : GREEN
  return sharp({ create: { width, height, channels, background } })
}

async function ruleOf(bytes: Buffer): Promise<string | undefined> {
  try {
    await readPicture(bytes)
    return undefined
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.code).to.equal('invalid_fields')
    expect(error.details.fields?.[0]?.field).to.equal('body')
    return error.details.fields?.[0]?.rule
  }
}

describe('The picture of a product', () => {
  it('is taken as PNG, JPEG or WebP and kept as JPEG under the hash of its bytes', async () => {
    for (const format of ['png', 'jpeg', 'webp'] as const) {
      const picture = await readPicture(await blank(300, 200).toFormat(format).toBuffer())
      expect(picture.contentType).to.equal('image/jpeg')
      expect([picture.width, picture.height]).to.deep.equal([300, 200])
      expect((await sharp(picture.bytes).metadata()).format).to.equal('jpeg')
      const hash = createHash('sha256').update(picture.bytes).digest('hex')
      expect(picture.sha256).to.equal(hash)
    }
  })

  it('is brought to 1024 pixels at most, never enlarged', async () => {
    const large = await readPicture(await blank(3000, 1500).png().toBuffer())
    expect([large.width, large.height]).to.deep.equal([1024, 512])
    const small = await readPicture(await blank(10, 7).png().toBuffer())
    expect([small.width, small.height]).to.deep.equal([10, 7])
  })

  it('stands as the camera was held and tells nothing of the camera', async () => {
    const sent = await blank(300, 200)
      .withExif({ IFD0: { Copyright: 'A person', Make: 'A camera' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    expect((await sharp(sent).metadata()).exif).to.not.equal(undefined)
    const picture = await readPicture(sent)
    const kept = await sharp(picture.bytes).metadata()
    expect([kept.width, kept.height]).to.deep.equal([200, 300])
    expect([kept.exif, kept.xmp, kept.iptc, kept.orientation]).to.deep.equal([
      undefined,
      undefined,
      undefined,
      undefined,
    ])
  })

  it('shows white where it was transparent', async () => {
    const picture = await readPicture(await blank(16, 16, 4).png().toBuffer())
    const { data } = await sharp(picture.bytes).raw().toBuffer({ resolveWithObject: true })
    expect([data[0], data[1], data[2]]).to.deep.equal([255, 255, 255])
  })

  it('stays below 200 kB even where it shows nothing but noise', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 80 } as const
    const channels = 3
    const sent = await sharp({
      create: { width: 1600, height: 1600, channels, background: GREEN, noise },
    })
      .png()
      .toBuffer()
    expect((await readPicture(sent)).bytes.length).to.be.at.most(200_000)
  })

  it('is told by its content: other files are refused', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    const gif = await blank(9, 9).gif().toBuffer()
    const others = [
      svg,
      gif,
      Buffer.from('%PDF-1.7\n'),
      Buffer.from('<html></html>'),
      Buffer.alloc(0),
    ]
    for (const bytes of others) expect(await ruleOf(bytes)).to.equal('image.format')
  })

  it('is refused where it is cut off or only begins like a picture', async () => {
    const whole = await blank(300, 200).png().toBuffer()
    expect(await ruleOf(whole.subarray(0, whole.length - 100))).to.equal('image.unreadable')
    expect(await ruleOf(whole.subarray(0, 8))).to.equal('image.unreadable')
    const jpeg = await blank(1600, 1200).jpeg({ quality: 100 }).toBuffer()
    expect(await ruleOf(jpeg.subarray(0, jpeg.length / 2))).to.equal('image.unreadable')
  })

  it('is refused above 40 million pixels, however small its file', async () => {
    const sent = await blank(8000, 5001).png({ compressionLevel: 9 }).toBuffer()
    expect(sent.length).to.be.below(1_000_000)
    expect(await ruleOf(sent)).to.equal('image.pixels')
  })
})
