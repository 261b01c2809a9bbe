import type { LocalDate } from './local-date.ts'

/** The day on which provinces merged, districts ended and new wards began (QĐ 19/2025/QĐ-TTg). */
export const MERGED_ON: LocalDate = '2025-07-01'

/** A province as it was until 30/06/2025. */
export interface FormerProvince {
  /** Two digits of the list of administrative units (QĐ 124/2004/QĐ-TTg). */
  readonly code: string
  /** Without "Tỉnh" or "Thành phố". */
  readonly name: string
}

/**
 * The 63 provinces with the ranges of the codes of their communes, as they stood on 30/06/2025.
 * Codes were given out province by province; where a range is broken, communes moved from one
 * province to another and kept their codes.
 */
const PROVINCES: readonly (readonly [code: string, name: string, communes: string])[] = [
  ['01', 'Hà Nội', '00001-00687 04927-04941 08973-09024 09538-10506'],
  ['02', 'Hà Giang', '00688-01266'],
  ['04', 'Cao Bằng', '01267-01833'],
  ['06', 'Bắc Kạn', '01834-02199'],
  ['08', 'Tuyên Quang', '02200-02634'],
  ['10', 'Lào Cai', '02635-03123'],
  ['11', 'Điện Biên', '03124-03385'],
  ['12', 'Lai Châu', '03386-03645'],
  ['14', 'Sơn La', '03646-04248'],
  ['15', 'Yên Bái', '04249-04788'],
  ['17', 'Hòa Bình', '04789-04926 04942-05430'],
  ['19', 'Thái Nguyên', '05431-05970'],
  ['20', 'Lạng Sơn', '05971-06648'],
  ['22', 'Quảng Ninh', '06649-07200'],
  ['24', 'Bắc Giang', '07201-07887'],
  ['25', 'Phú Thọ', '07888-08706'],
  ['26', 'Vĩnh Phúc', '08707-08972 09025-09162'],
  ['27', 'Bắc Ninh', '09163-09537'],
  ['30', 'Hải Dương', '10507-11295'],
  ['31', 'Hải Phòng', '11296-11949'],
  ['33', 'Hưng Yên', '11950-12432'],
  ['34', 'Thái Bình', '12433-13284'],
  ['35', 'Hà Nam', '13285-13635'],
  ['36', 'Nam Định', '13636-14319'],
  ['37', 'Ninh Bình', '14320-14754'],
  ['38', 'Thanh Hóa', '14755-16662'],
  ['40', 'Nghệ An', '16663-18072'],
  ['42', 'Hà Tĩnh', '18073-18852'],
  ['44', 'Quảng Bình', '18853-19329'],
  ['45', 'Quảng Trị', '19330-19749'],
  ['46', 'Huế', '19750-20193'],
  ['48', 'Đà Nẵng', '20194-20334'],
  ['49', 'Quảng Nam', '20335-21009'],
  ['51', 'Quảng Ngãi', '21010-21549'],
  ['52', 'Bình Định', '21550-22014'],
  ['54', 'Phú Yên', '22015-22326'],
  ['56', 'Khánh Hòa', '22327-22737 22739-22740'],
  ['58', 'Ninh Thuận', '22738-22738 22741-22914'],
  ['60', 'Bình Thuận', '22915-23280'],
  ['62', 'Kon Tum', '23281-23556'],
  ['64', 'Gia Lai', '23557-24117'],
  ['66', 'Đắk Lắk', '24118-24610'],
  ['67', 'Đắk Nông', '24611-24768'],
  ['68', 'Lâm Đồng', '24769-25194'],
  ['70', 'Bình Phước', '25195-25455'],
  ['72', 'Tây Ninh', '25456-25740'],
  ['74', 'Bình Dương', '25741-25992'],
  ['75', 'Đồng Nai', '25993-26505'],
  ['77', 'Bà Rịa - Vũng Tàu', '26506-26733'],
  ['79', 'Hồ Chí Minh', '26734-27684'],
  ['80', 'Long An', '27685-28248'],
  ['82', 'Tiền Giang', '28249-28755'],
  ['83', 'Bến Tre', '28756-29235'],
  ['84', 'Trà Vinh', '29236-29541'],
  ['86', 'Vĩnh Long', '29542-29868'],
  ['87', 'Đồng Tháp', '29869-30279'],
  ['89', 'An Giang', '30280-30732'],
  ['91', 'Kiên Giang', '30733-31116'],
  ['92', 'Cần Thơ', '31117-31317'],
  ['93', 'Hậu Giang', '31318-31497'],
  ['94', 'Sóc Trăng', '31498-31812'],
  ['95', 'Bạc Liêu', '31813-31998'],
  ['96', 'Cà Mau', '31999-32248'],
]

interface Range extends FormerProvince {
  readonly from: string
  readonly to: string
}

const RANGES: readonly Range[] = PROVINCES.flatMap(([code, name, communes]) =>
  communes.split(' ').map((range) => {
    const [from = '', to = ''] = range.split('-')
    return { code, name, from, to }
  }),
)

/** The 63 provinces, by code. */
export function formerProvinces(): FormerProvince[] {
  return PROVINCES.map(([code, name]) => ({ code, name }))
}

/**
 * The former province whose range a commune code lies in. It holds for new wards as well: each
 * took the code of one of the communes it was formed from, or a free one beside them.
 * @param code five digits
 */
export function provinceOfCommuneCode(code: string): FormerProvince | null {
  if (!/^[0-9]{5}$/.test(code)) return null
  const range = RANGES.find(({ from, to }) => from <= code && code <= to)
  return range === undefined ? null : { code: range.code, name: range.name }
}
