import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Db, Document } from 'mongodb'
import { type Finding, lineOf } from '../../scripts/verify/findings.ts'
import { verifyLedger } from '../../scripts/verify/ledger.ts'

const VERIFY = fileURLToPath(new URL('../../scripts/verify-ledger.js', import.meta.url))

export type Tampering = ReturnType<typeof createTampering>

/** Changes single documents behind the service's back, asks the recount, and puts them back. */
export function createTampering(db: Db) {
  const open = (collection: string) => db.collection<Document>(collection)

  async function recount(): Promise<Finding[]> {
    const findings: Finding[] = []
    await verifyLedger(db, (finding) => findings.push(finding))
    return findings
  }

  /** Replaces documents by others while the recount runs. */
  async function exchange(
    collection: string,
    before: readonly Document[],
    after: readonly Document[],
  ): Promise<Finding[]> {
    const put = async (gone: readonly Document[], come: readonly Document[]): Promise<void> => {
      for (const { _id } of gone) await open(collection).deleteOne({ _id })
      if (come.length > 0) await open(collection).insertMany([...come])
    }
    await put(before, after)
    try {
      return await recount()
    } finally {
      await put(after, before)
    }
  }

  return {
    recount,
    /** The documents of a collection, each time in the same order. */
    async read(collection: string, filter: Document = {}): Promise<Document[]> {
      return await open(collection)
        .find({ _id: { $exists: true }, ...filter })
        .sort({ _id: 1 })
        .toArray()
    },
    /** What the recount finds when one document is changed. */
    async change(
      collection: string,
      document: Document,
      change: (copy: Document) => void,
    ): Promise<Finding[]> {
      const copy = structuredClone(document)
      change(copy)
      return await exchange(collection, [document], [copy])
    },
    remove: (collection: string, document: Document) => exchange(collection, [document], []),
    add: (collection: string, document: Document) => exchange(collection, [], [document]),
  }
}

/** Changes one value, by one character or by one, at a path such as `prev.state`. */
export function alter(document: Document, path: string): void {
  const [name = '', ...rest] = path.split('.')
  if (rest.length > 0) alter(document[name], rest.join('.'))
  else document[name] = altered(document[name], name)
}

/** Far from every number in use, so that no unique index is in the way. */
const FAR = 1_000_000
const UNIQUE = new Set(['_id', 'batchId', 'seq'])

function altered(value: unknown, name: string): unknown {
  if (value === null) return '2024-05-02'
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + (UNIQUE.has(name) ? FAR : 1)
  if (value instanceof Date) return new Date(value.getTime() + 1)
  const text = String(value)
  if (name === '_id') return `${text}x`
  const last = text.at(-1) ?? ''
  return text.slice(0, -1) + (last === '1' ? '2' : last === 'd' ? 'e' : last >= 'a' ? 'd' : '1')
}

/** Whether a finding names stamps of a range of a batch, or those beside it. */
export function names(finding: Finding, { batchId, from, to }: Document): boolean {
  if (finding.from === undefined) return false
  if (finding.batchId !== batchId && finding.batchId !== batchId + FAR) return false
  return finding.from <= to + 1 && (finding.to ?? finding.from) >= from - 1
}

/** Runs the recount by its command line. @returns its status, and what it wrote to both outputs */
export async function runRecount(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ status: number | null; output: string }> {
  const inherited = { ...process.env, MONGODB_URI: '', MONGODB_DATABASE: '' }
  const child = spawn(process.execPath, [VERIFY, ...args], { env: { ...inherited, ...env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (part) => {
      output += part
    })
  }
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { status, output }
}

export function linesOf(findings: readonly Finding[]): string {
  return `found:\n${findings.map(lineOf).join('\n')}`
}

export function codesOf(findings: readonly Finding[]): string[] {
  return findings.map(({ code }) => code)
}
