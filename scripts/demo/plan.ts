import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { ENTERPRISES } from '../example/enterprises.ts'
import { productPictureSvg } from '../example/images.ts'
import { LOTS } from '../example/lots.ts'
import { PEOPLE } from '../example/people.ts'
import { PLACES } from '../example/places.ts'
import { PRODUCTS } from '../example/products.ts'
import { STAMPS } from '../example/stamps.ts'
import type { ExampleEnterprise, ExampleProduct, ExampleStamps } from '../example/types.ts'
import type { Client } from './client.ts'

/** What the example has learned from replies: ids and keys by the refs of the example. */
export interface World {
  client: Client
  adminKey: string
  keys: Map<string, string>
  enterprises: Map<string, string>
  products: Map<string, string>
  places: Map<string, string>
  lots: Map<string, string>
  batches: Map<string, Batch>
  claims: Map<string, string>
  documents: Map<string, string>
  /** Called with each batch, once it is issued, to print it. */
  print: (batch: Batch) => Promise<void>
}

export interface Batch {
  id: number
  key: string
  keyKind: string
  firstSerial: string
  quantity: number
}

/** One thing that someone does on a day of the example. */
export interface Step {
  on: string
  stage: string
  run(world: World): Promise<void>
}

const POLICY = 'NQ15-2021'
const YEAR = { from: '2024-01-01', to: '2024-12-31' }
/** Days on which the claims of the year move on. */
const CLAIM_DAYS = {
  submitted: '2024-12-16',
  verified: '2024-12-18',
  approved: '2024-12-20',
  paid: '2024-12-25',
}
const FIRST_DAY = '2024-01-02'

/** Everything that happens in the example, day by day. */
export function planOf(): Step[] {
  const steps = [
    ...keySteps(),
    ...ENTERPRISES.flatMap(enterpriseSteps),
    ...PRODUCTS.flatMap(productSteps),
    ...STAMPS.flatMap(stampSteps),
    ...lotSteps(),
    ...ENTERPRISES.flatMap(claimSteps),
  ]
  // A stable sort: what one day holds happens in the order it is written down here.
  return steps
    .map((step, at) => ({ step, at }))
    .sort(
      (a, b) => a.step.on.localeCompare(b.step.on) || order(a.step) - order(b.step) || a.at - b.at,
    )
    .map(({ step }) => step)
}

const STAGES = [
  'Cấp khóa',
  'Đăng ký cơ sở',
  'Sản phẩm',
  'Cấp và in tem',
  'Giao tem',
  'Lô hàng và sự kiện',
  'Kích hoạt tem',
  'Hồ sơ hỗ trợ',
]

function order({ stage }: Step): number {
  return STAGES.indexOf(stage)
}

function keyOf(world: World, ref: string): string {
  return must(world.keys, ref)
}

export function must<T>(map: ReadonlyMap<string, T>, ref: string): T {
  const value = map.get(ref)
  if (value === undefined) throw new Error(`The example has no ${ref} yet`)
  return value
}

function keySteps(): Step[] {
  return PEOPLE.filter(({ ref }) => ref !== 'admin').map(({ ref, name, role, duties }) => ({
    on: FIRST_DAY,
    stage: 'Cấp khóa',
    run: async (world) => {
      const issued = await world.client.json<{ key: string }>({
        method: 'POST',
        path: '/api/v1/keys',
        key: world.adminKey,
        id: `demo-key-${ref}`,
        body: { person: name, role, duties },
      })
      world.keys.set(ref, issued.key)
    },
  }))
}

const secretaryOf = (enterpriseRef: string): string => enterpriseRef.replace('e', 's')

/** Posts to `path` and returns the id of what was made. */
async function post(world: World, who: string, path: string, id: string, body: unknown) {
  const key = keyOf(world, who)
  const call = { method: 'POST' as const, path: `/api/v1${path}`, key, id: `demo-${id}`, body }
  return await world.client.json<{ id: string }>(call)
}

function enterpriseSteps(enterprise: ExampleEnterprise): Step[] {
  const { ref, kind, name, identifier, legalEntity, representative, phone, address } = enterprise
  const stage = 'Đăng ký cơ sở'
  const who = secretaryOf(ref)
  const { wardCode, street, validFrom } = address
  return [
    {
      on: enterprise.submittedOn,
      stage,
      run: async (world) => {
        const body = {
          identifier,
          kind,
          name,
          legalEntityName: legalEntity?.name ?? null,
          address: { wardCode, street, validFrom },
          representative: representative.name,
          phone,
        }
        const made = await post(world, who, '/enterprises', `enterprise-${ref}`, body)
        world.enterprises.set(ref, made.id)
        await post(world, who, `/enterprises/${made.id}/submission`, `submit-${ref}`, {})
      },
    },
    {
      on: enterprise.registeredOn,
      stage,
      run: async (world) => {
        const id = must(world.enterprises, ref)
        await post(world, 'approver', `/enterprises/${id}/approval`, `approve-${ref}`, {
          reason: 'Hồ sơ đầy đủ (ví dụ)',
        })
        for (const place of PLACES.filter(({ enterpriseRef }) => enterpriseRef === ref)) {
          const { kind, name, gln, ownCode, wardCode, street, coordinates } = place
          const made = await post(world, who, '/places', `place-${place.ref}`, {
            kind,
            name,
            gln,
            ownCode,
            address: { wardCode, street, validFrom },
            coordinates,
          })
          world.places.set(place.ref, made.id)
        }
      },
    },
  ]
}

function productSteps(product: ExampleProduct): Step[] {
  const {
    ref,
    enterpriseRef,
    picture: _picture,
    ref: _ref,
    enterpriseRef: _owner,
    ...body
  } = product
  const who = secretaryOf(enterpriseRef)
  const registeredOn = ENTERPRISES.find((row) => row.ref === enterpriseRef)?.registeredOn ?? ''
  return [
    {
      on: registeredOn,
      stage: 'Sản phẩm',
      run: async (world) => {
        const made = await post(world, who, '/products', `product-${ref}`, body)
        world.products.set(ref, made.id)
        await world.client.json({
          method: 'PUT',
          path: `/api/v1/products/${made.id}/image`,
          key: keyOf(world, who),
          id: `demo-image-${ref}`,
          image: await sharp(Buffer.from(productPictureSvg(product)))
            .png()
            .toBuffer(),
        })
        await post(world, 'reviewer', `/products/${made.id}/approval`, `approve-${ref}`, {})
      },
    },
  ]
}

function stampSteps({ productRef, quantity, deliveredOn, affixings }: ExampleStamps): Step[] {
  const product = PRODUCTS.find(({ ref }) => ref === productRef)
  const enterpriseRef = product?.enterpriseRef ?? ''
  let start = 0
  const affixSteps = affixings.map(({ count, occurredOn, lotRef }, at): Step => {
    const range = { from: start, to: start + count - 1 }
    start += count
    return {
      on: occurredOn,
      stage: 'Kích hoạt tem',
      run: async (world) => {
        const { id } = must(world.batches, productRef)
        const lotId = must(world.lots, lotRef)
        const body = { action: 'affix', ranges: [range], occurredOn, lotId }
        const who = secretaryOf(enterpriseRef)
        await post(world, who, `/stamp-batches/${id}/events`, `affix-${productRef}-${at}`, body)
      },
    }
  })
  return [
    {
      on: dayBefore(deliveredOn),
      stage: 'Cấp và in tem',
      run: async (world) => {
        const enterpriseId = must(world.enterprises, enterpriseRef)
        const productId = must(world.products, productRef)
        const batch = await world.client.json<Batch>({
          method: 'POST',
          path: '/api/v1/stamp-batches',
          key: keyOf(world, 'reviewer'),
          id: `demo-issue-${productRef}`,
          body: { enterpriseId, productId, quantity },
        })
        world.batches.set(productRef, batch)
        await world.print(batch)
      },
    },
    {
      on: deliveredOn,
      stage: 'Giao tem',
      run: async (world) => {
        const documentId = await documentOf(world, 'reviewer', {
          kind: 'minutes',
          number: `BB-${deliveredOn}-${enterpriseRef}`,
          issuedOn: deliveredOn,
          title: 'Biên bản bàn giao tem (ví dụ)',
          enterpriseId: must(world.enterprises, enterpriseRef),
        })
        const { id } = must(world.batches, productRef)
        const ranges = [{ from: 0, to: quantity - 1 }]
        const body = { action: 'deliver', ranges, occurredOn: deliveredOn, documentId }
        await post(world, 'reviewer', `/stamp-batches/${id}/events`, `deliver-${productRef}`, body)
      },
    },
    ...affixSteps,
  ]
}

function dayBefore(date: string): string {
  return new Date(Date.parse(date) - 86_400_000).toISOString().slice(0, 10)
}

function lotSteps(): Step[] {
  const stage = 'Lô hàng và sự kiện'
  return LOTS.flatMap((lot): Step[] => {
    const product = PRODUCTS.find(({ ref }) => ref === lot.productRef)
    const who = secretaryOf(product?.enterpriseRef ?? '')
    const { code, producedOn, expiresOn, quantity, unit } = lot
    const events = lot.traceEvents.map(
      ({ bizStep, label, eventTime, placeRef }, at): Step => ({
        on: eventTime.slice(0, 10),
        stage,
        run: async (world) => {
          const id = must(world.lots, lot.ref)
          const body = { bizStep, label, eventTime, placeId: must(world.places, placeRef) }
          await post(world, who, `/lots/${id}/trace-events`, `event-${lot.ref}-${at}`, body)
        },
      }),
    )
    return [
      {
        on: producedOn,
        stage,
        run: async (world) => {
          const productId = must(world.products, lot.productRef)
          const placeId = must(world.places, lot.placeRef)
          const body = { productId, placeId, code, producedOn, expiresOn, quantity, unit }
          world.lots.set(lot.ref, (await post(world, who, '/lots', `lot-${lot.ref}`, body)).id)
        },
      },
      ...events,
    ]
  })
}

interface Paper {
  kind: 'minutes' | 'application' | 'decision' | 'voucher'
  number: string
  issuedOn: string
  title: string
  enterpriseId: string | null
}

/** A document of the example, recorded once whoever needs it first. */
async function documentOf(world: World, who: string, paper: Paper): Promise<string> {
  const known = world.documents.get(paper.number)
  if (known !== undefined) return known
  const signer = PEOPLE.find(({ ref }) => ref === who)?.name ?? who
  const sha256 = createHash('sha256').update(`Sổ Tem, ví dụ: ${paper.number}`).digest('hex')
  const body = { ...paper, signer, sha256 }
  // A header holds ASCII only, the number of a document any letter.
  const { id } = await post(world, who, '/documents', `document-${sha256.slice(0, 16)}`, body)
  world.documents.set(paper.number, id)
  return id
}

function claimSteps({ ref }: ExampleEnterprise): Step[] {
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
