import { expect } from 'chai'
import { contactFault } from '../../src/features/stamp-reports/contact.rules.ts'
import { tokenOf } from '../../src/features/stamp-reports/report-token.rules.ts'
import {
  answerMinutesOf,
  assertMove,
  auditForm,
  contactAt,
  contentHashOf,
  dueAtOf,
  eraseAtOf,
  isOverdue,
  lastEraseAtOf,
  numberOf,
  type ReportStep,
} from '../../src/features/stamp-reports/stamp-reports.rules.ts'
import {
  REPORT_STATUSES,
  type StampReportRecord,
} from '../../src/features/stamp-reports/stamp-reports.schema.ts'

const AT = new Date('2024-03-15T01:30:00Z')
const later = (ms: number) => new Date(AT.getTime() + ms)

const RECORD: StampReportRecord = {
  _id: '65a0c0ffee00000000000001',
  number: 'PA-2024-000001',
  formHash: 'form-hash',
  contentHash: 'content-hash',
  salt: 'salt-of-the-record',
  tokenHash: 'token-hash',
  kind: 'other',
  code: 'CODE-AS-TYPED',
  words: 'Lời của người phản ánh',
  place: 'Sạp bà Lan',
  wardCode: '11476',
  language: 'vi',
  hasContact: true,
  contact: '0912 345 678',
  eraseAt: null,
  photo: null,
  batchId: 7,
  index: 3,
  productId: 'product',
  enterpriseId: 'enterprise',
  status: 'replied',
  isOpen: true,
  receivedAt: AT,
  dueAt: dueAtOf(AT),
  exchanges: [{ question: 'Ở đâu?', at: AT, by: 'Cán bộ', reply: 'Hồi đáp riêng', repliedAt: AT }],
  verification: null,
  answer: null,
  answerMinutes: null,
  revision: 3,
}

describe('The rules of reports', () => {
  it('number them in a year with six digits, and go on beyond', () => {
    expect(numberOf(2026, 123)).to.equal('PA-2026-000123')
    expect(numberOf(2026, 1_000_000)).to.equal('PA-2026-1000000')
  })

  it('want an answer in 24 hours, to the millisecond, of those that are open', () => {
    const dueAt = dueAtOf(AT)
    expect(dueAt).to.deep.equal(new Date('2024-03-16T01:30:00Z'))
    expect(isOverdue({ isOpen: true, dueAt }, dueAt)).to.equal(false)
    expect(isOverdue({ isOpen: true, dueAt }, new Date(dueAt.getTime() + 1))).to.equal(true)
    expect(isOverdue({ isOpen: false, dueAt }, later(9e9))).to.equal(false)
  })

  it('count a begun minute, so that 24 hours and a moment are late', () => {
    expect(answerMinutesOf(AT, AT)).to.equal(0)
    expect(answerMinutesOf(AT, later(1))).to.equal(1)
    expect(answerMinutesOf(AT, later(86_400_000))).to.equal(1_440)
    expect(answerMinutesOf(AT, later(86_400_001))).to.equal(1_441)
  })

  it('show a contact until 90 days after the answer, and not from then on', () => {
    const eraseAt = eraseAtOf(AT, AT)
    expect(eraseAt).to.deep.equal(new Date('2024-06-13T01:30:00Z'))
    expect(contactAt({ contact: 'x', eraseAt }, new Date(eraseAt.getTime() - 1))).to.equal('x')
    expect(contactAt({ contact: 'x', eraseAt }, eraseAt)).to.equal(null)
    expect(contactAt({ contact: 'x', eraseAt: null }, later(9e12))).to.equal('x')
  })

  it('show a contact for a year at most, however late the answer', () => {
    const last = lastEraseAtOf(AT)
    expect(last).to.deep.equal(new Date('2025-03-15T01:30:00Z'))
    const day = 86_400_000
    expect(eraseAtOf(AT, later(275 * day))).to.deep.equal(last)
    expect(eraseAtOf(AT, later(275 * day - 1))).to.deep.equal(new Date(last.getTime() - 1))
    expect(eraseAtOf(AT, later(400 * day))).to.deep.equal(last)
  })

  it('lead from state to state in this order alone', () => {
    const allowed: Record<ReportStep, string[]> = {
      question: ['received', 'replied', 'verified'],
      reply: ['asked'],
      verification: ['received', 'asked', 'replied', 'verified'],
      answer: ['verified'],
    }
    for (const [step, from] of Object.entries(allowed)) {
      const able = REPORT_STATUSES.filter((status) => {
        try {
          assertMove(step as ReportStep, { status, number: 'PA-2024-000001' })
          return true
        } catch {
          return false
        }
      })
      expect(able, step).to.deep.equal(from)
    }
  })

  it('take a telephone number or an e-mail address for a contact', () => {
    for (const good of ['', '0912 345 678', '+84 (225) 384.12.34', 'a.b+c@mail.example.vn']) {
      expect(contactFault(good), good).to.equal(null)
    }
    for (const bad of [
      '12345',
      'lan@',
      '@example.com',
      'a@b',
      'gọi bà Lan',
      '0912 345 678 (Lan)',
    ]) {
      expect(contactFault(bad)?.rule, bad).to.equal('report.contact')
    }
  })
})

describe('The token of a report', () => {
  it('has 192 bits, the same for the same form and record, another for any other', () => {
    const token = tokenOf('form', 'salt')
    expect(token).to.match(/^[A-Za-z0-9_-]{32}$/)
    expect(tokenOf('form', 'salt')).to.equal(token)
    const others = [tokenOf('form', 'salu'), tokenOf('forn', 'salt'), tokenOf('forms', 'alt')]
    expect(new Set([token, ...others]).size).to.equal(4)
  })
})

describe('The audit form of a report', () => {
  const text = JSON.stringify(auditForm(RECORD))

  it('holds neither contact nor words of the reporter, nor what opens the page', () => {
    const { code, words, place, contact, salt, formHash, contentHash, tokenHash } = RECORD
    for (const kept of [code, words, place, contact, salt, formHash, contentHash, tokenHash]) {
      expect(text).not.to.include(kept)
    }
    expect(text).not.to.include('Hồi đáp riêng').and.not.to.include('11476')
  })

  it('holds what the department did, and shows any change of what was written', () => {
    expect(text).to.include('Ở đâu?').and.to.include('"status":"replied"')
    const [exchange] = RECORD.exchanges
    const changes: Partial<StampReportRecord>[] = [
      { words: 'Lời khác' },
      { place: 'Nơi khác' },
      { code: null },
      { wardCode: null },
      { exchanges: exchange === undefined ? [] : [{ ...exchange, reply: 'Khác' }] },
    ]
    for (const change of changes) {
      expect(JSON.stringify(auditForm({ ...RECORD, ...change }))).not.to.equal(text)
    }
    expect(JSON.stringify(auditForm({ ...RECORD, contact: null }))).to.equal(text)
  })
})

describe('The hash of a content', () => {
  it('cannot be tried out without the number of the form', () => {
    const content = { contact: '0912 345 678' }
    expect(contentHashOf('a', content)).not.to.equal(contentHashOf('b', content))
    expect(contentHashOf('a', content)).to.equal(contentHashOf('a', { ...content }))
  })
})
