import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { AppError } from '../../src/errors.ts'
import { assertAsOf } from '../../src/features/shared/as-of.rules.ts'
import { seal } from '../../src/features/stock/seal.ts'
import {
  type Card,
  COLUMN_NAMES,
  cardsOf,
  count,
  type Line,
  type Moves,
  type MovingEvent,
  movesOf,
  statementOf,
  totalOf,
} from '../../src/features/stock/stock.rules.ts'

const ENTERPRISE = '65a0c0ffee00000000000001'
const PRODUCT = '65a0c0ffee00000000000002'
const OTHER_PRODUCT = '65a0c0ffee00000000000003'
const MAY = '2024-05'
const JUNE = '2024-06'

type Step = [action: string, before: string | null, after: string]

function event([action, before, after]: Step, more: Partial<MovingEvent> = {}): MovingEvent {
  return {
    batchId: 1,
    enterpriseId: ENTERPRISE,
    productId: PRODUCT,
    action,
    prev: before === null ? null : { state: before },
    next: { state: after },
    n: 7,
    occurredOn: '2024-05-20',
    postingMonth: MAY,
    ...more,
  }
}

const DELIVER: Step = ['deliver', 'in_stock', 'delivered']
const AFFIX: Step = ['affix', 'delivered', 'affixed']
const SPOIL: Step = ['spoil', 'delivered', 'spoiled']
const HAND_IN: Step = ['hand_in', 'spoiled', 'handed_in']

/** Every step that the ledger knows, with what it adds to each column for 7 stamps. */
const MOVES: [step: Step, moves: Partial<Moves>][] = [
  [['issue', null, 'in_stock'], {}],
  [DELIVER, { received: 7 }],
  [AFFIX, { affixed: 7 }],
  [SPOIL, { spoiled: 7 }],
  [HAND_IN, { handedIn: 7 }],
  [['destroy', 'handed_in', 'destroyed'], {}],
  [['return', 'delivered', 'in_stock'], { returned: 7 }],
  [['void', 'in_stock', 'voided'], {}],
  [['void', 'delivered', 'voided'], { voided: 7 }],
  [['void', 'affixed', 'voided'], {}],
  [['lose', 'delivered', 'lost'], { lost: 7 }],
  [['lose', 'spoiled', 'lost'], { spoiledLost: 7 }],
  [['find', 'lost', 'delivered'], { found: 7 }],
  [['find', 'lost', 'spoiled'], { spoiledFound: 7 }],
  [['correct', 'delivered', 'in_stock'], { corrected: -7 }],
  [['correct', 'affixed', 'delivered'], { corrected: 7 }],
  [['correct', 'voided', 'affixed'], {}],
  [['correct', 'spoiled', 'delivered'], { corrected: 7, spoiledCorrected: -7 }],
  [['correct', 'handed_in', 'spoiled'], { spoiledCorrected: 7 }],
  [['correct', 'lost', 'spoiled'], { spoiledCorrected: 7 }],
  [['correct', 'spoiled', 'lost'], { spoiledCorrected: -7 }],
  [['correct', 'destroyed', 'handed_in'], {}],
]

/** Balances of one batch whose only moves are these, in May. */
function lineAfter(...steps: Step[]): Line | undefined {
  return statementOf(ENTERPRISE, MAY, cardsOf(steps.map((step) => event(step)))).lines[0]
}

describe('What an event does to the stock card', () => {
  for (const [[action, before, after], moves] of MOVES) {
    const columns = Object.entries(moves).map(([name, n]) => `${name} ${n < 0 ? '−' : '+'}`)
    it(`${action} from ${before} to ${after}: ${columns.join(', ') || 'nothing'}`, () => {
      expect(movesOf(event([action, before, after]))).to.deep.equal(moves)
    })
  }

  it('changes the stamps in hand exactly by those that come into a state or leave it', () => {
    for (const [step] of MOVES) {
      const [, before, after] = step
      const into = (state: string) => (after === state ? 7 : 0) - (before === state ? 7 : 0)
      const line = lineAfter(step)
      expect(line?.closing ?? 0, step.join(' ')).to.equal(into('delivered'))
      expect(line?.spoiledClosing ?? 0, step.join(' ')).to.equal(into('spoiled'))
    }
  })
})

describe('The cards of events', () => {
  it('are one for each batch, posting month and month of occurrence', () => {
    const late = { postingMonth: JUNE }
    const cards = cardsOf([
      event(DELIVER),
      event(DELIVER, { n: 3 }),
      event(AFFIX, late),
      event(SPOIL, { ...late, occurredOn: '2024-06-01' }),
      event(DELIVER, { batchId: 2 }),
      event(['issue', null, 'in_stock'], { batchId: 3 }),
    ])
    expect(cards.map(({ _id }) => _id)).to.deep.equal([
      '1:2024-05:2024-05',
      '1:2024-06:2024-05',
      '1:2024-06:2024-06',
      '2:2024-05:2024-05',
    ])
    expect(cards[0]).to.include({ received: 10, affixed: 0, batchId: 1, month: MAY })
    expect(cards[1]).to.include({ affixed: 7, month: JUNE, occurredMonth: MAY })
    for (const card of cards) expect(card).to.include.all.keys(COLUMN_NAMES)
  })

  it('are the same counted one event at a time', () => {
    const events = [DELIVER, AFFIX, SPOIL, DELIVER].map((step) => event(step))
    const counted = new Map<string, Card>()
    for (const one of events) count(one, counted)
    expect([...counted.values()]).to.deep.equal(cardsOf(events))
    expect([...counted.keys()]).to.deep.equal(['1:2024-05:2024-05'])
  })
})

describe('The stock card of a month', () => {
  const events = [
    event(DELIVER, { n: 500 }),
    event(AFFIX, { n: 200 }),
    event(SPOIL, { n: 100 }),
    event(HAND_IN, { n: 100, postingMonth: JUNE, occurredOn: '2024-06-10' }),
    event(AFFIX, { n: 20, postingMonth: JUNE, occurredOn: '2024-05-30' }),
    event(['lose', 'delivered', 'lost'], { n: 5, postingMonth: '2024-07' }),
  ]
  const cards = cardsOf(events)
  const june = statementOf(ENTERPRISE, JUNE, cards)

  it('opens with what all earlier months left, and takes nothing of a later one', () => {
    expect(june.lines).to.have.length(1)
    expect(june.lines[0]).to.include({ batchId: 1, productId: PRODUCT, received: 0, lost: 0 })
    expect(june.lines[0]).to.include({ opening: 200, affixed: 20, closing: 180 })
    expect(june.lines[0]).to.include({ spoiledOpening: 100, handedIn: 100, spoiledClosing: 0 })
  })

  it('begins where the month before ended', () => {
    const may = statementOf(ENTERPRISE, MAY, cards)
    expect(may.lines[0]?.closing).to.equal(june.lines[0]?.opening)
    expect(may.lines[0]?.spoiledClosing).to.equal(june.lines[0]?.spoiledOpening)
  })

  it('lists what happened in an earlier month, and only that, as late', () => {
    expect(june.late).to.have.length(1)
    expect(june.late[0]).to.include({ batchId: 1, occurredMonth: MAY, affixed: 20, handedIn: 0 })
    expect(statementOf(ENTERPRISE, MAY, cards).late).to.be.empty
  })

  it('orders late facts by batch, then by month, whatever order the cards came in', () => {
    const late = [
      [2, '2024-04-30'],
      [10, '2024-03-01'],
      [2, '2024-03-01'],
    ].map(([batchId, occurredOn]) =>
      event(DELIVER, { batchId: Number(batchId), occurredOn: String(occurredOn) }),
    )
    const listed = (among: MovingEvent[]) => {
      const content = statementOf(ENTERPRISE, MAY, cardsOf(among))
      return content.late.map(({ batchId, occurredMonth }) => `${batchId} ${occurredMonth}`)
    }
    const expected = ['2 2024-03', '2 2024-04', '10 2024-03']
    expect(listed(late)).to.deep.equal(expected)
    expect(listed(late.toReversed())).to.deep.equal(expected)
  })

  it('shows a quiet month: a batch in hand stays, one that is used up is gone', () => {
    const usedUp = { batchId: 2, productId: OTHER_PRODUCT }
    const all = cardsOf([...events, event(DELIVER, usedUp), event(AFFIX, usedUp)])
    const august = statementOf(ENTERPRISE, '2024-08', all)
    expect(august.lines.map(({ batchId }) => batchId)).to.deep.equal([1])
    expect(august.lines[0]).to.include({ opening: 175, closing: 175, affixed: 0 })
    expect(statementOf(ENTERPRISE, MAY, all).lines.map(({ batchId }) => batchId)).to.deep.equal([
      1, 2,
    ])
  })

  it('is empty before the first card', () => {
    const april = statementOf(ENTERPRISE, '2024-04', cards)
    expect(april.lines).to.be.empty
    expect(Object.values(april.total).every((figure) => figure === 0)).to.equal(true)
  })

  it('sums its lines column by column', () => {
    const lines = statementOf(
      ENTERPRISE,
      MAY,
      cardsOf([...events, event(DELIVER, { batchId: 2, n: 1 })]),
    ).lines
    expect(totalOf(lines)).to.include({ received: 501, affixed: 200, spoiled: 100, closing: 201 })
    expect(totalOf([])).to.not.have.any.keys('batchId', 'productId')
  })
})

describe('The text that both sides sign', () => {
  const content = statementOf(ENTERPRISE, MAY, cardsOf([event(DELIVER, { n: 500 })]))

  it('is the RFC 8785 form: keys in order, no blanks, the same for equal content', () => {
    const { content: text } = seal(content)
    expect(text).to.match(/^\{"enterpriseId":"65a0c0ffee00000000000001","late":\[\],"lines":\[\{/)
    expect(text).not.to.match(/\s/)
    const keys = Object.keys(JSON.parse(text).lines[0])
    expect(keys).to.deep.equal(keys.toSorted())
    const turned = Object.fromEntries(Object.entries(content).reverse()) as typeof content
    expect(seal(turned)).to.deep.equal(seal(content))
    expect(JSON.parse(text)).to.deep.equal(content)
  })

  it('is named by its SHA-256, which one stamp changes', () => {
    const { content: text, hash } = seal(content)
    expect(hash).to.equal(createHash('sha256').update(Buffer.from(text, 'utf8')).digest('hex'))
    const other = statementOf(ENTERPRISE, MAY, cardsOf([event(DELIVER, { n: 501 })]))
    expect(seal(other).hash).not.to.equal(hash)
  })
})

describe('A count as of a recorded time', () => {
  const now = new Date('2024-06-01T00:01:00.000Z')

  it('takes a moment that lies 60 seconds back, in any zone', () => {
    const moment = new Date('2024-06-01T00:00:00.000Z')
    expect(assertAsOf('2024-06-01T00:00:00.000Z', now)).to.deep.equal(moment)
    expect(assertAsOf('2024-06-01T07:00:00+07:00', now)).to.deep.equal(moment)
  })

  it('refuses a later one: what is being recorded may still be dated before it', () => {
    for (const late of [
      '2024-06-01T00:00:00.001Z',
      '2024-06-01T00:01:00Z',
      '2999-01-01T00:00:00Z',
    ]) {
      expect(() => assertAsOf(late, now), late)
        .to.throw(AppError)
        .with.nested.property('details.fields[0].rule', 'as_of.too_late')
    }
  })
})
