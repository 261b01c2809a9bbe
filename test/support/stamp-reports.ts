import { randomBytes } from 'node:crypto'
import { expect } from 'chai'
import sharp from 'sharp'
import type { Api, Reply } from './api.ts'
import type { Trail } from './audit.ts'
import { ok } from './make.ts'
import type { TestService } from './service.ts'

export const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

/** What a shopper writes. */
export const REPORT = {
  kind: 'other_product',
  words: 'Tem ghi vải thiều nhưng dán trên hộp thanh long.',
  place: 'Chợ An Dương, sạp 12',
}

export type Fields = Record<string, string>

interface Sending {
  accept?: string
  photo?: Buffer
  /** `urlencoded` where the form has no file. */
  as?: 'multipart' | 'urlencoded'
  query?: string
  /** Who sends: each address is one client. */
  from?: string
}

let clients = 0

/** An address that nobody has sent from. */
export function newClient(): string {
  clients += 1
  return `198.51.${Math.floor(clients / 250)}.${(clients % 250) + 1}`
}

export function newFormId(): string {
  return randomBytes(32).toString('base64url')
}

/** Sends a form as a browser does, or as a program where `accept` says so. */
export async function sendForm(
  service: TestService,
  path: string,
  fields: Fields,
  { accept = BROWSER, photo, as = 'multipart', query = '', from = newClient() }: Sending = {},
): Promise<Reply> {
  const form = as === 'multipart' ? new FormData() : new URLSearchParams()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  if (photo !== undefined && form instanceof FormData) {
    form.append('photo', new Blob([new Uint8Array(photo)], { type: 'image/jpeg' }), 'anh.jpg')
  }
  const headers = { Accept: accept, 'X-Forwarded-For': from }
  const init = { method: 'POST', headers, body: form, redirect: 'manual' as const }
  const response = await fetch(`${service.baseUrl}${path}${query}`, init)
  const isJson = /json/.test(response.headers.get('content-type') ?? '')
  const body = isJson ? await response.json() : await response.text()
  return { status: response.status, body, headers: response.headers }
}

/** Sends a report as a program does. @returns the receipt */
export async function sendReport(service: TestService, more: object = {}, from = newClient()) {
  return ok(await postReport(service, more, from))
}

export async function postReport(
  service: TestService,
  more: object = {},
  from = newClient(),
): Promise<Reply> {
  const response = await fetch(`${service.baseUrl}/reports`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      Accept: 'application/json',
      'X-Forwarded-For': from,
    },
    body: JSON.stringify({ ...REPORT, ...more }),
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

/** A page as a browser gets it. */
export async function openPage(service: TestService, path: string) {
  const url = path.startsWith('http') ? path : service.baseUrl + path
  const response = await fetch(url, { headers: { Accept: BROWSER }, redirect: 'manual' })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** The state of a report, as a program of its reporter reads it. */
export async function stateOf(service: TestService, token: string): Promise<Reply['body']> {
  const response = await fetch(`${service.baseUrl}/reports/${token}`)
  expect(response.status).to.equal(200)
  return await response.json()
}

/** The id of a report, which only the desk knows. */
export async function idOf(
  officer: { get(path: string): Promise<Reply> },
  number: string,
): Promise<string> {
  const { items } = ok(await officer.get(`/stamp-reports?number=${number}`))
  expect(items).to.have.length(1)
  return items[0].id
}

/** A photo as a telephone takes it: turned by a flag, with place and time in its EXIF. */
export async function photoWithPlace(): Promise<Buffer> {
  const create = { width: 640, height: 480, channels: 3 as const, background: '#2a7' }
  return await sharp({ create })
    .jpeg()
    .withExif({
      IFD0: { Make: 'Vi Du', Model: 'Dien thoai vi du' },
      IFD2: { DateTimeOriginal: '2024:03:15 08:30:00' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '20/1 51/1 3/1', GPSLongitudeRef: 'E' },
    })
    .toBuffer()
}

/** Writes a report through all its steps, two of them its reporter's. @returns its id */
export async function writeReport(
  { write }: Trail,
  service: TestService,
  officer: Api,
): Promise<string> {
  const { number, token } = await write('sendReport', postReport(service))
  const id = await idOf(officer, number)
  const step = (operationId: string, name: string, body: object) =>
    write(operationId, officer.post(`/stamp-reports/${id}/${name}`, body))
  await step('askReporter', 'question', { question: 'Cửa hàng ở đâu?' })
  const reply = { question: '1', words: 'Ngay cổng chợ' }
  const sent = sendForm(service, `/reports/${token}/reply`, reply, { accept: '*/*' })
  await write('replyToQuestion', sent)
  await step('verifyStampReport', 'verification', { finding: 'unfounded', note: 'Đã xem' })
  await step('answerStampReport', 'answer', { answer: 'Tem đúng với sản phẩm.' })
  return id
}
