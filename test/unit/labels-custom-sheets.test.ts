import { expect } from 'chai'
import { z } from 'zod'
import { SHEET_NAMES, SHEETS, type Sheet } from '../../src/features/labels/label-sheets.rules.ts'
import {
  dpiParam,
  printFields,
  printQuery,
  sheetOf,
  withSheetRules,
} from '../../src/features/labels/print-request.schema.ts'
import { toFaults } from '../../src/http/faults.ts'

const Body = withSheetRules(z.strictObject(printFields))
const Query = withSheetRules(z.strictObject({ ...printQuery, dpi: dpiParam }))

/** The measures of a die-cut sheet of 65, as a person reads them off its wrapper. */
const MEASURED = {
  columns: 5,
  rows: 13,
  leftMm: 4.75,
  topMm: 10.7,
  labelWidthMm: 38.1,
  labelHeightMm: 21.2,
}

function inBody(change: object): object {
  return { sheet: { ...MEASURED, gapXMm: 2.5, ...change } }
}

function inQuery(change: object): Record<string, string> {
  const params = Object.entries({ sheet: 'custom', ...MEASURED, gapXMm: 2.5, ...change })
  const given = params.filter(([, value]) => value !== undefined)
  return Object.fromEntries(given.map(([name, value]) => [name, String(value)]))
}

/** The faults as callers see them, `field rule`, which must name a remedy in both languages. */
function faults(part: 'body' | 'query', request: unknown): string[] {
  const parsed = (part === 'body' ? Body : Query).safeParse(request, { reportInput: true })
  return toFaults(part, parsed.error?.issues ?? []).map(({ field, rule, reason, remedy }) => {
    for (const text of [reason.vi, reason.en, remedy.vi, remedy.en]) {
      expect(text).to.match(/\S\.$/)
    }
    return `${field} ${rule}`
  })
}

function remedies(part: 'body' | 'query', request: unknown): { vi: string; en: string }[] {
  const parsed = (part === 'body' ? Body : Query).safeParse(request, { reportInput: true })
  return toFaults(part, parsed.error?.issues ?? []).map(({ remedy }) => remedy)
}

describe('the sheet that a print request names', () => {
  it('is the die-cut sheet of 65 where none is named', () => {
    const { title: _, ...sheet } = SHEETS['a4-65']
    expect(sheetOf(Body.parse({}))).to.deep.equal(sheet)
    expect(sheetOf(Query.parse({}))).to.deep.equal(sheet)
    expect(Body.parse({})).to.include({ format: 'pdf', firstLabel: 1, dpi: 203 })
    expect(Query.parse({})).to.include({ firstLabel: 1, dpi: 203 })
  })

  for (const name of SHEET_NAMES) {
    it(`is ${name} as it stands in the list, without its title`, () => {
      const sheet = sheetOf(Body.parse({ sheet: name }))
      expect(sheet).to.deep.equal(sheetOf(Query.parse({ sheet: name })))
      expect({ ...sheet, title: SHEETS[name].title }).to.deep.equal(SHEETS[name])
    })

    it(`is ${name} too when its measures are given as those of a custom sheet`, () => {
      const { title: _, ...measures } = SHEETS[name]
      const given = { ...measures, fields: [...measures.fields] }
      expect(sheetOf(Body.parse({ sheet: given }))).to.deep.equal(measures)
      const fields = measures.fields.join(',') || 'none'
      const params = inQuery({ ...measures, fields, gapXMm: undefined })
      expect(sheetOf(Query.parse(params))).to.deep.equal(measures)
    })
  }

  it('is the same from a body and from a query', () => {
    const expected: Sheet = {
      ...MEASURED,
      widthMm: 210,
      heightMm: 297,
      pitchXMm: 40.6,
      pitchYMm: 21.2,
      bleedMm: 0,
      cutMarks: false,
      fields: SHEETS['a4-65'].fields,
    }
    expect(sheetOf(Body.parse(inBody({})))).to.deep.equal(expected)
    expect(sheetOf(Query.parse(inQuery({})))).to.deep.equal(expected)
  })

  it('takes pitches instead of gaps, or neither', () => {
    const pitched = { ...MEASURED, columns: 3, pitchXMm: 45.123, pitchYMm: 22 }
    expect(sheetOf(Body.parse({ sheet: pitched }))).to.include({ pitchXMm: 45.123, pitchYMm: 22 })
    expect(sheetOf(Body.parse({ sheet: MEASURED }))).to.include({ pitchXMm: 38.1, pitchYMm: 21.2 })
  })

  it('keeps the fields in order of need, each once, and none where none is wished', () => {
    const named = { fields: ['hotline', 'product', 'hotline'] }
    expect(sheetOf(Body.parse(inBody(named))).fields).to.deep.equal(['product', 'hotline'])
    expect(sheetOf(Body.parse(inBody({ fields: [] }))).fields).to.deep.equal([])
    const listed = sheetOf(Query.parse(inQuery({ fields: 'hotline,product' })))
    expect(listed.fields).to.deep.equal(['product', 'hotline'])
    expect(sheetOf(Query.parse(inQuery({ fields: 'none' }))).fields).to.deep.equal([])
  })

  it('keeps bleed and cut marks', () => {
    const marked = { gapYMm: 1, rows: 12, bleedMm: 0.5, cutMarks: true }
    expect(sheetOf(Body.parse(inBody(marked)))).to.include({ bleedMm: 0.5, cutMarks: true })
    expect(sheetOf(Query.parse(inQuery(marked)))).to.include({ bleedMm: 0.5, cutMarks: true })
  })
})

describe('a custom sheet is refused', () => {
  const cases: [string, object, string][] = [
    ['whose labels reach beyond the right edge', { leftMm: 9.6 }, 'leftMm sheet.outside'],
    ['whose labels reach beyond the lower edge', { topMm: 21.5 }, 'topMm sheet.outside'],
    ['whose columns are wider than the paper', { columns: 6 }, 'columns sheet.outside'],
    ['whose one label is wider than it', { columns: 1, widthMm: 20 }, 'labelWidthMm sheet.outside'],
    ['whose labels overlap across', { gapXMm: undefined, pitchXMm: 38 }, 'pitchXMm sheet.overlap'],
    ['whose labels overlap down', { pitchYMm: 21.1 }, 'pitchYMm sheet.overlap'],
    ['that has pitch and gap', { pitchXMm: 40.6 }, 'gapXMm sheet.pitch_or_gap'],
    ['whose colours run into each other', { bleedMm: 0.1 }, 'bleedMm sheet.bleed'],
    ['whose paper is too small', { widthMm: 9 }, 'widthMm field.too_small'],
    ['whose paper is too large', { heightMm: 1_201 }, 'heightMm field.too_big'],
    ['whose labels are too small', { labelWidthMm: 9.9 }, 'labelWidthMm field.too_small'],
    ['whose labels are too large', { labelHeightMm: 301 }, 'labelHeightMm field.too_big'],
    ['without a column', { columns: 0 }, 'columns field.too_small'],
    ['with half a row', { rows: 2.5 }, 'rows field.invalid_type'],
    ['whose margin is negative', { leftMm: -1 }, 'leftMm field.too_small'],
    ['whose margin has no end', { leftMm: Infinity }, 'leftMm field.invalid_type'],
    ['whose margin is no number', { topMm: Number.NaN }, 'topMm field.invalid_type'],
    ['without its columns', { columns: undefined }, 'columns field.required'],
    [
      'with more than 1,000 labels',
      { columns: 30, rows: 34, widthMm: 1_200, heightMm: 1_200 },
      'rows sheet.labels_max',
    ],
  ]

  for (const [title, change, fault] of cases) {
    it(`${title}, by the name of the field`, () => {
      expect(faults('body', inBody(change))).to.include(`body.sheet.${fault}`)
      expect(faults('query', inQuery(change))).to.include(`query.${fault}`)
    })
  }

  it('with every fault at once', () => {
    const found = faults('body', inBody({ leftMm: 50, topMm: 50, bleedMm: 1, pitchXMm: 30 }))
    expect(found).to.have.members([
      'body.sheet.gapXMm sheet.pitch_or_gap',
      'body.sheet.pitchXMm sheet.overlap',
      'body.sheet.topMm sheet.outside',
      'body.sheet.bleedMm sheet.bleed',
    ])
  })

  it('with the largest margin that works as its remedy, which then works', () => {
    const [remedy] = remedies('body', inBody({ leftMm: 30 }))
    expect(remedy?.vi).to.include('"leftMm" nhiều nhất 9,5')
    expect(remedy?.en).to.include('leftMm at most 9.5')
    expect(faults('body', inBody({ leftMm: 9.5 }))).to.deep.equal([])
    expect(faults('body', inBody({ leftMm: 9.5001 }))).to.have.length(1)
  })

  it('by its unknown fields, and a name by the names there are', () => {
    expect(faults('body', inBody({ color: 'red' }))).to.deep.equal([
      'body.sheet.color field.unknown',
    ])
    expect(faults('body', { sheet: 'a4-66' })).to.deep.equal(['body.sheet field.invalid_value'])
    expect(faults('body', { sheet: null })).to.deep.equal(['body.sheet field.invalid_value'])
    expect(faults('body', { sheet: [] })).to.include('body.sheet field.invalid_type')
    expect(faults('query', { sheet: 'a4-66' })).to.deep.equal(['query.sheet field.invalid_value'])
  })
})

describe('a print request is refused', () => {
  it('for a first label that is not on the sheet', () => {
    expect(faults('body', { firstLabel: 65 })).to.deep.equal([])
    expect(faults('body', { firstLabel: 66 })).to.deep.equal(['body.firstLabel sheet.first_label'])
    expect(faults('query', { sheet: 'roll-20x20', firstLabel: '2' })).to.deep.equal([
      'query.firstLabel sheet.first_label',
    ])
    const [remedy] = remedies('body', { ...inBody({}), firstLabel: 66 })
    expect(remedy?.en).to.include('from 1 to 65')
    expect(faults('body', { firstLabel: 0 })).to.deep.equal(['body.firstLabel field.too_small'])
  })

  it('for measures beside the name of a sheet in a query', () => {
    const request = { sheet: 'a4-24', columns: '3', cutMarks: 'true' }
    expect(faults('query', request)).to.deep.equal([
      'query.columns sheet.not_custom',
      'query.cutMarks sheet.not_custom',
    ])
  })

  it('for each measure that a custom sheet in a query still needs', () => {
    expect(faults('query', { sheet: 'custom', columns: '3' })).to.deep.equal(
      ['rows', 'leftMm', 'topMm', 'labelWidthMm', 'labelHeightMm'].map(
        (name) => `query.${name} field.required`,
      ),
    )
  })

  it('for fields that no stamp has', () => {
    for (const fields of [
      'price',
      'product,',
      ',product',
      'none,product',
      'noneproduct',
      'product hotline',
    ]) {
      expect(faults('query', inQuery({ fields })), fields).to.deep.equal([
        'query.fields field.invalid_format',
      ])
    }
    expect(faults('body', inBody({ fields: ['price'] }))).to.deep.equal([
      'body.sheet.fields.0 field.invalid_value',
    ])
  })

  it('for a printer of other dots, another form or parts of no page', () => {
    expect(faults('body', { dpi: 204 })).to.deep.equal(['body.dpi field.invalid_value'])
    expect(faults('query', { dpi: '204' })).to.deep.equal(['query.dpi field.invalid_value'])
    expect(faults('body', { format: 'doc' })).to.deep.equal(['body.format field.invalid_value'])
    expect(faults('body', { pagesPerPart: 0 })).to.deep.equal(['body.pagesPerPart field.too_small'])
    expect(faults('body', { pagesPerPart: 2_001 })).to.deep.equal([
      'body.pagesPerPart field.too_big',
    ])
    expect(Body.parse({ dpi: 600, pagesPerPart: 2_000 })).to.include({
      dpi: 600,
      pagesPerPart: 2_000,
    })
    expect(Query.parse({ dpi: '300' }).dpi).to.equal(300)
  })
})

describe('the description of a print request', () => {
  it('shows every field, none of them required, each described', () => {
    for (const schema of [Body, Query]) {
      const json = z.toJSONSchema(schema, { io: 'input' })
      expect(json.required ?? []).to.deep.equal([])
      for (const [name, property] of Object.entries(json.properties ?? {})) {
        expect(property, name).to.have.property('description').that.is.a('string')
      }
    }
  })

  it('shows the two forms of a sheet in a body, with what a custom one must have', () => {
    const json = JSON.stringify(z.toJSONSchema(Body, { io: 'input' }))
    expect(json).to.include('"anyOf":[{"type":"string","enum":["a4-65"')
    expect(json).to.include('"$ref":"#/$defs/CustomSheet"')
    expect(json).to.include(`"required":${JSON.stringify(Object.keys(MEASURED))}`)
  })
})
