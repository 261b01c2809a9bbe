import { expect } from 'chai'
import { type Api, createApi } from './api.ts'
import {
  gtin,
  HAI_PHONG,
  type Maker,
  makeEnterprise,
  makeProduct,
  makeStaff,
  ok,
  type Staff,
  taxCode,
} from './make.ts'
import { startSecondCopy } from './second-copy.ts'
import { startTestService, type TestService } from './service.ts'

/** What nobody may learn of the household. */
export const PERSON = {
  number: '031090123457',
  representative: 'Nguyễn Thị Kín',
  phone: '0225 999 8887',
  street: 'Số 9 ngõ Kín',
}
/** Of the co-operative. */
export const TAX_CODE = taxCode(70_001)
export const CAI = { name: 'Cải bẹ xanh an toàn', brand: 'Rau Lành', nameEn: 'Mustard greens' }

export interface Found {
  kind: string
  messages: { code: string; text: { vi: string; en: string } }[]
  stamp: { serial: string; page: string | null } | null
  suggestions: { code: string; serial: string; places: number[] }[]
  products: { name: string; key: string; page: string; enterpriseName: string }[]
  enterprises: { name: string; taxCode: string | null; address: string | null; status: string }[]
  hasMore: boolean
}

export interface FinderWorld {
  service: TestService
  nobody: Api
  staff: Staff
  maker: Maker
  household: Maker
  /** Of the co-operative's product. */
  key: string
  /** What another copy of the service answers than the one that writes. */
  find(q: string): Promise<Found>
  /** The page, as text. */
  page(q: string, more?: string): Promise<string>
  stop(): Promise<void>
}

/** A co-operative and a household with a product each, and two copies of the service. */
export async function makeFinderWorld(name: string): Promise<FinderWorld> {
  const service = await startTestService(name)
  const copy = await startSecondCopy(service)
  const nobody = createApi(service.baseUrl, null)
  const staff = await makeStaff(service)
  const maker = await makeEnterprise(service, staff, {
    identifier: { scheme: 'MST10', value: TAX_CODE },
    name: 'Hợp tác xã Rau quả Bến Sóng',
  })
  const { number: value, representative, phone, street } = PERSON
  const household = await makeEnterprise(service, staff, {
    identifier: { scheme: 'CCCD12', value },
    kind: 'household',
    name: 'Hộ kinh doanh Vườn Đồi',
    address: { ...HAI_PHONG, street },
    representative,
    phone,
  })
  const { key } = await makeProduct(staff, maker, { gtin: gtin(70_001), ...CAI })
  await makeProduct(staff, household, { gtin: null, name: 'Na dai vườn đồi', brand: null })
  return {
    service,
    nobody,
    staff,
    maker,
    household,
    key,
    find: async (q) => ok(await copy.nobody.get(`/finder?q=${encodeURIComponent(q)}`)),
    async page(q, more = '') {
      const reply = await nobody.get(`//tra-cuu?q=${encodeURIComponent(q)}${more}`)
      expect(reply.status).to.equal(200)
      return String(reply.body)
    },
    async stop() {
      await copy.stop()
      await service.stop()
    },
  }
}

export const names = (found: { name: string }[]): string[] => found.map(({ name }) => name)
export const codes = ({ messages }: Found): string[] => messages.map(({ code }) => code)
