import { z } from 'zod'
import { Id, instant, line, page, Revision, ruled } from '../../http/fields.ts'
import { Address, AddressView } from '../shared/address.schema.ts'
import { glnFault } from './places.rules.ts'

const PLACE_KINDS = [
  'farm',
  'pond',
  'packing_house',
  'plant',
  'warehouse',
  'shop',
  'vehicle',
] as const
export type PlaceKind = (typeof PLACE_KINDS)[number]

export const PlaceRecord = z.object({
  _id: z.string(),
  enterpriseId: z.string(),
  kind: z.enum(PLACE_KINDS),
  name: z.string(),
  gln: z.string().nullable(),
  /** Unique within the enterprise: the location code where there is no GLN. */
  ownCode: z.string(),
  plantingAreaCode: z.string().nullable(),
  address: z.object({ wardCode: z.string(), street: z.string(), validFrom: z.string() }),
  coordinates: z.object({ lat: z.number(), lng: z.number() }).nullable(),
  createdAt: z.date(),
  revision: z.int(),
})
export type PlaceRecord = z.infer<typeof PlaceRecord>

const Coordinates = z
  .strictObject({
    lat: z.number().min(-90).max(90).meta({ description: 'Vĩ độ, WGS 84', example: 20.9139 }),
    lng: z.number().min(-180).max(180).meta({ description: 'Kinh độ, WGS 84', example: 106.6757 }),
  })
  .meta({ description: 'Tọa độ' })

const fields = {
  kind: z.enum(PLACE_KINDS).meta({
    description: 'Loại: vùng trồng, ao nuôi, cơ sở đóng gói, nhà máy, kho, cửa hàng, xe',
    example: 'farm',
  }),
  name: line(200, 'Tên địa điểm', 'Vùng rau an toàn thôn 3'),
  ownCode: z
    .string()
    .regex(/^[0-9A-Z](?:[0-9A-Z-]{0,18}[0-9A-Z])?$/)
    .meta({
      description: 'Mã địa điểm của cơ sở: 1–20 chữ hoa, chữ số, gạch nối; duy nhất trong cơ sở',
      example: 'VT-01',
    }),
  plantingAreaCode: line(40, 'Mã số vùng trồng, mã số cơ sở đóng gói', 'VN-HP-0001')
    .nullable()
    .meta({ description: 'Mã số vùng trồng hoặc cơ sở đóng gói, giữ nguyên như giấy cấp' }),
}

export const CreatePlace = z
  .strictObject({
    enterpriseId: Id.nullable()
      .default(null)
      .meta({ description: 'Cơ sở có địa điểm; khóa của cơ sở có thể bỏ trống' }),
    kind: fields.kind,
    name: fields.name,
    gln: ruled(z.string().min(1).max(30), glnFault)
      .nullable()
      .default(null)
      .meta({ description: 'Mã truy vết địa điểm GLN-13', example: '8938501000019' }),
    ownCode: fields.ownCode,
    plantingAreaCode: fields.plantingAreaCode.default(null),
    address: Address,
    coordinates: Coordinates.nullable().default(null).meta({ description: 'Tọa độ, nếu có' }),
  })
  .meta({ id: 'CreatePlace', description: 'A place where something happens to goods' })
export type CreatePlace = z.output<typeof CreatePlace>

export const PlaceView = z
  .strictObject({
    id: Id,
    enterpriseId: Id.meta({ description: 'Cơ sở có địa điểm' }),
    kind: fields.kind,
    name: z.string().meta({ description: 'Tên địa điểm' }),
    gln: z
      .string()
      .nullable()
      .meta({ description: 'Mã truy vết địa điểm GLN-13', example: '8938501000019' }),
    ownCode: fields.ownCode,
    plantingAreaCode: z
      .string()
      .nullable()
      .meta({ description: 'Mã số vùng trồng hoặc cơ sở đóng gói' }),
    address: AddressView.meta({ description: 'Địa chỉ' }),
    coordinates: Coordinates.nullable().meta({ description: 'Tọa độ' }),
    createdAt: instant('When it was entered'),
    revision: Revision,
  })
  .meta({ id: 'Place', description: 'Địa điểm' })

export const PlacePage = page(PlaceView, 'PlacePage')

export const PlaceFilter = z.strictObject({
  enterpriseId: Id.optional().meta({ description: 'Only places of this enterprise' }),
})
