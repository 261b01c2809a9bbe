import { existsSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { tableOf } from '../../scripts/demo/report.ts'
import { MIGRATIONS } from '../../src/db/migrations.ts'
import { readSources } from '../support/sources.ts'

const readme = readFileSync('README.md', 'utf8')
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  scripts: Record<string, string>
}

/** What the crash proof and the example's own test find the demo to come to. */
const FIGURES = {
  enterprises: 20,
  products: 58,
  stampsIssued: 1_300,
  stampsAffixed: 1_300,
  claims: 20,
  claimedVnd: 390_000,
  recordsComplete: 58,
}

describe('README.md', () => {
  it('shows the table that the demo prints', () => {
    const [, shown = ''] = /<!-- demo -->\n```\n([\s\S]*?)```/.exec(readme) ?? []
    expect(shown.trimEnd().split('\n')).to.deep.equal(tableOf(FIGURES))
  })

  it('names only commands that package.json has', () => {
    const named = [...readme.matchAll(/npm run ([a-z:-]+)/g)].map(([, name = '']) => name)
    expect(named).not.to.be.empty
    expect(named.filter((name) => scripts[name] === undefined)).to.be.empty
    expect(scripts).to.include.keys('test', 'start')
  })

  it('names only files and folders that are there', () => {
    const named = [...readme.matchAll(/`((?:src|scripts|test|docker)\/[\w./-]+)`/g)]
    const paths = named.map(([, path = '']) => path)
    expect(paths.length).to.be.greaterThan(5)
    expect(paths.filter((path) => !existsSync(path))).to.be.empty
  })

  it('describes every collection that the migrations make', () => {
    expect(MIGRATIONS).not.to.be.empty
    const tables = readSources('src').filter(({ path }) => /migrations.00\d\d-/.test(path))
    const collections = tables.flatMap(({ text }) =>
      [...text.matchAll(/^ {2,6}([a-z_]+): \[/gm)].map(([, name = '']) => name),
    )
    const internal = ['counters', 'clock', 'health']
    expect(collections.length).to.be.greaterThan(20)
    const missing = collections.filter((name) => !readme.includes(`\`${name}\``))
    expect(missing).to.have.members(internal)
  })

  it('has a figure for every number it promises', () => {
    expect(readme).not.to.match(/\| [A-Z_]{4,} \|/)
  })
})
