import { createHash } from 'node:crypto'
import { expect } from 'chai'
import sharp from 'sharp'
import {
  createPublicPictures,
  PUBLIC_PICTURE_BYTES_MAX,
} from '../../src/features/scans/public-picture.ts'

const NAME = 'a'.repeat(64)

/** Pseudo-random pixels: no picture of goods is harder to make small. */
function noise(length: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(length / 64) }, (_, at) =>
    createHash('sha512').update(String(at)).digest(),
  )
  return Buffer.concat(blocks).subarray(0, length)
}

async function jpeg(width: number, height: number): Promise<{ bytes: Buffer }> {
  const raw = { width, height, channels: 3 as const }
  return {
    bytes: await sharp(noise(width * height * 3), { raw })
      .jpeg({ quality: 50 })
      .toBuffer(),
  }
}

describe('the pictures of the scan page', () => {
  it('are WebP of at most 480 px and 30 kB, whatever they show', async () => {
    for (const [width, height] of [
      [1024, 1024],
      [1024, 300],
      [40, 30],
    ] as const) {
      const image = await jpeg(width, height)
      const { get } = createPublicPictures({ findImage: async () => image })
      const picture = await get(NAME)
      expect(picture?.contentType).to.equal('image/webp')
      expect(picture?.bytes.length).to.be.within(1, PUBLIC_PICTURE_BYTES_MAX)
      const made = await sharp(picture?.bytes).metadata()
      expect(made.format).to.equal('webp')
      expect(Math.max(made.width, made.height)).to.be.at.most(480)
      expect(made.width).to.be.at.most(width)
      expect(made.width / made.height).to.be.closeTo(width / height, 0.05)
    }
  })

  it('are made once for all who ask at once, and once more only when long unused', async () => {
    const image = await jpeg(40, 30)
    let reads = 0
    const { get } = createPublicPictures({
      async findImage() {
        reads += 1
        return image
      },
    })
    const [first, ...others] = await Promise.all(Array.from({ length: 20 }, () => get(NAME)))
    for (const other of others) expect(other).to.equal(first)
    expect(reads).to.equal(1)
    for (let n = 0; n < 199; n += 1) await get(String(n))
    expect(await get(NAME)).to.equal(first)
    expect(reads).to.equal(200)
    await get('the 201st')
    await get('0')
    expect(reads, 'the one unused for longest is made again').to.equal(202)
    await get(NAME)
    expect(reads, 'one used since is not').to.equal(202)
  })

  it('forget an absent picture and a failure: the next who asks gets it', async () => {
    const image = await jpeg(40, 30)
    const answers = [null, { bytes: Buffer.from('no picture') }, image]
    const { get } = createPublicPictures({ findImage: async () => answers.shift() ?? null })
    expect(await get(NAME)).to.equal(null)
    const error = await get(NAME).catch((thrown: unknown) => thrown)
    expect(error).to.be.instanceOf(Error)
    expect((await get(NAME))?.contentType).to.equal('image/webp')
  })
})
