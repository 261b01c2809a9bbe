import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { composeFaults, variablesOf } from '../../scripts/check/compose.ts'
import { envExample } from '../../src/config.ts'

const compose = readFileSync('docker/compose.yml', 'utf8')
const variables = variablesOf(envExample())

/** The compose file with one thing changed, which must be there. */
function changed(from: string | RegExp, to: string): string[] {
  const text = compose.replace(from, to)
  expect(text, `compose.yml has no ${from}`).not.to.equal(compose)
  return composeFaults(text, variables)
}

describe('The compose file', () => {
  it('runs the service over a replica set without a fault', () => {
    expect(composeFaults(compose, variables)).to.be.empty
  })

  const broken: [what: string, from: string | RegExp, to: string, fault: RegExp][] = [
    ['a secret in clear', /ADMIN_KEY: \$\{.*\}/, `ADMIN_KEY: ${'k'.repeat(32)}`, /ADMIN_KEY/],
    ['a default for a secret', ':?set ADMIN_KEY in the env file', ':-abc', /ADMIN_KEY/],
    ['a password in the URI', '//mongo:27017', '//u:secret@mongo:27017', /MONGODB_URI/],
    ['a variable that nothing reads', 'LINK_HOST:', 'LINKHOST:', /LINKHOST/],
    ['another replica set', 'replicaSet=rs0', 'replicaSet=rs1', /another set/],
    ['a mongod of its own', '- --replSet', '- --bind', /--replSet/],
    ['a set that nobody initiates', 'rs.initiate', 'rs.status', /initiate/],
    ['a floating image', 'mongo:6.0', 'mongo:latest', /tag/],
    ['no wait for the database', 'service_healthy', 'service_started', /healthy/],
    ['data outside a volume', 'mongo-data:/data/db', '/data/db', /volume/],
    ['no healthcheck', /healthcheck:/, 'check:', /healthcheck/],
    ['YAML that cannot be read', 'services:', 'services: [', /./],
  ]
  for (const [what, from, to, fault] of broken) {
    it(`is refused with ${what}`, () => {
      expect(changed(from, to).join('\n')).to.match(fault)
    })
  }
})

describe('The image', () => {
  const stages = readFileSync('docker/Dockerfile', 'utf8')
    .split(/^(?=FROM )/m)
    .filter((part) => part.startsWith('FROM '))
  const last = stages.at(-1) ?? ''

  it('is built in one stage and run in another, both from one exact Node', () => {
    expect(stages).to.have.length(2)
    const bases = stages.map((stage) => /^FROM (\S+)/.exec(stage)?.[1])
    expect(bases[0]).to.match(/^node:\d+\.\d+\.\d+-[a-z]+-slim$/)
    expect(bases[1]).to.equal(bases[0])
  })

  it('runs as a user without rights, for production, and answers from outside', () => {
    expect(last).to.match(/^USER (?!root|0)\w+$/m)
    expect(last.lastIndexOf('\nUSER ')).to.be.lessThan(last.indexOf('\nCMD '))
    expect(last).to.include('ENV NODE_ENV=production').and.to.include('ENV HOST=0.0.0.0')
  })

  it('holds the service alone and says by itself whether it is ready', () => {
    expect(last).not.to.match(/^RUN /m)
    expect(last).to.match(/^HEALTHCHECK .*\/health\/ready/m)
    expect(last).to.include('CMD ["node", "dist/src/main.js"]')
  })

  it('runs no script of a package while it is built', () => {
    const installs = stages.join('').match(/npm (?:ci|prune|install).*/g) ?? []
    expect(installs).not.to.be.empty
    expect(installs.filter((line) => !line.includes('--ignore-scripts'))).to.be.empty
  })
})
