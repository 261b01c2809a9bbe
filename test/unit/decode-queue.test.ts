import { setImmediate as turn } from 'node:timers/promises'
import { expect } from 'chai'
import sharp from 'sharp'
import { AppError } from '../../src/errors.ts'
import { createDecodeQueue } from '../../src/features/products/decode-queue.ts'
import { readPicture } from '../../src/features/products/product-image.ts'

/** A task that ends when it is told to. */
function task(started: number[], n: number) {
  let end: (error?: Error) => void = () => undefined
  const done = new Promise<number>((resolve, reject) => {
    end = (error) => (error === undefined ? resolve(n) : reject(error))
  })
  const work = (): Promise<number> => {
    started.push(n)
    return done
  }
  return { work, end: (error?: Error) => end(error) }
}

describe('The queue of pictures to decode', () => {
  it('lets so many work at a time, the others in their order, also after a failure', async () => {
    const run = createDecodeQueue(2, 20)
    const started: number[] = []
    const tasks = [0, 1, 2, 3].map((n) => task(started, n))
    const results = tasks.map(({ work }) => run(work).catch((error: Error) => error.message))
    await turn()
    expect(started).to.deep.equal([0, 1])
    tasks[1]?.end(new Error('broken'))
    await turn()
    expect(started).to.deep.equal([0, 1, 2])
    tasks[0]?.end()
    tasks[2]?.end()
    await turn()
    expect(started).to.deep.equal([0, 1, 2, 3])
    tasks[3]?.end()
    expect(await Promise.all(results)).to.deep.equal([0, 'broken', 2, 3])
    const more = [4, 5, 6].map((n) => task(started, n))
    const later = more.map(({ work }) => run(work))
    await turn()
    expect(started, 'as many as before').to.deep.equal([0, 1, 2, 3, 4, 5])
    for (const { end } of more) end()
    expect(await Promise.all(later)).to.deep.equal([4, 5, 6])
  })

  it('refuses those for whom there is no room to wait', async () => {
    const run = createDecodeQueue(1, 1)
    const started: number[] = []
    const tasks = [0, 1, 2].map((n) => task(started, n))
    const results = tasks.map(({ work }) => run(work).catch((error: unknown) => error))
    for (const { end } of tasks) end()
    const [first, second, third] = await Promise.all(results)
    expect([first, second]).to.deep.equal([0, 1])
    if (!(third instanceof AppError)) throw new Error('It was taken')
    expect([third.code, third.details.retryAfterS]).to.deep.equal(['unavailable', 5])
  })

  it('holds the pictures of the service: of many at once some must come again', async () => {
    const create = { width: 600, height: 400, channels: 3 as const, background: '#2a7' }
    const sent = await sharp({ create }).png().toBuffer()
    const all = await Promise.allSettled(Array.from({ length: 30 }, () => readPicture(sent)))
    const refused = all.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []))
    expect(refused.map(({ code }) => code)).to.deep.equal(Array(8).fill('unavailable'))
    expect((await readPicture(sent)).width, 'and later it is free again').to.equal(600)
  })
})
