import type { Visitor } from '../../http/visitor.ts'
import type { EnterpriseRecord } from '../enterprises/enterprises.schema.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { ProductRecord } from '../products/products.schema.ts'
import type { ProductService } from '../products/products.service.ts'
import type { GuessGuard } from '../scans/guess-guard.ts'
import type { CodeParts } from '../stamps/code.rules.ts'
import type { LocatedStamp } from '../stamps/locate-stamp.ts'
import { type FinderReply, type FoundProduct, RESULTS_MAX } from './finder.schema.ts'
import type { FinderStore } from './finder.store.ts'
import {
  MESSAGES,
  type Message,
  noteText,
  numberFaultText,
  serialFaultText,
  suggestionText,
  tooLong,
} from './finder-texts.ts'
import { presentDossiers, scanPath, viewEnterprise, viewProduct } from './finder-view.rules.ts'
import type { NumberReading } from './number.rules.ts'
import { type Question, readQuestion } from './question.rules.ts'
import type { SerialHelp } from './serial-help.rules.ts'

export interface FinderParts {
  index: Pick<FinderStore, 'search'>
  products: Pick<ProductService, 'findByKeys' | 'findProducts' | 'listApprovedOf'>
  enterprises: Pick<EnterpriseService, 'findEnterprises' | 'findByTaxCode'>
  locate: (code: CodeParts) => Promise<LocatedStamp>
  /** Of well-formed serials with a wrong tag, shared with the pages of scans. */
  guesses: GuessGuard
  /** Hosts of this register, in lower case. */
  hosts: readonly string[]
}

type Asker = Pick<Visitor, 'address' | 'isStaff'>

export type FinderService = ReturnType<typeof createFinderService>

const ONE_MORE = RESULTS_MAX + 1

export function createFinderService(parts: FinderParts) {
  const { index, products, enterprises } = parts

  async function viewProducts(records: readonly ProductRecord[]): Promise<FoundProduct[]> {
    const ids = [...new Set(records.map(({ enterpriseId }) => enterpriseId))]
    const found = ids.length === 0 ? [] : await enterprises.findEnterprises(ids)
    const owners = new Map(found.map((owner) => [owner._id, owner]))
    return records.flatMap((record) => viewProduct(record, owners.get(record.enterpriseId)) ?? [])
  }

  /**
   * The key of the product that a serial typed alone stands on; null where no stamp has it. Without
   * the right tag nothing of its batch shows, else anyone could list what each batch is for; and
   * who has guessed too often is refused, right or wrong, as on the page of a scan.
   */
  async function keyOf(serial: string, visitor: Asker): Promise<string | null> {
    const located = await parts.locate({ key: null, serial })
    await parts.guesses.judge(visitor, located, serial)
    return located.ok ? located.batch.key : null
  }

  /** With a key before the serial, whether the tag is right is the page's to say. */
  async function answerStamp(
    question: Question & { kind: 'stamp' },
    visitor: Asker,
  ): Promise<FinderReply> {
    const { serial, notes, words } = question
    const key = question.key ?? (await keyOf(serial, visitor))
    const stamp = { serial, page: key === null ? null : scanPath(key, serial) }
    if (words.length > 0) return { ...(await answerWords(words, null)), stamp }
    const messages = notes.map(noteText)
    if (key === null) messages.push(MESSAGES.stampUnknown)
    return { ...NOTHING, kind: 'stamp', stamp, messages }
  }

  async function answerNumber(reading: NumberReading): Promise<FinderReply> {
    const { keys, taxCode, isPersonal } = reading
    const found = keys.length === 0 ? [] : [...(await products.findByKeys(keys)).values()]
    const dossiers = taxCode === null ? [] : await dossiersOf(taxCode)
    const shown = dossiers.slice(0, RESULTS_MAX)
    const [owner] = shown
    const own = owner === undefined ? [] : await products.listApprovedOf(owner._id, ONE_MORE)
    const all = await viewProducts([...found, ...own])
    const messages = reading.faults.map(numberFaultText)
    const isFound = all.length > 0 || shown.length > 0
    if (!isFound && keys.length > 0) messages.push(MESSAGES.keyUnknown)
    if (!isFound && taxCode !== null) messages.push(MESSAGES.taxCodeUnknown)
    if (!isFound && isPersonal) messages.unshift(MESSAGES.personal)
    return {
      ...NOTHING,
      kind: 'number',
      messages,
      products: all.slice(0, RESULTS_MAX),
      enterprises: shown.flatMap((each) => viewEnterprise(each) ?? []),
      hasMore: dossiers.length > RESULTS_MAX || all.length > RESULTS_MAX,
    }
  }

  /** The dossier of a tax code, first, and those of its branches. */
  async function dossiersOf(taxCode: string): Promise<EnterpriseRecord[]> {
    return presentDossiers(await enterprises.findByTaxCode(taxCode, ONE_MORE))
  }

  async function answerWords(words: string[], help: SerialHelp | null): Promise<FinderReply> {
    if (words.length === 0) return { ...NOTHING, kind: 'unreadable', messages: [MESSAGES.noWords] }
    const [hits, owners] = await Promise.all([
      index.search('product', words, ONE_MORE),
      index.search('enterprise', words, ONE_MORE),
    ])
    const [records, dossiers] = await Promise.all([
      inOrder(hits.ids, (ids) => products.findProducts(ids)),
      inOrder(owners.ids, (ids) => enterprises.findEnterprises(ids)),
    ])
    const approved = records.filter(({ status }) => status === 'approved')
    const [only, ...others] = dossiers
    const isOne = only !== undefined && others.length === 0
    const own = isOne ? await products.listApprovedOf(only._id, ONE_MORE) : []
    const known = new Set(approved.map(({ _id }) => _id))
    const shown = await viewProducts([...approved, ...own.filter(({ _id }) => !known.has(_id))])
    const named = dossiers.flatMap((each) => viewEnterprise(each) ?? [])
    const most = Math.max(shown.length, hits.ids.length, owners.ids.length)
    const hasMore = most > RESULTS_MAX
    const isComplete = hits.isComplete && owners.isComplete
    const answer: FinderReply = {
      ...NOTHING,
      kind: 'words',
      products: shown.slice(0, RESULTS_MAX),
      enterprises: named.slice(0, RESULTS_MAX),
      hasMore: hasMore || !isComplete,
    }
    if (!isComplete) return { ...answer, messages: [MESSAGES.incomplete] }
    if (hasMore) return { ...answer, messages: [MESSAGES.tooMany] }
    if (shown.length > 0 || named.length > 0) return answer
    const perhaps = help === null ? null : explain(help, null)
    const messages = perhaps === null ? [] : [MESSAGES.orSerial, ...perhaps.messages]
    const suggestions = perhaps?.suggestions ?? []
    return { ...answer, messages: [MESSAGES.nothingFound, ...messages], suggestions }
  }

  return {
    /**
     * Answers what was typed into the one box; it never fails on what it cannot read.
     * @throws AppError `too_many_requests` for a serial alone, where the visitor has shown too many
     *   that no stamp has
     */
    async lookUp(raw: string, visitor: Asker): Promise<FinderReply> {
      const question = readQuestion(raw, parts.hosts)
      switch (question.kind) {
        case 'nothing':
          return NOTHING
        case 'too_long':
          return { ...NOTHING, kind: 'unreadable', messages: [tooLong(question.length)] }
        case 'foreign_link':
          return { ...NOTHING, kind: 'unreadable', messages: [MESSAGES.linkUnknown] }
        case 'stamp':
          return await answerStamp(question, visitor)
        case 'mistyped': {
          const { messages, suggestions } = explain(question.help, question.key)
          const notes = question.notes.map(noteText)
          const { read } = question.help
          const told = [...notes, ...messages]
          return { ...NOTHING, kind: 'mistyped', read, messages: told, suggestions }
        }
        case 'product': {
          const reading = { keys: [question.key], taxCode: null, isPersonal: false, faults: [] }
          const answer = await answerNumber(reading)
          return { ...answer, messages: [...question.notes.map(noteText), ...answer.messages] }
        }
        case 'number':
          return await answerNumber(question.reading)
        case 'words':
          return await answerWords(question.words, question.help)
      }
    },
  }
}

const NOTHING: FinderReply = {
  kind: 'nothing',
  read: null,
  messages: [],
  stamp: null,
  suggestions: [],
  products: [],
  enterprises: [],
  hasMore: false,
}

/** @param key what was typed before the serial, which belongs before the suggested one too */
function explain(
  { faults, suggestions }: SerialHelp,
  key: string | null,
): { messages: Message[]; suggestions: FinderReply['suggestions'] } {
  return {
    messages: faults.map(serialFaultText),
    suggestions: suggestions.map((suggestion) => {
      const { serial, places, why } = suggestion
      const isLeftOut = why === 'extra'
      return {
        code: (key ?? '') + serial,
        serial,
        places: isLeftOut ? [] : [...places],
        why: suggestionText(suggestion),
      }
    }),
  }
}

/** Records in the order of their identifiers; those that are gone meanwhile are left out. */
async function inOrder<Item extends { _id: string }>(
  ids: readonly string[],
  find: (ids: readonly string[]) => Promise<Item[]>,
): Promise<Item[]> {
  if (ids.length === 0) return []
  const records = new Map((await find(ids)).map((record) => [record._id, record]))
  return ids.flatMap((id) => records.get(id) ?? [])
}
