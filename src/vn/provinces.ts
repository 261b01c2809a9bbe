/** A province since 01/07/2025, and the place from which its distance is reckoned. */
export interface Province {
  /** Two digits of the list of administrative units (QĐ 19/2025/QĐ-TTg). */
  readonly code: string
  /** Without "Tỉnh" or "Thành phố". */
  readonly name: string
  /** Its seat, in degrees. */
  readonly latitude: number
  readonly longitude: number
}

/**
 * Code, name and seat (to a tenth of a degree) of the 34 provinces; then, for each former province
 * that became part of it, the code it had and its code in ISO 3166-2:VN, which has not followed the
 * merger yet and which databases of Internet addresses use. One of the former codes lives on.
 */
const TABLE: readonly (readonly [string, string, number, number, string])[] = [
  ['01', 'Hà Nội', 21, 105.9, '01=HN'],
  ['04', 'Cao Bằng', 22.7, 106.3, '04=04'],
  ['08', 'Tuyên Quang', 21.8, 105.2, '08=07 02=03'],
  ['11', 'Điện Biên', 21.4, 103, '11=71'],
  ['12', 'Lai Châu', 22.4, 103.5, '12=01'],
  ['14', 'Sơn La', 21.3, 103.9, '14=05'],
  ['15', 'Lào Cai', 21.7, 104.9, '15=06 10=02'],
  ['19', 'Thái Nguyên', 21.6, 105.8, '19=69 06=53'],
  ['20', 'Lạng Sơn', 21.9, 106.8, '20=09'],
  ['22', 'Quảng Ninh', 21, 107.1, '22=13'],
  ['24', 'Bắc Ninh', 21.3, 106.2, '24=54 27=56'],
  ['25', 'Phú Thọ', 21.3, 105.4, '25=68 17=14 26=70'],
  ['31', 'Hải Phòng', 20.9, 106.7, '31=HP 30=61'],
  ['33', 'Hưng Yên', 20.7, 106.1, '33=66 34=20'],
  ['37', 'Ninh Bình', 20.3, 106, '37=18 35=63 36=67'],
  ['38', 'Thanh Hóa', 19.8, 105.8, '38=21'],
  ['40', 'Nghệ An', 18.7, 105.7, '40=22'],
  ['42', 'Hà Tĩnh', 18.3, 105.9, '42=23'],
  ['44', 'Quảng Trị', 17.5, 106.6, '44=24 45=25'],
  ['46', 'Huế', 16.5, 107.6, '46=26'],
  ['48', 'Đà Nẵng', 16.1, 108.2, '48=DN 49=27'],
  ['51', 'Quảng Ngãi', 15.1, 108.8, '51=29 62=28'],
  ['52', 'Gia Lai', 13.8, 109.2, '52=31 64=30'],
  ['56', 'Khánh Hòa', 12.2, 109.2, '56=34 58=36'],
  ['66', 'Đắk Lắk', 12.7, 108, '66=33 54=32'],
  ['68', 'Lâm Đồng', 11.9, 108.4, '68=35 60=40 67=72'],
  ['75', 'Đồng Nai', 11, 106.8, '75=39 70=58'],
  ['79', 'Hồ Chí Minh', 10.8, 106.7, '79=SG 74=57 77=43'],
  ['80', 'Tây Ninh', 10.5, 106.4, '80=41 72=37'],
  ['82', 'Đồng Tháp', 10.4, 106.4, '82=46 87=45'],
  ['86', 'Vĩnh Long', 10.3, 106, '86=49 83=50 84=51'],
  ['91', 'An Giang', 10, 105.1, '91=47 89=44'],
  ['92', 'Cần Thơ', 10, 105.8, '92=CT 93=73 94=52'],
  ['96', 'Cà Mau', 9.2, 105.2, '96=59 95=55'],
]

const byCode = new Map<string, Province>()
const byIso = new Map<string, Province>()
for (const [code, name, latitude, longitude, former] of TABLE) {
  const province: Province = { code, name, latitude, longitude }
  for (const pair of former.split(' ')) {
    const [formerCode = '', iso = ''] = pair.split('=')
    byCode.set(formerCode, province)
    byIso.set(`VN-${iso}`, province)
  }
}

/** The 34 provinces, by code. */
export const PROVINCES: readonly Province[] = TABLE.flatMap(([code]) => byCode.get(code) ?? [])

/** The province of a code of two digits: a present one, or that of before 01/07/2025. */
export function findProvince(code: string): Province | null {
  return byCode.get(code) ?? null
}

/** The province of a code of ISO 3166-2, `VN-HP`. */
export function findProvinceByIso(iso: string): Province | null {
  return byIso.get(iso) ?? null
}

const EARTH_RADIUS_KM = 6_371

/** How far the seats of two provinces lie apart, as the crow flies, to within some 15 km. */
export function seatDistanceKm(a: Province, b: Province): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180
  const [north, south] = [radians(a.latitude), radians(b.latitude)]
  const upDown = Math.sin((north - south) / 2) ** 2
  const across = Math.sin(radians(a.longitude - b.longitude) / 2) ** 2
  const haversine = upDown + Math.cos(north) * Math.cos(south) * across
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(haversine))
}
