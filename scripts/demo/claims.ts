import type { ExampleEnterprise } from '../example/types.ts'
import { documentOf, keyOf, must, type Paper, post, type Step, secretaryOf } from './world.ts'

const POLICY = 'NQ15-2021'
const YEAR = { from: '2024-01-01', to: '2024-12-31' }
/** Days on which the claims of the year move on. */
const CLAIM_DAYS = {
  submitted: '2024-12-16',
  verified: '2024-12-18',
  approved: '2024-12-20',
  paid: '2024-12-25',
}
/** The claim of one enterprise for the year, from draft to paid. */
export function claimSteps({ ref }: ExampleEnterprise): Step[] {
  const stage = 'Hồ sơ hỗ trợ'
  const move = (
    on: string,
    name: string,
    who: string,
    paper: Omit<Paper, 'issuedOn'> | null,
  ): Step => ({
    on,
    stage,
    run: async (world) => {
      const id = must(world.claims, ref)
      const enterpriseId = paper?.kind === 'application' ? must(world.enterprises, ref) : null
      const documentId =
        paper === null
          ? null
          : await documentOf(world, who, { ...paper, issuedOn: on, enterpriseId })
      await post(world, who, `/claims/${id}/${name}`, `claim-${name}-${ref}`, { documentId })
    },
  })
  const paper = (kind: Paper['kind'], number: string, title: string) => ({
    kind,
    number,
    title: `${title} (ví dụ)`,
    enterpriseId: null,
  })
  return [
    {
      on: CLAIM_DAYS.submitted,
      stage,
      run: async (world) => {
        const body = { enterpriseId: must(world.enterprises, ref), policy: POLICY, ...YEAR }
        const key = keyOf(world, secretaryOf(ref))
        const { claim } = await world.client.json<{ claim: { id: string } }>({
          method: 'POST',
          path: '/api/v1/claims',
          key,
          id: `demo-claim-${ref}`,
          body,
        })
        world.claims.set(ref, claim.id)
      },
    },
    move(
      CLAIM_DAYS.submitted,
      'submission',
      secretaryOf(ref),
      paper('application', `DN-2024-${ref}`, 'Đơn đề nghị hỗ trợ'),
    ),
    move(CLAIM_DAYS.verified, 'verification', 'reviewer', null),
    move(
      CLAIM_DAYS.approved,
      'approval',
      'approver',
      paper('decision', '01/QĐ-VD-2024', 'Quyết định hỗ trợ tem truy xuất'),
    ),
    move(
      CLAIM_DAYS.paid,
      'payment',
      'payer',
      paper('voucher', `CT-2024-${ref}`, 'Chứng từ chi hỗ trợ'),
    ),
  ]
}
