import { z } from 'zod'
import { type Route, read } from '../../http/route.ts'
import type { EnterpriseService } from '../enterprises/enterprises.service.ts'
import type { PortalService } from '../portal/portal.service.ts'
import type { ProductService } from '../products/products.service.ts'
import type { StampService } from '../stamps/stamps.service.ts'
import type { ClaimService } from '../subsidies/claims.service.ts'

const whole = (description: string, example: number) => z.int().meta({ description, example })

const Overview = z
  .strictObject({
    enterprises: whole('Cơ sở đã duyệt', 20),
    products: whole('Sản phẩm đã duyệt', 58),
    stampsIssued: whole('Tem đã cấp', 1_300),
    stampsByState: z
      .record(z.string(), z.int())
      .meta({ description: 'Tem theo trạng thái; tổng bằng số tem đã cấp' }),
    stampsAffixed: whole('Tem đang ở trạng thái đã dán', 1_300),
    claims: whole('Hồ sơ đề nghị hỗ trợ đang có hiệu lực', 20),
    claimedVnd: whole('Số tiền đề nghị, đồng', 390_000),
    paidVnd: whole('Số tiền đã chi, đồng', 390_000),
    recordsComplete: whole('Hồ sơ đủ mục để kết nối cổng', 58),
  })
  .meta({ id: 'Overview', description: 'Các con số chung của sổ' })

export interface OverviewParts {
  enterprises: Pick<EnterpriseService, 'countApproved'>
  products: Pick<ProductService, 'countApproved'>
  stamps: Pick<StampService, 'countByState' | 'countIssued'>
  claims: Pick<ClaimService, 'sumClaims'>
  portal: Pick<PortalService, 'summarise'>
}

/** Claims that hold stamps. */
const LIVE = new Set(['submitted', 'verified', 'approved', 'paid'])

export function overviewRoutes(parts: OverviewParts): Route[] {
  return [
    read({
      path: '/overview',
      operationId: 'getOverview',
      summary: { vi: 'Các con số chung của sổ', en: 'The figures of the register' },
      tag: 'reports',
      access: { roles: ['admin', 'officer', 'auditor'] },
      reply: Overview,
      handle: () => overview(parts),
    }),
  ]
}

async function overview(parts: OverviewParts) {
  const [enterprises, products, stampsIssued, stampsByState, sums, records] = await Promise.all([
    parts.enterprises.countApproved(),
    parts.products.countApproved(),
    parts.stamps.countIssued(),
    parts.stamps.countByState(),
    parts.claims.sumClaims(),
    parts.portal.summarise(),
  ])
  const live = sums.filter(({ status }) => LIVE.has(status))
  const add = (rows: typeof sums, of: 'claims' | 'amountVnd') =>
    rows.reduce((sum, row) => sum + row[of], 0)
  return {
    enterprises,
    products,
    stampsIssued,
    stampsByState,
    stampsAffixed: stampsByState['affixed'] ?? 0,
    claims: add(live, 'claims'),
    claimedVnd: add(live, 'amountVnd'),
    paidVnd: add(
      live.filter(({ status }) => status === 'paid'),
      'amountVnd',
    ),
    recordsComplete: records.complete,
  }
}
