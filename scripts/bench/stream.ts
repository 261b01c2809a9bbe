import { type ChildProcess, fork } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { stampLink } from '../../src/features/stamps/code.rules.ts'
import { codeChunks } from '../../src/features/stamps/code-stream.ts'
import { checkCharacter } from '../../src/features/stamps/serial.rules.ts'

/*
 * A range of codes over HTTP to a reader that takes all: the service's stream, and a server that
 * makes and writes one stamp after the other. Each server has a process of its own; memory is
 * compared between bare servers that differ only in how they stream. The third way, one JSON
 * array of all, is there for its memory.
 */

const SELF = fileURLToPath(import.meta.url)
const BARE_STAMPS = 300_000
const ROUNDS = 3
const WAYS = ['ours', 'naive', 'whole'] as const
type Way = (typeof WAYS)[number]

export interface StreamTarget {
  /** Address of `/api/v1/stamp-batches/{id}/stamps` of a running service, as NDJSON. */
  url: string
  /** A key that may read the batch. */
  key: string
  /** Stamps of the batch. */
  stamps: number
}

export interface StreamFigures {
  /** Codes a second: the whole service, and the naive server. */
  ours: number
  naive: number
  /** By how much each way raises the peak memory of a bare server with 300,000 stamps, MiB. */
  oursPeakMib: number
  naivePeakMib: number
  wholePeakMib: number
}

/** @throws Error where a stream does not hold every stamp */
export async function benchStream({ url, key, stamps }: StreamTarget): Promise<StreamFigures> {
  const ours = await best(stamps, () => drain(url, key, stamps))
  const naive = await bare('naive')
  const bareOurs = await bare('ours')
  const whole = await bare('whole')
  return {
    ours,
    naive: naive.rate,
    oursPeakMib: bareOurs.peakMib,
    naivePeakMib: naive.peakMib,
    wholePeakMib: whole.peakMib,
  }
}

/** One way of streaming, in a server that does nothing else. */
async function bare(way: Way): Promise<{ rate: number; peakMib: number }> {
  const child = fork(SELF, [way])
  try {
    const { port } = await answerOf<{ port: number }>(child)
    const url = `http://127.0.0.1:${port}/`
    const rate = await best(BARE_STAMPS, () => drain(url, '', BARE_STAMPS))
    child.send('peak')
    return { rate, ...(await answerOf<{ peakMib: number }>(child)) }
  } finally {
    child.kill()
  }
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, 'exit').then(() => {
    throw new Error('A server of the measurement has ended')
  })
  const [answer] = await Promise.race([once(child, 'message'), ended])
  return answer as T
}

/** Reads a stream to its end and throws it away. */
async function drain(url: string, key: string, stamps: number): Promise<void> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, { headers: { Authorization: `Bearer ${key}` } }, resolve).once('error', reject)
  })
  let found = 0
  for await (const chunk of response) found += countIn(chunk as Buffer)
  if (found !== stamps) throw new Error(`${url}: ${found} of ${stamps} stamps`)
}

const CLOSING_BRACE = 0x7d

/** Stamps that end in a piece of JSON, whether of lines or of an array. */
function countIn(chunk: Buffer): number {
  let count = 0
  for (let at = -1; ; count += 1) {
    at = chunk.indexOf(CLOSING_BRACE, at + 1)
    if (at === -1) return count
  }
}

async function best(units: number, work: () => Promise<void>): Promise<number> {
  let rate = 0
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = process.hrtime.bigint()
    await work()
    rate = Math.max(rate, units / (Number(process.hrtime.bigint() - began) / 1e9))
  }
  return rate
}

const SECRET = Buffer.alloc(32, 7)
const KEY = '09520000100017'
const LINK_HOST = 'tem.example'

async function streamOurs(response: ServerResponse): Promise<void> {
  const range = { from: 0, to: BARE_STAMPS - 1 }
  const source = { secret: SECRET, key: KEY, batch: 1, linkHost: LINK_HOST, ...range }
  await pipeline(codeChunks(source, 'ndjson'), response)
}

/** The naive stream: a stamp, an object, a write; it does wait for a slow reader. */
async function streamNaively(response: ServerResponse): Promise<void> {
  for (let index = 0; index < BARE_STAMPS; index += 1) {
    if (!response.write(`${JSON.stringify(naiveStamp(index))}\n`)) await once(response, 'drain')
  }
  response.end()
}

/** All in one array, as most lists are answered. */
async function sendWhole(response: ServerResponse): Promise<void> {
  const stamps = Array.from({ length: BARE_STAMPS }, (_, index) => naiveStamp(index))
  response.end(JSON.stringify(stamps))
}

const STREAMS = { ours: streamOurs, naive: streamNaively, whole: sendWhole }

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

function naiveStamp(index: number) {
  const serial = naiveSerial(index)
  return { number: index + 1, serial, link: stampLink(LINK_HOST, KEY, serial) }
}

function naiveSerial(index: number): string {
  const place = `00001${base32(index, 4)}`
  const digest = createHmac('sha256', SECRET)
    .update(KEY + place)
    .digest()
  const body = place + base32(digest.readUInt32BE(0) >>> 2, 6)
  return body + checkCharacter(body)
}

function base32(value: number, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) {
    text = ALPHABET.charAt(rest % 32) + text
  }
  return text
}

/** The server of one way: tells its port, and on demand by how much its peak memory has grown. */
function serve(way: Way): void {
  const server = createServer((_, response) => void STREAMS[way](response))
  server.listen(0, '127.0.0.1', () => {
    const startKib = process.resourceUsage().maxRSS
    process.send?.({ port: (server.address() as AddressInfo).port })
    process.on('message', () => {
      process.send?.({ peakMib: (process.resourceUsage().maxRSS - startKib) / 1024 })
    })
  })
  process.once('disconnect', () => process.exit())
}

const [, script, way] = process.argv
const asked = WAYS.find((known) => known === way)
if (script === SELF && asked !== undefined) serve(asked)
