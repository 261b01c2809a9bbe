import { expect } from 'chai'
import { API_PREFIX } from '../../src/app.ts'
import { startTestService, type TestService } from '../support/service.ts'

interface Operation {
  operationId: string
  summary: string
  responses: Record<string, { content?: Record<string, object> }>
}
interface Document {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  servers: { url: string }[]
  components: { schemas: Record<string, object> }
}

describe('describing the API', () => {
  let service: TestService
  let document: Document

  const open = async (path: string) => {
    const response = await fetch(new URL(path, service.baseUrl))
    const type = response.headers.get('content-type') ?? ''
    return { status: response.status, type, text: await response.text(), headers: response.headers }
  }

  before(async () => {
    service = await startTestService('describing_the_api')
    const { status, type, text } = await open('/openapi.json')
    expect([status, type]).to.deep.equal([200, 'application/json; charset=utf-8'])
    document = JSON.parse(text)
  })
  after(() => service.stop())

  it('is served without a key as OpenAPI 3.1, at its own address', () => {
    expect(document.openapi).to.equal('3.1.0')
    expect(document.servers).to.deep.equal([{ url: service.baseUrl }])
  })

  it('holds every route that is mounted, and no other', () => {
    const { api, open } = service.routes
    const mounted = [
      ...api.map(({ method, path }) => `${method} ${API_PREFIX}${path}`),
      ...open.map(({ method, path }) => `${method} ${path.replace('{+', '{')}`),
    ]
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    )
    expect(described).to.have.members(mounted)
    const names = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    )
    expect(new Set(names).size).to.equal(mounted.length)
  })

  it('points only at what is in it', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)]
    expect(references).not.to.be.empty
    for (const [, reference = ''] of references) {
      const [, name = ''] = /^#\/components\/schemas\/(.+)$/.exec(reference) ?? []
      expect(document.components.schemas, reference).to.have.property(name)
    }
  })

  it('says of every failure that it is a problem document', () => {
    for (const [path, methods] of Object.entries(document.paths)) {
      for (const { responses } of Object.values(methods)) {
        const failures = Object.entries(responses).filter(([status]) => Number(status) >= 400)
        expect(failures, path).not.to.be.empty
        for (const [status, { content }] of failures) {
          expect(Object.keys(content ?? {}), `${path} ${status}`).to.deep.equal([
            'application/problem+json',
          ])
        }
      }
    }
  })

  it('is answered as described: no reply of a read without a case in the document', async () => {
    const asked = ['/health/live', '/api/v1/verify?code=x', '/api/v1/places', '/01/1']
    for (const path of [...asked, '/tra-cuu?q=rau', '/api/v1/finder?q=rau', '/api/v1/finder']) {
      const { status } = await open(path)
      const known = Object.entries(document.paths).find(([template]) =>
        new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0] ?? ''),
      )
      expect(Object.keys(known?.[1]['get']?.responses ?? {}), path).to.include(String(status))
    }
  })

  describe('/docs', () => {
    /** What a page or a style sheet loads: src, href, @import and url(). */
    const loadedBy = (text: string): string[] =>
      [...text.matchAll(/(?:\b(?:src|href)\s*=\s*|@import\s+|\burl\(\s*)["']?([^"'\s)>]+)/g)].map(
        ([, target = '']) => target,
      )

    it('loads nothing from another host: page, styles and start file', async () => {
      const { status, type, text } = await open('/docs')
      expect([status, type]).to.deep.equal([200, 'text/html; charset=utf-8'])
      const targets = loadedBy(text)
      expect(targets.length).to.be.at.least(3)
      for (const target of targets) {
        expect(target).to.match(/^\/docs\//)
        const asset = await open(target)
        expect(asset.status, target).to.equal(200)
        expect(asset.text.length).to.be.greaterThan(20)
        if (!target.endsWith('.css')) continue
        const inStyles = loadedBy(asset.text)
        expect(inStyles).not.to.be.empty
        for (const inner of inStyles) expect(inner).to.match(/^(?:data:|#|\/docs\/)/)
      }
      const start = (await open('/docs/start.js')).text
      expect(start).to.contain("url: '/openapi.json'").and.contain('validatorUrl: null')
      expect(`${text}${start}`).not.to.match(/(?:https?:)?\/\/[\w-]+\./)
    })

    it('runs only scripts of this service, by the rule that it sends along', async () => {
      const { headers, text } = await open('/docs')
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).to.contain("default-src 'self'")
      expect(policy).not.to.match(/script-src[^;]*(?:unsafe|\*|http)|default-src[^;]*(?:\*|http)/)
      for (const [, script = ''] of text.matchAll(/<script\b[^>]*>([^<]*)<\/script>/g)) {
        expect(script.trim()).to.equal('')
      }
    })

    it('gives out its own files and nothing beside them', async () => {
      for (const path of [
        '/docs/assets/../../../package.json',
        '/docs/assets/..%2f..%2f..%2fpackage.json',
        '/docs/assets/%2e%2e/package.json',
        '/docs/assets/',
        '/docs/assets/.npmrc',
        '/docs/nonsense.js',
      ]) {
        const { status, type } = await open(path)
        expect(status, path).to.be.oneOf([400, 403, 404])
        expect(type, path).to.match(/^application\/problem\+json/)
      }
    })
  })

  describe('/health', () => {
    it('says that the process lives and that the database writes', async () => {
      for (const path of ['/health/live', '/health/ready']) {
        const { status, text } = await open(path)
        expect([status, JSON.parse(text)], path).to.deep.equal([200, { status: 'ok' }])
      }
    })

    it('says so to many who ask at once, and leaves nothing of it in the database', async () => {
      for (let round = 0; round < 5; round += 1) {
        const replies = await Promise.all(Array.from({ length: 8 }, () => open('/health/ready')))
        for (const { status, text } of replies) expect(status, text).to.equal(200)
      }
      const beats = service.connection.collection('health')
      expect(await beats.estimatedDocumentCount()).to.equal(0)
    })
  })
})
