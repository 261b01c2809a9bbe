import { request } from 'node:http'
import { expect } from 'chai'
import { JSON_BODY_BYTES_MAX } from '../../src/http/limits.ts'
import { Problem } from '../../src/http/problem.ts'
import type { Reply } from '../support/api.ts'
import { type Maker, makeEnterprise, makeStaff, ok, type Staff } from '../support/make.ts'
import { startTestService, type TestService } from '../support/service.ts'

const JSON_TYPE = { 'Content-Type': 'application/json' }

describe('answering badly formed requests', () => {
  let service: TestService
  let staff: Staff
  let maker: Maker

  before(async () => {
    service = await startTestService('answering_badly_formed_requests')
    staff = await makeStaff(service)
    maker = await makeEnterprise(service, staff)
  })
  after(() => service.stop())

  /** A refusal in the one form that all have: RFC 9457, in both languages, with what to do. */
  function expectProblem(reply: Reply, status: number, code: string): Reply['body'] {
    expect(reply.status, JSON.stringify(reply.body)).to.equal(status)
    expect(reply.headers.get('content-type')).to.equal('application/problem+json; charset=utf-8')
    const { body } = reply
    const checked = Problem.safeParse(body)
    expect(checked.success, checked.error?.message).to.equal(true)
    expect(body).to.include({ status, code, type: `urn:sotem:problem:${code}` })
    for (const text of [body.title, body.titleEn, body.detail, body.detailEn]) {
      expect(text).to.match(/\S{2}/)
    }
    expect(body.title).not.to.equal(body.titleEn)
    expect(body.detail).not.to.equal(body.detailEn)
    expect(body.remedy.vi).to.match(/\S{2}/)
    expect(body.remedy.en).to.match(/\S{2}/)
    expect(body.remedy.vi).not.to.equal(body.remedy.en)
    expect(body.requestId).to.equal(reply.headers.get('x-request-id'))
    expect(JSON.stringify(body)).not.to.match(/node_modules|\.js:\d+|at \w+ \(/)
    return body
  }
  const post = (
    path: string,
    body: RequestInit['body'],
    headers: Record<string, string> = JSON_TYPE,
  ) => staff.reviewer.raw('POST', path, { body: body ?? null, headers })

  for (const text of ['{', '{"kind": }', '{"a":1}}', '"text"', 'nonsense', '\u0000', "{'a':1}"]) {
    it(`answers 400 for a body that is ${JSON.stringify(text)}`, async () => {
      expectProblem(await post('/places', text), 400, 'malformed_request')
    })
  }

  it('answers 422 for JSON that is no object, naming the body', async () => {
    for (const text of ['[]', '[{}]']) {
      const { errors } = expectProblem(await post('/places', text), 422, 'invalid_fields')
      expect(errors[0].field).to.equal('body')
    }
  })

  it('answers 422 and every missing field for a body of nothing', async () => {
    const problem = expectProblem(await post('/places', '{}'), 422, 'invalid_fields')
    const fields = problem.errors.map(
      ({ field, rule }: Record<string, string>) => `${field} ${rule}`,
    )
    expect(fields).to.include.members(
      ['kind', 'name', 'ownCode', 'address'].map((name) => `body.${name} field.required`),
    )
    const none = await staff.reviewer.raw('POST', '/places')
    expectProblem(none, 422, 'invalid_fields')
  })

  it('answers 413 for a body above 1 MiB, and reads one just below it', async () => {
    const wrapped = (bytes: number) => {
      const frame = JSON.stringify({ name: '' }).length
      return JSON.stringify({ name: 'x'.repeat(bytes - frame) })
    }
    expect(JSON_BODY_BYTES_MAX).to.equal(1_048_576)
    expectProblem(await post('/places', wrapped(JSON_BODY_BYTES_MAX)), 422, 'invalid_fields')
    const over = await post('/places', wrapped(JSON_BODY_BYTES_MAX + 1))
    expectProblem(over, 413, 'body_too_large')
    const endless = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 5; n += 1) controller.enqueue(Buffer.alloc(300_000, 'x'))
        controller.close()
      },
    })
    const streamed = await staff.reviewer.raw('POST', '/places', {
      body: endless,
      headers: JSON_TYPE,
      duplex: 'half',
    } as RequestInit)
    expectProblem(streamed, 413, 'body_too_large')
  })

  const types = ['text/plain', 'application/xml', 'application/x-www-form-urlencoded', 'image/png']
  for (const type of types) {
    it(`answers 415 for a body sent as ${type}`, async () => {
      const reply = await post('/places', '{}', { 'Content-Type': type })
      const { detail } = expectProblem(reply, 415, 'unsupported_media_type')
      expect(detail).to.contain('application/json')
    })
  }

  it('answers 415 for a charset it does not read, and takes UTF-8 by name', async () => {
    const latin = { 'Content-Type': 'application/json; charset=iso-8859-1' }
    expectProblem(await post('/places', '{}', latin), 415, 'unsupported_media_type')
    const named = { 'Content-Type': 'application/json; charset=utf-8' }
    expectProblem(await post('/places', '{}', named), 422, 'invalid_fields')
    const packed = { ...JSON_TYPE, 'Content-Encoding': 'zip' }
    expectProblem(await post('/places', '{}', packed), 415, 'unsupported_media_type')
  })

  it('answers 400 for unknown fields, naming each of them, at any depth', async () => {
    const address = { wardCode: '11476', street: 'Thôn 3', validFrom: '2023-01-01', floor: 2 }
    const body = { kind: 'farm', name: 'Vườn', ownCode: 'V', address, colour: 'red', '': 1 }
    const { errors } = expectProblem(
      await maker.api.post('/places', body),
      400,
      'malformed_request',
    )
    const named = errors
      .filter(({ rule }: { rule: string }) => rule === 'field.unknown')
      .map(({ field }: { field: string }) => field)
    expect(named).to.have.members(['body.colour', 'body.', 'body.address.floor'])
    const proto = '{"__proto__": {"role": "admin"}, "constructor": {}}'
    expectProblem(await post('/places', proto), 400, 'malformed_request')
  })

  it('answers 400 for unknown parameters of the query, naming them', async () => {
    for (const path of ['/places?colour=red', '/clock?colour=red', '//health/live?colour=red']) {
      const { errors } = expectProblem(await maker.api.get(path), 400, 'malformed_request')
      expect(errors[0], path).to.include({ field: 'query.colour', rule: 'field.unknown' })
    }
  })

  it('answers 422 for parameters of the query against their rule', async () => {
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2', 'limit=1.5']) {
      const { errors } = expectProblem(
        await maker.api.get(`/places?${query}`),
        422,
        'invalid_fields',
      )
      expect(errors[0].field, query).to.equal('query.limit')
    }
    const { errors } = expectProblem(
      await maker.api.get('/places?cursor=%00'),
      422,
      'invalid_fields',
    )
    expect(errors[0].field).to.equal('query.cursor')
    ok(await maker.api.get('/places?limit=&cursor='))
  })

  it('answers 405 with the methods that the path takes', async () => {
    const cases: [path: string, method: string, allow: string][] = [
      ['/places', 'DELETE', 'POST, GET, HEAD, OPTIONS'],
      ['/places', 'PUT', 'POST, GET, HEAD, OPTIONS'],
      [`/products/${'0'.repeat(24)}`, 'POST', 'GET, PATCH, HEAD, OPTIONS'],
      [`/keys/${'0'.repeat(24)}`, 'GET', 'DELETE, OPTIONS'],
      ['/verify', 'POST', 'GET, HEAD, OPTIONS'],
      ['//health/live', 'POST', 'GET, HEAD, OPTIONS'],
      ['//01/09520000100017', 'POST', 'GET, HEAD, OPTIONS'],
      ['//openapi.json', 'POST', 'GET, HEAD, OPTIONS'],
      ['//docs', 'DELETE', 'GET, HEAD, OPTIONS'],
    ]
    for (const [path, method, allow] of cases) {
      const reply = await maker.api.raw(method, path)
      const { detail } = expectProblem(reply, 405, 'method_not_allowed')
      expect(reply.headers.get('allow'), path).to.equal(allow)
      expect(detail).to.contain(allow)
      const options = await maker.api.raw('OPTIONS', path)
      expect(options.status, path).to.equal(204)
      expect(options.headers.get('allow')).to.equal(allow)
    }
  })

  it('answers 404 for a path that is none', async () => {
    for (const path of [
      '/nonsense',
      '//nonsense',
      '//',
      '/places/x/y',
      '//api/v2/places',
      '//.env',
    ]) {
      expectProblem(await maker.api.get(path), 404, 'not_found')
    }
    expectProblem(await maker.api.raw('POST', '//nonsense'), 404, 'not_found')
    const long = await maker.api.get(`//${'a'.repeat(5_000)}`)
    expect(expectProblem(long, 404, 'not_found').detail.length).to.be.below(300)
  })

  it('answers 400 for a path that cannot be read', async () => {
    for (const path of [
      '/places/%',
      '/places/%E0%A4%A',
      '/stamps/%FF',
      '//t/01/%zz',
      '//01/%C0%80',
    ]) {
      expectProblem(await maker.api.get(path), 400, 'malformed_request')
    }
    const id = expectProblem(await maker.api.get('/places/xyz'), 400, 'malformed_request')
    expect(id.errors[0].field).to.equal('path.id')
    for (const batch of ['0', '-1', '1.5', 'one', '33554432']) {
      expectProblem(await maker.api.get(`/stamp-batches/${batch}`), 400, 'malformed_request')
    }
  })

  it('names every request itself, whatever name its caller gives it', async () => {
    const names = new Set<string>()
    for (const given of ['chuyen-xe-0001', '<b>', 'x'.repeat(500)]) {
      const reply = await maker.api.raw('GET', '/nonsense', { headers: { 'X-Request-Id': given } })
      const { requestId } = expectProblem(reply, 404, 'not_found')
      expect(requestId).to.match(/^[0-9a-f-]{36}$/)
      names.add(requestId)
    }
    expect(names.size).to.equal(3)
  })

  it('answers 401 and 403 in the same form, before it looks at the body', async () => {
    const nobody = service.as('nonsense')
    const unknown = await nobody.raw('POST', '/places', { body: '{', headers: JSON_TYPE })
    expectProblem(unknown, 401, 'unauthenticated')
    const auditor = await staff.auditor.raw('POST', '/places', { body: '{', headers: JSON_TYPE })
    const { detail } = expectProblem(auditor, 403, 'forbidden')
    expect(detail).to.contain('officer')
  })

  it('answers 400 for an Idempotency-Key that no one could repeat', async () => {
    for (const key of ['', ' ', 'có dấu', 'x'.repeat(129)]) {
      const init = { body: '{}', headers: { ...JSON_TYPE, 'Idempotency-Key': encodeKey(key) } }
      const reply = await maker.api.raw('POST', '/claims', init)
      expect(reply.status, JSON.stringify(key)).to.be.oneOf([400, 422])
    }
  })

  it('keeps answering after bytes that are no request at all', async () => {
    for (const bytes of [
      'GET\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      '\u0016\u0003\u0001',
      'X'.repeat(40_000),
    ]) {
      await sendRaw(service.baseUrl, bytes)
    }
    ok(await maker.api.get('//health/live'))
  })
})

/** Headers hold bytes: what is beyond Latin-1 cannot be sent as it stands. */
function encodeKey(key: string): string {
  return Buffer.from(key, 'utf8').toString('latin1')
}

function sendRaw(baseUrl: string, bytes: string): Promise<void> {
  const { hostname, port } = new URL(baseUrl)
  return new Promise((resolve) => {
    const sending = request({ hostname, port, method: 'GET', path: '/', headers: {} })
    sending.on('error', () => resolve())
    sending.on('response', (response) => response.resume().on('close', () => resolve()))
    sending.on('socket', (socket) => {
      socket.removeAllListeners('connect')
      socket.write(bytes)
      socket.setTimeout(500, () => socket.destroy())
      socket.on('close', () => resolve())
    })
  })
}
