import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import openapiTS, { astToString } from 'openapi-typescript'
import { makeEnterprise, makeStaff, ok } from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const run = promisify(execFile)
const TSC = path.resolve('node_modules/typescript/bin/tsc')
const TSC_OPTIONS = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--skipLibCheck']

/** What an integrator writes: the generated types say which paths and fields there are. */
const PROGRAM = `import createClient from 'openapi-fetch'
import type { paths } from './sotem.js'

const [, , baseUrl = '', key = ''] = process.argv
const headers = { Authorization: \`Bearer \${key}\` }
const client = createClient<paths>({ baseUrl, headers })
const query = { limit: 50 }
const { data, error } = await client.GET('/api/v1/enterprises', { params: { query } })
if (error !== undefined) throw new Error(error.detail)
for (const { name, status } of data.items) console.log(\`\${status} \${name}\`)
`

/** Slips that the types must find: a path, a parameter and a field that the API has not. */
const SLIPS = [
  ["'/api/v1/enterprises'", "'/api/v1/companies'"],
  ['limit: 50', "limit: 'fifty'"],
  ['{ name, status }', '{ title, status }'],
] as const

describe('A TypeScript client generated from the API document', () => {
  let service: TestService
  let folder: string
  /** What the compiler says of the program and of those with a slip, compiled together. */
  let complaints: string

  before(async () => {
    service = await startTestService('generated_client')
    // Inside the repository, so that the program finds the installed packages.
    await mkdir('.data', { recursive: true })
    folder = await mkdtemp(path.resolve('.data', 'client-'))
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }')
    const document = ok(await service.admin.get('//openapi.json'))
    await writeFile(path.join(folder, 'sotem.ts'), astToString(await openapiTS(document)))
    const slipped = SLIPS.map(([right, wrong], at) => {
      expect(PROGRAM).to.include(right)
      return [`slip-${at}.ts`, PROGRAM.replace(right, wrong)]
    })
    complaints = await compile({ 'program.ts': PROGRAM, ...Object.fromEntries(slipped) })
  }).timeout(60_000)
  after(async () => {
    await service?.stop()
    if (folder !== undefined) await rm(folder, { recursive: true })
  })

  /** What the compiler complains about; nothing where the programs are well typed. */
  async function compile(programs: Record<string, string>): Promise<string> {
    for (const [name, text] of Object.entries(programs)) {
      await writeFile(path.join(folder, name), text)
    }
    const args = [TSC, ...TSC_OPTIONS, ...Object.keys(programs)]
    const { stdout } = await run(process.execPath, args, { cwd: folder }).catch(
      (error: { stdout: string }) => error,
    )
    return stdout
  }

  it('compiles strictly and lists the enterprises', async () => {
    const staff = await makeStaff(service)
    await makeEnterprise(service, staff, { name: 'Hợp tác xã Rau sạch' })
    await makeEnterprise(service, staff, { name: 'Công ty Nước mắm' })
    // Lines that begin with a blank explain the complaint above them.
    const others = complaints.split('\n').filter((line) => !/^(slip-\d\.ts|\s|$)/.test(line))
    expect(others).to.deep.equal([])
    const { key } = ok(await service.admin.post('/keys', { person: 'Khách', role: 'auditor' }))
    const program = path.join(folder, 'program.js')
    const { stdout } = await run(process.execPath, [program, service.baseUrl, key])
    expect(stdout.trim().split('\n')).to.deep.equal([
      'approved Hợp tác xã Rau sạch',
      'approved Công ty Nước mắm',
    ])
  }).timeout(60_000)

  it('does not compile where it asks for what the API has not', () => {
    for (const at of SLIPS.keys()) expect(complaints).to.match(new RegExp(`^slip-${at}\\.ts`, 'm'))
  })
})
