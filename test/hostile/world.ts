import type { Api } from '../support/api.ts'
import {
  deliver,
  issue,
  type Maker,
  makeEnterprise,
  makeKey,
  makeLot,
  makeProduct,
  makeStaff,
  ok,
  picture,
  type Staff,
  taxCode,
} from '../support/make.ts'
import type { TestService } from '../support/service.ts'
import { makeLedger } from './ledger.ts'
import { makeNotices } from './notices.ts'
import { makeReports } from './reports.ts'
import { makeSuspicions } from './suspicions.ts'

/** Who sends the hostile requests, each with a key; null: without. */
export interface World {
  officer: string
  enterprise: string
  auditor: string
  admin: string
  /** Identifiers of keys that send nothing: what is revoked must not be one that does. */
  spareKeyIds: string[]
}

const OBJECTS_OF_A_KIND = 4
const PERIOD = { policy: 'NQ15-2021', from: '2024-01-01', to: '2024-12-31' }
const QUERY = new URLSearchParams(PERIOD).toString()

/**
 * A register with something of everything, several of what can be moved on, so that hostile
 * requests find what they name and many of them are carried out.
 */
export async function makeWorld(service: TestService): Promise<World> {
  const staff = await makeStaff(service)
  const duties = ['reviewer', 'approver', 'payer']
  const officer = await makeKey(service, 'Cán bộ kiêm nhiệm', 'officer', { duties })
  const auditor = await makeKey(service, 'Kiểm toán viên của bài thử', 'auditor')
  const maker = await makeEnterprise(service, staff)
  const stranger = await makeEnterprise(service, staff)
  await makeProduct(staff, stranger)
  await makeDossiers(service, staff)
  const paper = await makeDocuments(staff)
  const product = await makeProduct(staff, maker)
  const lot = await makeLot(maker, product.id)
  await makeClaims(staff, maker, paper, { productId: product.id, lotId: lot.id })
  await makeMore(service, maker, product.id, lot.id)
  await makeLedger(service.admin, staff, maker, product.id)
  await makeSuspicions(staff, maker, product.id)
  // The batch issued last is the one whose link readAll opens.
  const typed = await makeProduct(staff, maker, { gtin: null })
  const { id: batchId } = await issue(staff, maker, typed.id, 10)
  await makeNotices(staff, paper.decision, [
    { level: 'lot', lotId: lot.id },
    { level: 'range', batchId, from: 0, to: 4 },
    { level: 'product', productId: product.id },
    { level: 'enterprise', enterpriseId: stranger.enterpriseId },
  ])
  await makeReports(service, staff, typed.key)
  await readAll(service.as(auditor), product, lot.id, typed.key)
  const spareKeyIds = await makeSpareKeys(service)
  return { officer, enterprise: maker.key, auditor, admin: service.adminKey, spareKeyIds }
}

async function makeSpareKeys(service: TestService): Promise<string[]> {
  const ids: string[] = []
  for (let n = 0; n < OBJECTS_OF_A_KIND; n += 1) {
    const body = { person: `Người không dùng ${n}`, role: 'inspector' }
    ids.push(ok(await service.admin.post('/keys', body)).id)
  }
  return ids
}

/** Enterprises in every state that a step leads on from. */
async function makeDossiers(service: TestService, staff: Staff): Promise<void> {
  for (let n = 0; n < OBJECTS_OF_A_KIND; n += 1) {
    const other = await makeEnterprise(service, staff)
    const step = `/enterprises/${other.enterpriseId}`
    const reason = { reason: 'Bài thử' }
    if (n % 2 === 0) ok(await staff.reviewer.post(`${step}/suspension`, reason))
    const key = await makeKey(service, `Người nộp ${n}`, 'enterprise')
    const api = service.as(key)
    const draft = ok(
      await api.post('/enterprises', {
        identifier: { scheme: 'MST10', value: taxCode(100_000 + n) },
        kind: 'cooperative',
        name: `Hợp tác xã nháp ${n}`,
        address: { wardCode: '11476', street: 'Thôn 4', validFrom: '2023-01-01' },
        representative: 'Nguyễn Văn Nháp',
        phone: '0225 000 0002',
      }),
    )
    if (n > 0) ok(await api.post(`/enterprises/${draft.id}/submission`))
    if (n === 1) ok(await staff.reviewer.post(`/enterprises/${draft.id}/rejection`, reason))
    if (n === 2) {
      ok(await staff.reviewer.post(`/enterprises/${draft.id}/supplement-request`, reason))
    }
  }
}

interface Paper {
  decision: string
  voucher: string
}

async function makeDocuments(staff: Staff): Promise<Paper> {
  const make = async (kind: string): Promise<string> => {
    const body = {
      kind,
      number: `VB-${kind}`,
      issuedOn: '2024-01-01',
      signer: 'Trần Thị Ký',
      title: 'Văn bản thử',
      sha256: '0'.repeat(64),
    }
    return ok(await staff.approver.post('/documents', body)).id
  }
  return { decision: await make('decision'), voucher: await make('voucher') }
}

/** A batch in stock; spoiled and voided stamps; a delivered batch with affixed stamps. */
async function makeStamps(staff: Staff, maker: Maker, productId: string, lotId: string) {
  await issue(staff, maker, productId, 50)
  const batch = await deliver(staff, maker, productId, 100)
  const path = `/stamp-batches/${batch.id}/events`
  const affixed = { action: 'affix', lotId, ranges: [{ from: 0, to: 40 }] }
  const spoilt = { action: 'spoil', reason: 'torn', ranges: [{ from: 60, to: 61 }] }
  ok(await maker.api.post(path, affixed))
  ok(await maker.api.post(path, spoilt))
  const voided = { action: 'void', reason: 'copied', ranges: [{ from: 0, to: 1 }] }
  ok(await staff.reviewer.post(path, voided))
}

/** A claim at every step of its way, drafts that can be submitted, and a policy of its own. */
async function makeClaims(
  staff: Staff,
  maker: Maker,
  paper: Paper,
  { productId, lotId }: { productId: string; lotId: string },
): Promise<void> {
  const body = { enterpriseId: maker.enterpriseId, ...PERIOD }
  const reason = { reason: 'Bài thử' }
  for (let steps = 0; steps < 7; steps += 1) {
    await makeStamps(staff, maker, productId, lotId)
    const { claim } = ok(await maker.api.post('/claims', body))
    const step = `/claims/${claim.id}`
    if (steps > 0) ok(await maker.api.post(`${step}/submission`))
    if (steps === 1) ok(await maker.api.post(`${step}/withdrawal`, reason))
    if (steps === 2) ok(await staff.reviewer.post(`${step}/rejection`, reason))
    if (steps > 3) ok(await staff.reviewer.post(`${step}/verification`))
    const { decision, voucher } = paper
    if (steps > 4) ok(await staff.approver.post(`${step}/approval`, { documentId: decision }))
    if (steps > 5) ok(await staff.payer.post(`${step}/payment`, { documentId: voucher }))
  }
  for (let n = 0; n < OBJECTS_OF_A_KIND; n += 1) ok(await maker.api.post('/claims', body))
  await makeStamps(staff, maker, productId, lotId)
  const policy = {
    code: 'THU-NGHIEM',
    title: 'Chính sách thử',
    legalBasis: 'Bài kiểm thử',
    rateVnd: 200,
    supportForm: 'cash',
    countedAt: 'affixed',
    validFrom: '2023-01-01',
    validTo: '2023-12-31',
    territory: { decidedBy: 'seat', formerProvinces: [{ code: '31', name: 'Hải Phòng' }] },
    productGroups: ['agricultural'],
  }
  ok(await staff.approver.post('/subsidy-policies', policy))
}

async function makeMore(service: TestService, maker: Maker, productId: string, lotId: string) {
  const event = { bizStep: 'commissioning', eventTime: '2024-01-01T06:30:00+07:00' }
  ok(await maker.api.post(`/lots/${lotId}/trace-events`, event))
  for (let n = 0; n < OBJECTS_OF_A_KIND; n += 1) {
    const name = `Sản phẩm nháp ${n}`
    const draft = ok(await maker.api.post('/products', { name, productGroup: 'agricultural' }))
    const match = { headers: { 'If-Match': `"${draft.revision}"` } }
    ok(await maker.api.patch(`/products/${draft.id}`, { brand: 'Thử' }, match))
    if (n > 0) ok(await maker.api.put(`/products/${draft.id}/image`, await picture()))
    const links = [{ linkType: 'pip', href: 'https://rau.example.com/', title: 'Trang' }]
    ok(await maker.api.put(`/products/${draft.id}/links`, { links }))
  }
  const now = ok(await service.admin.get('/clock')).now
  ok(await service.admin.put('/clock', { now }))
  const image = ok(await maker.api.get(`/products/${productId}`)).image.sha256
  ok(await maker.api.raw('GET', `//t/images/${image}`))
}

/** Reads every list and every thing on it, and what has a form of its own. */
async function readAll(
  api: Api,
  { id: productId, key }: { id: string; key: string },
  lotId: string,
  gdti: string,
): Promise<void> {
  const lists = ['enterprises', 'products', 'places', 'lots', 'documents', 'claims']
  for (const list of [...lists, 'stamp-batches', 'subsidy-policies']) {
    const { items } = ok(await api.get(`/${list}`))
    if (list === 'subsidy-policies') continue
    for (const { id } of items) ok(await api.get(`/${list}/${id}`))
  }
  const batches = ok(await api.get('/stamp-batches')).items
  const batch = batches.find((one: { key: string }) => one.key === key)
  const ofGdti = batches.find((one: { key: string }) => one.key === gdti)
  const code = key + batch.firstSerial
  for (const path of [
    `/products/${productId}/image`,
    `/products/${productId}/barcode.svg`,
    `/products/${productId}/readiness`,
    `/lots/${lotId}/trace-events`,
    `/stamp-batches/${batch.id}/segments`,
    `/stamp-batches/${batch.id}/events`,
    `/stamp-batches/${batch.id}/labels.pdf?from=0&to=9`,
    `/stamp-batches/${batch.id}/stamps/3.svg`,
    `/stamp-batches/${batch.id}/stamps/3.png?width=300`,
    `/stamps/${code}`,
    `/verify?code=${code}`,
    `/finder?q=${code}`,
    '/finder?q=san+pham',
    `//tra-cuu?q=${key}`,
    `/subsidy-counts?${QUERY}&groupBy=month`,
    `/portal/records/product/${productId}?format=national-v1`,
    `/portal/records/lot/${lotId}/readiness`,
    `/portal/readiness`,
    `/overview`,
    `/audit/entries?kind=lot&id=${lotId}`,
    `//t/01/${key}/21/${batch.firstSerial}`,
    `//t/01/${key}/10/LO-1/21/${batch.firstSerial}`,
    `//t/01/${key}/10/LO-1`,
    `//t/01/${key}`,
    `//t/253/${gdti}`,
    `//t/253/${gdti}${ofGdti.firstSerial}`,
  ]) {
    ok(await api.get(path))
    if (!path.startsWith('//t/')) continue
    const { status } = await api.get(path.replace('//t/', '//'))
    if (status !== 307) throw new Error(`${path}: ${status}`)
  }
}
