import { expect } from 'chai'
import sharp from 'sharp'
import type { Api, Reply } from './api.ts'
import type { TestService } from './service.ts'

/** A service, in this process or in another. */
export type Reached = Pick<TestService, 'admin' | 'as'>

/** The body of a reply that must have succeeded. */
export function ok(reply: Reply) {
  expect(reply.status, JSON.stringify(reply.body)).to.be.within(200, 299)
  return reply.body
}

export interface Staff {
  reviewer: Api
  approver: Api
  payer: Api
  auditor: Api
  inspector: Api
}

export async function makeKey(
  service: Reached,
  person: string,
  role: string,
  more: object = {},
): Promise<string> {
  return ok(await service.admin.post('/keys', { person, role, ...more })).key
}

/** Officers with one duty each, an auditor and an inspector: five persons. */
export async function makeStaff(service: Reached): Promise<Staff> {
  const officer = async (duty: string) =>
    service.as(await makeKey(service, `Cán bộ ${duty}`, 'officer', { duties: [duty] }))
  return {
    reviewer: await officer('reviewer'),
    approver: await officer('approver'),
    payer: await officer('payer'),
    auditor: service.as(await makeKey(service, 'Kiểm toán viên', 'auditor')),
    inspector: service.as(await makeKey(service, 'Thanh tra viên', 'inspector')),
  }
}

const WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3]

/** A tax code under an office code that no tax office has; `n` tells them apart. */
export function taxCode(n: number): string {
  for (let body = 990_000_000 + n * 11; ; body += 1) {
    const digits = String(body)
    const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0)
    const check = 10 - (sum % 11)
    if (check < 10) return digits + check
  }
}

/** A GTIN-14 of GS1's demonstration prefix. */
export function gtin(n: number): string {
  const body = `0952${String(n).padStart(9, '0')}`
  const sum = [...body].reduce((total, digit, at) => total + Number(digit) * (at % 2 ? 1 : 3), 0)
  return body + ((10 - (sum % 10)) % 10)
}

/** An address in the former Hải Phòng. */
export const HAI_PHONG = { wardCode: '11476', street: 'Thôn 3', validFrom: '2023-01-01' }

export interface Maker {
  enterpriseId: string
  /** A secretary of the enterprise. */
  api: Api
  key: string
}

let made = 0

/** An approved enterprise with the key of its secretary. */
export async function makeEnterprise(
  service: Reached,
  staff: Staff,
  more: object = {},
): Promise<Maker> {
  made += 1
  const key = await makeKey(service, `Thư ký ${made}`, 'enterprise')
  const api = service.as(key)
  const dossier = ok(
    await api.post('/enterprises', {
      identifier: { scheme: 'MST10', value: taxCode(made) },
      kind: 'cooperative',
      name: `Hợp tác xã thử nghiệm số ${made}`,
      address: HAI_PHONG,
      representative: 'Nguyễn Văn Thử',
      phone: '0225 000 0001',
      ...more,
    }),
  )
  ok(await api.post(`/enterprises/${dossier.id}/submission`))
  ok(await staff.approver.post(`/enterprises/${dossier.id}/approval`))
  return { enterpriseId: dossier.id, api, key }
}

export async function picture(): Promise<Buffer> {
  const create = { width: 64, height: 48, channels: 3 as const, background: '#2a7' }
  return await sharp({ create }).png().toBuffer()
}

/** An approved product with a picture. */
export async function makeProduct(staff: Staff, maker: Maker, more: object = {}) {
  made += 1
  const product = ok(
    await maker.api.post('/products', {
      gtin: gtin(made),
      name: `Sản phẩm thử ${made}`,
      brand: 'Thử',
      description: 'Sản phẩm của bài kiểm thử',
      productGroup: 'agricultural',
      standards: [{ code: 'TCVN 11892-1:2017', title: 'VietGAP' }],
      unit: 'gói',
      ...more,
    }),
  )
  ok(await maker.api.put(`/products/${product.id}/image`, await picture()))
  return ok(await staff.reviewer.post(`/products/${product.id}/approval`))
}

/** A lot of a product at a new place. */
export async function makeLot(maker: Maker, productId: string, more: object = {}) {
  made += 1
  const place = ok(
    await maker.api.post('/places', {
      kind: 'farm',
      name: `Vườn ${made}`,
      ownCode: `V-${made}`,
      address: HAI_PHONG,
    }),
  )
  return ok(
    await maker.api.post('/lots', {
      productId,
      placeId: place.id,
      code: `LO-${made}`,
      producedOn: '2024-01-01',
      quantity: 1000,
      ...more,
    }),
  )
}

export async function issue(staff: Staff, maker: Maker, productId: string, quantity: number) {
  const { enterpriseId } = maker
  return ok(await staff.reviewer.post('/stamp-batches', { enterpriseId, productId, quantity }))
}

/** A batch that has been delivered whole. */
export async function deliver(staff: Staff, maker: Maker, productId: string, quantity: number) {
  const batch = await issue(staff, maker, productId, quantity)
  const ranges = [{ from: 0, to: quantity - 1 }]
  ok(await staff.reviewer.post(`/stamp-batches/${batch.id}/events`, { action: 'deliver', ranges }))
  return batch
}
