import sharp from 'sharp'
import { ENTERPRISES } from '../example/enterprises.ts'
import { productPictureSvg } from '../example/images.ts'
import { LOTS } from '../example/lots.ts'
import { PEOPLE } from '../example/people.ts'
import { PLACES } from '../example/places.ts'
import { PRODUCTS } from '../example/products.ts'
import { STAMPS } from '../example/stamps.ts'
import type { ExampleEnterprise, ExampleProduct, ExampleStamps } from '../example/types.ts'
import { claimSteps } from './claims.ts'
import {
  type Batch,
  documentOf,
  keyOf,
  must,
  post,
  type Step,
  secretaryOf,
  type World,
} from './world.ts'

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
        await givePicture(world, who, made.id, product)
        await post(world, 'reviewer', `/products/${made.id}/approval`, `approve-${ref}`, {})
      },
    },
  ]
}

async function givePicture(world: World, who: string, id: string, product: ExampleProduct) {
  const path = `/api/v1/products/${id}`
  const key = keyOf(world, who)
  const { image } = await world.client.json<{ image: object | null }>({ method: 'GET', path, key })
  if (image !== null) return
  await world.client.json({
    method: 'PUT',
    path: `${path}/image`,
    key,
    id: `demo-image-${product.ref}`,
    image: await sharp(Buffer.from(productPictureSvg(product)))
      .png()
      .toBuffer(),
  })
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
