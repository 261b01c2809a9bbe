import { createHash } from 'node:crypto'
import type { NextNumber } from '../../db/counters.ts'
import type { Tx } from '../../db/unit-of-work.ts'
import { AppError, notFound } from '../../errors.ts'
import { localDateOf } from '../../vn/local-date.ts'
import { readPicture } from '../products/product-image.ts'
import type { Language } from '../shared/public-page.ts'
import type { ReportFees } from './report-fees.ts'
import type { ReplyToQuestion, SendReport } from './report-form.schema.ts'
import type { ReportPhotoStore } from './report-photos.store.ts'
import { tokenOf } from './report-token.rules.ts'
import { viewState } from './report-view.ts'
import { findReportedGoods, type GoodsParts, type ReportedGoods } from './reported-goods.ts'
import { insertReport, saveReport } from './save-report.ts'
import {
  assertMove,
  assertWard,
  contentHashOf,
  dueAtOf,
  formReused,
  hashOf,
  lastEraseAtOf,
  numberOf,
  photoFault,
  REPORT_MOVES,
} from './stamp-reports.rules.ts'
import type { StampReportRecord } from './stamp-reports.schema.ts'
import type { StampReportStore } from './stamp-reports.store.ts'

export interface IntakeParts extends GoodsParts {
  store: StampReportStore
  photos: Pick<ReportPhotoStore, 'insert'>
  newId: () => string
  /** At least 128 random bits, in base64url. */
  newSecret: () => string
  nextNumber: NextNumber
  now: () => Date
  fees: ReportFees
  statusUrl: (token: string) => string
}

export type IntakeService = ReturnType<typeof createIntakeService>

type Photo = Awaited<ReturnType<typeof readPicture>>

interface Prepared {
  formId: string
  formHash: string
  contentHash: string
  /** Null where the same form was taken before. */
  fresh: { photo: Photo | null; goods: ReportedGoods; salt: string } | null
}

export interface Wanted {
  body: SendReport
  photo: Buffer | null
  address: string
}

/** What anyone may do: send a report, see how it stands, and answer a question about it. */
export function createIntakeService(parts: IntakeParts) {
  const { store } = parts

  async function getByToken(token: string, tx: Tx | null): Promise<StampReportRecord> {
    const found = await store.findByToken(hashOf(token), tx?.session)
    if (found === null) throw notFound({ vi: 'phản ánh này', en: 'such report' })
    return found
  }

  function receipt(report: StampReportRecord, { formId, contentHash }: Prepared) {
    if (report.contentHash !== contentHash) throw formReused()
    const { number, salt, dueAt } = report
    const token = tokenOf(formId, salt)
    return { number, token, statusUrl: parts.statusUrl(token), dueAt: dueAt.toISOString() }
  }

  return {
    newFormId: parts.newSecret,

    /**
     * What stands before the transaction: a form that comes again costs its sender nothing, and
     * what is at fault is told before one of the client's reports is taken.
     */
    async prepareReport({ body, photo, address }: Wanted): Promise<Prepared> {
      const { formId: given, website: _trap, ...content } = body
      const formId = given ?? parts.newSecret()
      const formHash = hashOf(formId)
      const photoHash = photo === null ? null : createHash('sha256').update(photo).digest('hex')
      const contentHash = contentHashOf(formId, { ...content, photoHash })
      const named = { formId, formHash, contentHash }
      if ((await store.findByForm(formHash)) !== null) return { ...named, fresh: null }
      assertWard(body.wardCode, localDateOf(parts.now()))
      // Before the photo: to decode it is the dearest part, and who has no report left gets none.
      await parts.fees.assertLeft(formHash, address)
      const small = photo === null ? null : await readPhoto(photo)
      const goods = await findReportedGoods(parts, body.code)
      await parts.fees.take(formHash, address)
      return { ...named, fresh: { photo: small, goods, salt: parts.newSecret() } }
    },

    /** Takes a report, once for each form. @returns number, token and when it is due */
    async sendReport(body: SendReport, language: Language, prepared: Prepared, tx: Tx) {
      const same = await store.findByForm(prepared.formHash, tx.session)
      if (same !== null) return receipt(same, prepared)
      if (prepared.fresh === null) throw new Error('A report that was found is gone')
      const { photo, goods, salt } = prepared.fresh
      const { formHash, contentHash } = prepared
      const { kind, code, words, place, wardCode, contact } = body
      const report: StampReportRecord = {
        _id: parts.newId(),
        number: await takeNumber(parts, tx),
        ...{ formHash, contentHash, salt },
        tokenHash: hashOf(tokenOf(prepared.formId, salt)),
        ...{ kind, code, words, place, wardCode, language, contact },
        hasContact: contact !== null,
        eraseAt: contact === null ? null : lastEraseAtOf(tx.at),
        photo: photo === null ? null : factsOf(photo),
        ...goods,
        status: 'received',
        isOpen: true,
        receivedAt: tx.at,
        dueAt: dueAtOf(tx.at),
        exchanges: [],
        verification: null,
        answer: null,
        answerMinutes: null,
        revision: 1,
      }
      await insertReport(store, report, tx)
      if (photo !== null) await parts.photos.insert(report._id, photo, tx.at, tx.session)
      return receipt(report, prepared)
    },

    async getReportState(token: string) {
      return viewState(await getByToken(token, null), parts.now())
    },

    /** Answers a question; the same words to the same question are the same reply. */
    async replyToQuestion(token: string, body: ReplyToQuestion, tx: Tx) {
      const before = await getByToken(token, tx)
      const at = Number(body.question) - 1
      const asked = before.exchanges[at]
      if (asked !== undefined && asked.reply === body.words) return viewState(before, tx.at)
      assertMove('reply', before)
      if (at !== before.exchanges.length - 1) throw noSuchQuestion()
      const exchanges = before.exchanges.map((exchange, place) =>
        place === at ? { ...exchange, reply: body.words, repliedAt: tx.at } : exchange,
      )
      const changed = { exchanges, status: REPORT_MOVES.reply.to }
      return viewState(await saveReport(store, before, changed, tx), tx.at)
    },
  }
}

async function readPhoto(sent: Buffer): Promise<Photo> {
  try {
    return await readPicture(sent)
  } catch (error) {
    throw error instanceof AppError ? photoFault(error) : error
  }
}

function factsOf({ sha256, bytes, width, height }: Photo) {
  return { sha256, bytes: bytes.length, width, height }
}

/** Given back where the transaction fails: the numbers of a local year have no gap. */
async function takeNumber({ nextNumber }: IntakeParts, tx: Tx): Promise<string> {
  const year = Number(localDateOf(tx.at).slice(0, 4))
  return numberOf(year, await nextNumber(`stamp_report:${year}`, tx.session))
}

function noSuchQuestion(): AppError {
  return notFound({ vi: 'câu hỏi mang số này đang chờ hồi đáp', en: 'such question to answer' })
}
