import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { ConfigError, envExample, readConfig } from '../../src/config.ts'

const ADMIN_KEY = 'an-admin-key-of-forty-letters-0123456789'
const SECRET_1 = 'Zmlyc3Qgc2VjcmV0IG9mIHRoZSBzdGFtcCB0YWdzIQ=='
const SECRET_2 = 'c2Vjb25kIHNlY3JldCBvZiB0aGUgc3RhbXAgdGFncyE='
const MONGODB_URI = 'mongodb://sotem:mat-khau@db.example:27017/?replicaSet=rs0'
const SECRETS = { ADMIN_KEY, MONGODB_URI, STAMP_SECRETS: `1:${SECRET_1},2:${SECRET_2}` }

/** What a person reads whose environment is wrong. */
function faultOf(env: NodeJS.ProcessEnv): string {
  try {
    readConfig(env)
  } catch (error) {
    if (error instanceof ConfigError) return error.message
    throw error
  }
  return ''
}

/** What a logger with the secrets of `env` writes when it is given `text` in several places. */
function logged(env: NodeJS.ProcessEnv, text: string): string {
  const log = JSON.stringify(new URL('../../src/log.js', import.meta.url).href)
  const script = `
    import { createLog } from ${log}
    const { secrets, text } = JSON.parse(process.argv[1])
    const log = createLog('info', secrets)
    log.info('started with ' + text, { text, deep: { list: ['a ' + text + ' b'] } })
    log.error('failed', { error: new Error('cannot reach ' + text) })
  `
  const given = JSON.stringify({ secrets: readConfig(env).secretValues, text })
  const args = ['--input-type=module', '--eval', script, given]
  return execFileSync(process.execPath, args, { encoding: 'utf8' })
}

describe('The configuration', () => {
  it('needs nothing: every variable has a default or may be left out', () => {
    const config = readConfig({})
    expect(config.embedded).to.equal(true)
    expect(config.HOST).to.equal('127.0.0.1')
  })

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig({ PORT: '', HOTLINE: '' }).PORT).to.equal(8080)
  })

  it('names every wrong variable at once', () => {
    const fault = faultOf({
      PORT: '70000',
      LINK_HOST: 'https://tem.example',
      CLOCK: 'sundial',
      GDTI_PREFIX: '12',
      ADMIN_KEY: 'short',
    })
    for (const name of ['PORT', 'LINK_HOST', 'CLOCK', 'GDTI_PREFIX', 'ADMIN_KEY']) {
      expect(fault).to.include(`${name}:`)
    }
  })

  it('names every contradiction between variables at once', () => {
    const fault = faultOf({ CLOCK: 'manual', MONGODB_URI })
    expect(fault).to.include('CLOCK:')
    expect(fault).to.include('STAMP_SECRETS:')
  })

  it('refuses a clock set by hand where others can reach it', () => {
    expect(faultOf({ CLOCK: 'manual', HOST: '0.0.0.0' })).to.include('CLOCK:')
    expect(faultOf({ CLOCK: 'manual', HOST: '127.0.0.1' })).to.equal('')
  })

  it('does not repeat a wrong secret to whoever reads the fault', () => {
    const secrets = { ADMIN_KEY: 'bí mật', STAMP_SECRETS: 'bí mật', MONGODB_URI: 'bí mật' }
    const fault = faultOf(secrets)
    for (const name of Object.keys(secrets)) expect(fault).to.include(`${name}:`)
    expect(fault).not.to.include('bí mật')
  })

  it('is what .env.example shows', () => {
    expect(readFileSync('.env.example', 'utf8')).to.equal(envExample())
  })

  it('says of every variable what it means, and of a secret that it is one', () => {
    const shown = [...envExample().matchAll(/^# (.*)\n#([A-Z_]+)=/gm)]
    const names = shown.map(([, , name]) => name)
    expect(names).to.include.members(['HOST', 'PORT', 'LOG_LEVEL', ...Object.keys(SECRETS)])
    expect(shown.filter(([, meaning = '']) => meaning.length < 10)).to.be.empty
    const secret = shown.filter(([, meaning]) => meaning?.endsWith('(secret)'))
    expect(secret.map(([, , name]) => name)).to.have.members(Object.keys(SECRETS))
  })
})

describe('A secret of the configuration', () => {
  for (const [name, value] of [
    ['ADMIN_KEY', ADMIN_KEY],
    ['MONGODB_URI', MONGODB_URI],
    ['STAMP_SECRETS as a whole', SECRETS.STAMP_SECRETS],
    ['STAMP_SECRETS, the first by itself', SECRET_1],
    ['STAMP_SECRETS, the second by itself', SECRET_2],
  ] as const) {
    it(`reaches no line of the log: ${name}`, () => {
      const lines = logged(SECRETS, value)
      expect(lines.trim().split('\n')).to.have.length(2)
      expect(lines).to.include('[redacted]')
      expect(lines).not.to.include(value)
    })
  }
})
