import type { PlantedBug } from './planted-rules.ts'

const STOCK = 'stock/stock.rules'

/** What a stock card counts. */
export const CARD_BUGS: readonly PlantedBug[] = [
  {
    name: 'returned stamps are counted as voided',
    file: STOCK,
    text: 'return { returned: n };',
    replacement: 'return { voided: n };',
  },
  {
    name: 'a void of stamps that are not delivered is counted',
    file: STOCK,
    text: "prev?.state === 'delivered' ? { voided: n } : {}",
    replacement: '{ voided: n }',
  },
  {
    name: 'spoiled stamps that are lost are taken from the delivered ones',
    file: STOCK,
    text: "prev?.state === 'spoiled' ? { spoiledLost: n } : { lost: n }",
    replacement: '{ lost: n }',
  },
  {
    name: 'spoiled stamps that are found count as delivered',
    file: STOCK,
    text: "next.state === 'spoiled' ? { spoiledFound: n } : { found: n }",
    replacement: '{ found: n }',
  },
  {
    name: 'a correction counts what comes back and not what goes',
    file: STOCK,
    text: ' - (before === state ? n : 0)',
    replacement: '',
  },
  {
    name: 'a correction moves no spoiled stamps',
    file: STOCK,
    text: '(spoiledCorrected === 0 ? {} : { spoiledCorrected })',
    replacement: '{}',
  },
  {
    name: 'handed in stamps are added to the spoiled ones',
    file: STOCK,
    text: 'sum(BRINGS.spoiled) - sum(TAKES.spoiled)',
    replacement: 'sum(BRINGS.spoiled) + sum(TAKES.spoiled)',
  },
  {
    name: 'spoiled stamps do not come to the spoiled ones that are held',
    file: STOCK,
    text: "['spoiled', 'spoiledFound', 'spoiledCorrected']",
    replacement: "['spoiledFound', 'spoiledCorrected']",
  },
  {
    name: 'a card forgets in which month it happened',
    file: STOCK,
    text: 'event.occurredOn.slice(0, 7)',
    replacement: 'month',
  },
  {
    name: 'a total is that of the last batch',
    file: STOCK,
    text: 'total[name] += line[name]',
    replacement: 'total[name] = line[name]',
  },
  {
    name: 'the moves of the month before are in this month as well',
    file: STOCK,
    text: 'card.month < month ? sums.earlier : sums.now',
    replacement: 'sums.now',
  },
  {
    name: 'moves of later months are counted',
    file: STOCK,
    text: 'card.month > month',
    replacement: 'false',
  },
  {
    name: 'late moves are not told from the others',
    file: STOCK,
    text: 'card.month === month && occurredMonth < month',
    replacement: 'card.month === month && occurredMonth <= month',
  },
]
