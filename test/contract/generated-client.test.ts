import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import openapiTS, { astToString } from 'openapi-typescript'
import { makeEnterprise, makeStaff, ok } from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const run = promisify(execFile)

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

describe('A TypeScript client generated from the API document', () => {
  let service: TestService
  let folder: string

  before(async () => {
    service = await startTestService('generated_client')
    // Inside the repository, so that the program finds the installed packages.
    folder = await mkdtemp(path.resolve('.data', 'client-'))
  })
  after(async () => {
    await service.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('compiles strictly and lists the enterprises', async () => {
    const staff = await makeStaff(service)
    await makeEnterprise(service, staff, { name: 'Hợp tác xã Rau sạch' })
    await makeEnterprise(service, staff, { name: 'Công ty Nước mắm' })
    const document = ok(await staff.auditor.get('//openapi.json'))
    const types = astToString(await openapiTS(document))
    await writeFile(path.join(folder, 'sotem.ts'), types)
    await writeFile(path.join(folder, 'program.ts'), PROGRAM)
    await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }')
    const options = ['--strict', '--module', 'nodenext', '--target', 'es2022', '--skipLibCheck']
    const tsc = path.resolve('node_modules/typescript/bin/tsc')
    const compiled = await run(process.execPath, [tsc, ...options, 'program.ts'], {
      cwd: folder,
    }).catch((error: { stdout: string }) => error)
    expect(compiled.stdout).to.equal('')
    const { key } = ok(await service.admin.post('/keys', { person: 'Khách', role: 'auditor' }))
    const program = path.join(folder, 'program.js')
    const { stdout } = await run(process.execPath, [program, service.baseUrl, key])
    expect(stdout.trim().split('\n')).to.deep.equal([
      'approved Hợp tác xã Rau sạch',
      'approved Công ty Nước mắm',
    ])
  }).timeout(60_000)
})
