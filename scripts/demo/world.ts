import { createHash } from 'node:crypto'
import { PEOPLE } from '../example/people.ts'
import type { Client } from './client.ts'

/** What the example has learned from replies: ids and keys by the refs of the example. */
export interface World {
  client: Client
  adminKey: string
  keys: Map<string, string>
  enterprises: Map<string, string>
  products: Map<string, string>
  places: Map<string, string>
  lots: Map<string, string>
  batches: Map<string, Batch>
  claims: Map<string, string>
  documents: Map<string, string>
  /** Called with each batch, once it is issued, to print it. */
  print: (batch: Batch) => Promise<void>
}

export interface Batch {
  id: number
  key: string
  keyKind: string
  firstSerial: string
  quantity: number
}

/** One thing that someone does on a day of the example. */
export interface Step {
  on: string
  stage: string
  run(world: World): Promise<void>
}

export function keyOf(world: World, ref: string): string {
  return must(world.keys, ref)
}

export function must<T>(map: ReadonlyMap<string, T>, ref: string): T {
  const value = map.get(ref)
  if (value === undefined) throw new Error(`The example has no ${ref} yet`)
  return value
}

export const secretaryOf = (enterpriseRef: string): string => enterpriseRef.replace('e', 's')

/** Posts to `path` and returns the id of what was made. */
export async function post(world: World, who: string, path: string, id: string, body: unknown) {
  const key = keyOf(world, who)
  const call = { method: 'POST' as const, path: `/api/v1${path}`, key, id: `demo-${id}`, body }
  return await world.client.json<{ id: string }>(call)
}

export interface Paper {
  kind: 'minutes' | 'application' | 'decision' | 'voucher'
  number: string
  issuedOn: string
  title: string
  enterpriseId: string | null
}

/** A document of the example, recorded once whoever needs it first. */
export async function documentOf(world: World, who: string, paper: Paper): Promise<string> {
  const known = world.documents.get(paper.number)
  if (known !== undefined) return known
  const signer = PEOPLE.find(({ ref }) => ref === who)?.name ?? who
  const sha256 = createHash('sha256').update(`Sổ Tem, ví dụ: ${paper.number}`).digest('hex')
  const body = { ...paper, signer, sha256 }
  // A header holds ASCII only, the number of a document any letter.
  const { id } = await post(world, who, '/documents', `document-${sha256.slice(0, 16)}`, body)
  world.documents.set(paper.number, id)
  return id
}
