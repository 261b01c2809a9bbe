/** Where something differs, and how. Stamps are counted from 0, as in the API. */
export interface Finding {
  code: FindingCode
  batchId?: number
  /** First and last stamp concerned. */
  from?: number
  to?: number
  /** Number of the event within its batch. */
  seq?: number
  /** What is concerned where it is no event: a card, a statement, a claim, an audit entry. */
  subject?: string
  field?: string
  expected?: unknown
  found?: unknown
}

export type Report = (finding: Finding) => void

const MEANINGS = {
  'batch.shape': ['đợt tem không đúng dạng', 'the batch is not of its shape'],
  'batch.audit': ['đợt tem khác với nhật ký', 'the batch differs from the audit entry'],
  'head.missing': ['đợt tem thiếu sổ đầu', 'the batch has no head'],
  'head.field': ['sổ đầu của đợt sai', 'the head of the batch is wrong'],
  'stray.batch': ['tài liệu của một đợt không có', 'documents of a batch that is not there'],
  'stray.number': ['tài liệu không thuộc số đợt nào', 'documents under no number of a batch'],
  'event.gap': ['thiếu biến động', 'an event is missing'],
  'event.shape': ['biến động không đúng dạng', 'the event is not of its shape'],
  'event.field': ['trường của biến động sai', 'a field of the event is wrong'],
  'event.range': ['dải của biến động ngoài đợt', 'the range of the event is not in the batch'],
  'event.date': ['ngày của biến động không hợp lý', 'the day of the event cannot be'],
  'event.order': ['giờ ghi lùi so với biến động trước', 'recorded before the event before it'],
  'event.month': ['tháng ghi sổ lùi hoặc sớm', 'posted to too early a month'],
  'event.action': ['trạng thái không cho phép biến động', 'the state does not allow the action'],
  'event.prev': ['"trước" khác các biến động trước đó', 'prev differs from the earlier events'],
  'event.next': ['"sau" khác điều biến động gây ra', 'next is not what the action makes'],
  'event.undoes': ['sửa sai không đúng biến động cuối', 'undoes another event than the latest'],
  'segment.gap': ['tem không thuộc dải nào', 'stamps in no segment'],
  'segment.overlap': ['tem thuộc hai dải', 'stamps in two segments'],
  'segment.range': ['dải tem ngoài đợt', 'the segment is not in the batch'],
  'segment.facts': ['dải tem khác các biến động', 'the segment differs from the events'],
  'segment.split': ['hai dải liền kề giống nhau', 'neighbours that should be one segment'],
  'segment.field': ['trường của dải tem sai', 'a field of the segment is wrong'],
  'audit.gap': ['thiếu mục nhật ký', 'an audit entry is missing'],
  'audit.hash': ['mã băm của mục nhật ký sai', 'the hash of the audit entry is wrong'],
  'audit.shape': ['mục nhật ký không đúng dạng', 'the audit entry is not of its shape'],
  'audit.actor': ['nhật ký và biến động khác người', 'entry and event name other people'],
  'audit.event': ['biến động khác với nhật ký', 'the event differs from its audit entry'],
  'audit.lost': ['nhật ký có, sổ không có biến động', 'in the audit entry, not in the ledger'],
  'audit.unlogged': ['biến động không có trong nhật ký', 'the event is in no audit entry'],
  'hold.range': ['dải đang bàn giao sai', 'the held range is wrong'],
  'hold.stray': ['dải giữ cho một biên bản không có', 'held for a handover that is not there'],
  'hold.state': ['tem đang bàn giao không còn trong kho', 'held stamps that are not in stock'],
  'card.missing': ['thiếu thẻ kho', 'the stock card is missing'],
  'card.extra': ['thừa thẻ kho', 'a stock card too many'],
  'card.field': ['thẻ kho khác các biến động', 'the stock card differs from the events'],
  'card.balance': ['tồn trên thẻ khác số tem', 'the closing differs from the stamps'],
  'month.balance': ['tháng của cơ sở không cân', 'the month of the enterprise does not balance'],
  'book.field': ['sổ kho của cơ sở sai', 'the book of the enterprise is wrong'],
  'statement.field': ['trường của bản chốt sổ sai', 'a field of the statement is wrong'],
  'statement.missing': ['thiếu bản chốt sổ', 'the statement is missing'],
  'statement.hash': ['mã băm của bản chốt sổ sai', 'the hash of the statement is wrong'],
  'statement.content': ['bản chốt sổ khác các biến động', 'the statement differs from the events'],
  'claim.overlap': ['tem thuộc hai dải đề nghị hỗ trợ', 'stamps in two live ranges of claims'],
  'claim.range': ['dải đề nghị hỗ trợ sai', 'the range of the claim is wrong'],
  'claim.stamps': ['tem không thuộc diện của hồ sơ', 'stamps that the claim cannot count'],
  'claim.stray': ['dải của một hồ sơ không có', 'ranges of a claim that is not there'],
  'claim.field': ['số của hồ sơ sai', 'a number of the claim is wrong'],
  'sum.states': ['tổng các trạng thái khác số tem', 'the states do not add up to the stamps'],
} as const satisfies Record<string, readonly [vi: string, en: string]>
export type FindingCode = keyof typeof MEANINGS

const VALUE_CHARS_MAX = 120

/** One line for people: where it is, what is wrong, what should be there and what is. */
export function lineOf(finding: Finding): string {
  const [vi, en] = MEANINGS[finding.code]
  const { field } = finding
  const differs = 'expected' in finding || 'found' in finding
  const values = differs ? ` ${show(finding.expected)} → ${show(finding.found)}` : ''
  const detail = field === undefined && !differs ? '' : `: ${field ?? ''}${values}`
  return `${placeOf(finding)}: ${vi} / ${en}${detail}`
}

function placeOf({ batchId, from, to, seq, subject }: Finding): string {
  const parts: string[] = []
  if (batchId !== undefined) parts.push(`đợt/batch ${batchId}`)
  if (from !== undefined) parts.push(`tem/stamps ${from}–${to ?? from}`)
  if (seq !== undefined) parts.push(`biến động/event ${seq}`)
  if (subject !== undefined) parts.push(subject)
  return parts.join(', ')
}

function show(value: unknown): string {
  if (value === undefined) return '∅'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}…` : text
}

/**
 * Joins findings about neighbouring stamps that say the same, so that a wide difference is one
 * line however many pieces it was found in.
 */
export function joinRuns(report: Report): { report: Report; flush: () => void } {
  let waiting: Finding[] = []
  const flush = (): void => {
    for (const finding of waiting) report(finding)
    waiting = []
  }
  return {
    report(finding) {
      const before = waiting.find((other) => isContinued(other, finding))
      if (before !== undefined && finding.to !== undefined) before.to = finding.to
      else waiting.push({ ...finding })
    },
    flush,
  }
}

function isContinued(a: Finding, b: Finding): boolean {
  return (
    a.to !== undefined &&
    a.to + 1 === b.from &&
    a.code === b.code &&
    a.seq === b.seq &&
    a.field === b.field &&
    Object.is(a.expected, b.expected) &&
    Object.is(a.found, b.found)
  )
}
