import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { ERRORS, type ErrorCode } from '../../src/errors.ts'
import { readSources } from '../support/sources.ts'

const codes = Object.keys(ERRORS) as ErrorCode[]

/** The rows `| \`code\` | status | … |` of README.md between the marks of the error table. */
function documented(): Map<string, number> {
  const readme = readFileSync('README.md', 'utf8')
  const [, table] = /<!-- errors -->([\s\S]*?)<!-- \/errors -->/.exec(readme) ?? []
  expect(table, 'README.md has no <!-- errors --> … <!-- /errors -->').to.be.a('string')
  const rows = [...(table ?? '').matchAll(/^\|\s*`([^`]+)`\s*\|\s*(\d{3})\s*\|/gm)]
  return new Map(rows.map(([, code = '', status]) => [code, Number(status)]))
}

describe('The table of errors', () => {
  it('is the one that README.md shows, code by code with its status', () => {
    const actual = Object.fromEntries(documented())
    expect(actual).to.deep.equal(
      Object.fromEntries(codes.map((code) => [code, ERRORS[code].status])),
    )
  })

  it('stands in README.md in the order of the status', () => {
    const statuses = [...documented().values()]
    expect(statuses).to.deep.equal([...statuses].sort((a, b) => a - b))
  })

  it('has no code that nothing in the service answers with', () => {
    const text = readSources('src')
      .map((source) => source.text)
      .join('\n')
    // Once as a key without quotes; where it is used it stands between quotes.
    expect(codes.filter((code) => !text.includes(`'${code}'`))).to.be.empty
  })

  it('names each code in snake case and says in both languages what to do', () => {
    for (const code of codes) {
      expect(code).to.match(/^[a-z]+(?:_[a-z]+)*$/)
      const { title, remedy, status } = ERRORS[code]
      expect(status, code).to.be.within(400, 599)
      for (const text of [title.vi, title.en, remedy.vi, remedy.en]) expect(text).to.match(/\S{2}/)
      expect(title.vi, code).not.to.equal(title.en)
      expect(remedy.vi, code).not.to.equal(remedy.en)
    }
  })
})
