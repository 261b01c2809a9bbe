import path from 'node:path'
import { ENTERPRISES } from '../example/enterprises.ts'
import { STAMPS } from '../example/stamps.ts'
import type { DemoService } from './service.ts'
import { type Batch, must, type World } from './world.ts'

/** What the example came to, every figure as the service answered it. */
export interface Figures {
  enterprises: number
  products: number
  stampsIssued: number
  stampsAffixed: number
  claims: number
  claimedVnd: number
  recordsComplete: number
  /** Absolute paths, without blanks, of the PDFs that together hold all stamps. */
  pdf: string[]
  baseUrl: string
  /** Digital Link path of an affixed stamp of an approved product with a GTIN. */
  scanPath: string
  keys: Record<
    'admin' | 'reviewer' | 'approver' | 'payer' | 'enterprise' | 'auditor' | 'inspector',
    string
  >
}

type Overview = Omit<Figures, 'pdf' | 'baseUrl' | 'scanPath' | 'keys'>

export async function readFigures(
  world: World,
  service: DemoService,
  batches: readonly Batch[],
  pdfOf: (batch: Batch) => string,
): Promise<Figures> {
  const key = must(world.keys, 'auditor')
  const overview = await world.client.json<Overview>({
    method: 'GET',
    path: '/api/v1/overview',
    key,
  })
  const { enterprises, products, stampsIssued, stampsAffixed } = overview
  const { claims, claimedVnd, recordsComplete } = overview
  return {
    enterprises,
    products,
    stampsIssued,
    stampsAffixed,
    claims,
    claimedVnd,
    recordsComplete,
    pdf: batches.map((batch) => path.resolve(pdfOf(batch))),
    baseUrl: service.baseUrl,
    scanPath: await findScanPath(world, batches, key),
    keys: {
      admin: world.adminKey,
      reviewer: must(world.keys, 'reviewer'),
      approver: must(world.keys, 'approver'),
      payer: must(world.keys, 'payer'),
      enterprise: must(world.keys, ENTERPRISES[0]?.ref.replace('e', 's') ?? ''),
      auditor: must(world.keys, 'auditor'),
      inspector: must(world.keys, 'inspector'),
    },
  }
}

async function findScanPath(world: World, batches: readonly Batch[], key: string) {
  for (const batch of batches.filter(({ keyKind }) => keyKind === 'GTIN')) {
    const stamp = await world.client.json<{ state: string; serial: string }>({
      method: 'GET',
      path: `/api/v1/stamps/${batch.firstSerial}`,
      key,
    })
    if (stamp.state === 'affixed') return `/01/${batch.key}/21/${stamp.serial}`
  }
  throw new Error('No affixed stamp of a product with a GTIN')
}

const number = (value: number): string => value.toLocaleString('en-US')

/** The lines of the table of figures. */
export function tableOf(figures: Overview): string[] {
  const rows: [string, string][] = [
    ['Cơ sở đã duyệt / enterprises', number(figures.enterprises)],
    ['Sản phẩm đã duyệt / products', number(figures.products)],
    ['Tem đã cấp / stamps issued', number(figures.stampsIssued)],
    ['Tem đã dán / stamps affixed', number(figures.stampsAffixed)],
    ['Hồ sơ hỗ trợ / claims', number(figures.claims)],
    ['Số tiền / amount', `${number(figures.claimedVnd)} đ`],
    ['Hồ sơ đủ để kết nối cổng / records complete', number(figures.recordsComplete)],
  ]
  return rows.map(([label, value]) => label.padEnd(LABEL_WIDTH) + value.padStart(VALUE_WIDTH))
}

const LABEL_WIDTH = 45
const VALUE_WIDTH = 12

/** One table of figures, and where to look. */
export function printReport(figures: Figures, pdfs: string, once: boolean): void {
  const rule = '─'.repeat(LABEL_WIDTH + VALUE_WIDTH)
  console.log(['', rule, ...tableOf(figures), rule, ''].join('\n'))
  console.log(`Tem trên giấy / stamps on paper   ${STAMPS.length} PDF: ${pdfs}`)
  if (once) return
  const { baseUrl, scanPath, keys } = figures
  console.log(`Trang quét tem / scan page        ${baseUrl}${scanPath}`)
  console.log(`Tài liệu API / API documentation  ${baseUrl}/docs`)
  console.log('\nKhóa thử, chỉ dùng trên máy này / keys to try, for this machine only:')
  for (const [role, key] of Object.entries(keys)) console.log(`  ${role.padEnd(11)} ${key}`)
  console.log(`\n  curl -H "Authorization: Bearer ${keys.auditor}" ${baseUrl}/api/v1/overview`)
  console.log('\nCtrl-C để dừng / to stop.')
}
