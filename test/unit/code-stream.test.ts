import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expect } from 'chai'
import { type CodeSource, codeChunks } from '../../src/features/stamps/code-stream.ts'

const SOURCE: CodeSource = {
  secret: Buffer.alloc(32, 7),
  key: '9520009900015',
  batch: 3,
  linkHost: 'tem.example',
  from: 10,
  to: 40_009,
}

/** Runs of the event loop, as a timer of another request sees them, while `work` runs. */
async function turnsDuring(work: () => Promise<void>): Promise<number> {
  let turns = 0
  let timer: NodeJS.Timeout
  const again = (): void => {
    turns += 1
    timer = setTimeout(again, 0)
  }
  timer = setTimeout(again, 0)
  await work()
  clearTimeout(timer)
  return turns
}

describe('The lines of a range of codes', () => {
  it('let others have their turn, however fast they are read', async () => {
    let bytes = 0
    // Never makes its writer wait, as a reader on a fast line.
    const greedy = new Writable({
      write(chunk: Buffer, _, done) {
        bytes += chunk.length
        done()
      },
    })
    const turns = await turnsDuring(() => pipeline(codeChunks(SOURCE, 'ndjson'), greedy))
    expect(bytes).to.be.greaterThan(40_000 * 90)
    expect(turns).to.be.at.least(30)
  })

  it('hold the document key and the serial together at the end of the link', async () => {
    let text = ''
    for await (const chunk of codeChunks({ ...SOURCE, to: 10 }, 'csv')) text += chunk.toString()
    expect(text).to.match(
      /^\uFEFFnumber,serial,link\r\n11,(\S{16}),https:\/\/TEM\.EXAMPLE\/253\/9520009900015\1\r\n$/,
    )
  })
})
