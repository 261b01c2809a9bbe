import type { LocalDate } from './local-date.ts'

/** A commune before the arrangement of 2024: its code went on under another name, or ended. */
export interface CommuneOf2024 {
  readonly code: string
  readonly name: string
  readonly district: string
  readonly provinceCode: string
  readonly provinceName: string
  /** The ward of 01/07/2025 that it lies in; null where no source at hand says. */
  readonly newWardCode: string | null
  /** From this day the list of 30/06/2025 applies. */
  readonly until: LocalDate
}

type Row = readonly [code: string, name: string, district: string, newWardCode: string]

/** NQ 1232/NQ-UBTVQH15 of 24/10/2024: 217 communes became 167, Thủy Nguyên became a city. */
const HAI_PHONG: readonly Row[] = [
  ['11308', 'Phường Hạ Lý', 'Quận Hồng Bàng', '11311'],
  ['11314', 'Phường Trại Chuối', 'Quận Hồng Bàng', '11311'],
  ['11332', 'Phường Máy Tơ', 'Quận Ngô Quyền', '11329'],
  ['11341', 'Phường Lạc Viên', 'Quận Ngô Quyền', '11329'],
  ['11347', 'Phường Gia Viên', 'Quận Ngô Quyền', '11329'],
  ['11356', 'Phường Lê Lợi', 'Quận Ngô Quyền', '11359'],
  ['11362', 'Phường Lạch Tray', 'Quận Ngô Quyền', '11359'],
  ['11365', 'Phường Đổng Quốc Bình', 'Quận Ngô Quyền', '11359'],
  ['11368', 'Phường Cát Dài', 'Quận Lê Chân', '11383'],
  ['11374', 'Phường Lam Sơn', 'Quận Lê Chân', '11383'],
  ['11377', 'Phường An Dương', 'Quận Lê Chân', '11407'],
  ['11380', 'Phường Trần Nguyên Hãn', 'Quận Lê Chân', '11383'],
  ['11383', 'Phường Hồ Nam', 'Quận Lê Chân', '11383'],
  ['11386', 'Phường Trại Cau', 'Quận Lê Chân', '11383'],
  ['11389', 'Phường Dư Hàng', 'Quận Lê Chân', '11383'],
  ['11392', 'Phường Hàng Kênh', 'Quận Lê Chân', '11383'],
  ['11395', 'Phường Đông Hải', 'Quận Lê Chân', '11383'],
  ['11398', 'Phường Niệm Nghĩa', 'Quận Lê Chân', '11407'],
  ['11401', 'Phường Nghĩa Xá', 'Quận Lê Chân', '11407'],
  ['11428', 'Phường Quán Trữ', 'Quận Kiến An', '11443'],
  ['11429', 'Phường Lãm Hà', 'Quận Kiến An', '11443'],
  ['11449', 'Phường Phù Liễn', 'Quận Kiến An', '11446'],
  ['11452', 'Phường Tràng Minh', 'Quận Kiến An', '11446'],
  ['11470', 'Thị trấn Núi Đèo', 'Huyện Thủy Nguyên', '11560'],
  ['11473', 'Thị trấn Minh Đức', 'Huyện Thủy Nguyên', '11473'],
  ['11476', 'Xã Lại Xuân', 'Huyện Thủy Nguyên', '11488'],
  ['11479', 'Xã An Sơn', 'Huyện Thủy Nguyên', '11503'],
  ['11482', 'Xã Kỳ Sơn', 'Huyện Thủy Nguyên', '11503'],
  ['11485', 'Xã Liên Khê', 'Huyện Thủy Nguyên', '11488'],
  ['11488', 'Xã Lưu Kiếm', 'Huyện Thủy Nguyên', '11488'],
  ['11491', 'Xã Lưu Kỳ', 'Huyện Thủy Nguyên', '11488'],
  ['11494', 'Xã Gia Minh', 'Huyện Thủy Nguyên', '11473'],
  ['11497', 'Xã Gia Đức', 'Huyện Thủy Nguyên', '11473'],
  ['11500', 'Xã Minh Tân', 'Huyện Thủy Nguyên', '11473'],
  ['11503', 'Xã Phù Ninh', 'Huyện Thủy Nguyên', '11503'],
  ['11506', 'Xã Quảng Thanh', 'Huyện Thủy Nguyên', '11506'],
  ['11509', 'Xã Chính Mỹ', 'Huyện Thủy Nguyên', '11506'],
  ['11512', 'Xã Kênh Giang', 'Huyện Thủy Nguyên', '11488'],
  ['11515', 'Xã Hợp Thành', 'Huyện Thủy Nguyên', '11506'],
  ['11518', 'Xã Cao Nhân', 'Huyện Thủy Nguyên', '11506'],
  ['11521', 'Xã Mỹ Đồng', 'Huyện Thủy Nguyên', '11557'],
  ['11524', 'Xã Đông Sơn', 'Huyện Thủy Nguyên', '11488'],
  ['11527', 'Xã Hòa Bình', 'Huyện Thủy Nguyên', '11533'],
  ['11530', 'Xã Trung Hà', 'Huyện Thủy Nguyên', '11533'],
  ['11533', 'Xã An Lư', 'Huyện Thủy Nguyên', '11533'],
  ['11536', 'Xã Thủy Triều', 'Huyện Thủy Nguyên', '11533'],
  ['11539', 'Xã Ngũ Lão', 'Huyện Thủy Nguyên', '11473'],
  ['11542', 'Xã Phục Lễ', 'Huyện Thủy Nguyên', '11542'],
  ['11545', 'Xã Tam Hưng', 'Huyện Thủy Nguyên', '11542'],
  ['11548', 'Xã Phả Lễ', 'Huyện Thủy Nguyên', '11542'],
  ['11551', 'Xã Lập Lễ', 'Huyện Thủy Nguyên', '11542'],
  ['11554', 'Xã Kiền Bái', 'Huyện Thủy Nguyên', '11557'],
  ['11557', 'Xã Thiên Hương', 'Huyện Thủy Nguyên', '11557'],
  ['11560', 'Xã Thủy Sơn', 'Huyện Thủy Nguyên', '11560'],
  ['11563', 'Xã Thủy Đường', 'Huyện Thủy Nguyên', '11560'],
  ['11566', 'Xã Hoàng Động', 'Huyện Thủy Nguyên', '11557'],
  ['11569', 'Xã Lâm Động', 'Huyện Thủy Nguyên', '11557'],
  ['11572', 'Xã Hoa Động', 'Huyện Thủy Nguyên', '11560'],
  ['11575', 'Xã Tân Dương', 'Huyện Thủy Nguyên', '11560'],
  ['11578', 'Xã Dương Quan', 'Huyện Thủy Nguyên', '11560'],
  ['11581', 'Thị trấn An Dương', 'Huyện An Dương', '11581'],
  ['11584', 'Xã Lê Thiện', 'Huyện An Dương', '11593'],
  ['11587', 'Xã Đại Bản', 'Huyện An Dương', '11602'],
  ['11590', 'Xã An Hòa', 'Huyện An Dương', '11593'],
  ['11593', 'Xã Hồng Phong', 'Huyện An Dương', '11593'],
  ['11596', 'Xã Tân Tiến', 'Huyện An Dương', '11581'],
  ['11599', 'Xã An Hưng', 'Huyện An Dương', '11602'],
  ['11602', 'Xã An Hồng', 'Huyện An Dương', '11602'],
  ['11605', 'Xã Bắc Sơn', 'Huyện An Dương', '11581'],
  ['11608', 'Xã Nam Sơn', 'Huyện An Dương', '11581'],
  ['11611', 'Xã Lê Lợi', 'Huyện An Dương', '11581'],
  ['11614', 'Xã Đặng Cương', 'Huyện An Dương', '11581'],
  ['11617', 'Xã Đồng Thái', 'Huyện An Dương', '11617'],
  ['11620', 'Xã Quốc Tuấn', 'Huyện An Dương', '11581'],
  ['11623', 'Xã An Đồng', 'Huyện An Dương', '11617'],
  ['11626', 'Xã Hồng Thái', 'Huyện An Dương', '11617'],
  ['11719', 'Xã Thụy Hương', 'Huyện Kiến Thụy', '11728'],
  ['11728', 'Xã Đại Hà', 'Huyện Kiến Thụy', '11728'],
  ['11731', 'Xã Ngũ Đoan', 'Huyện Kiến Thụy', '11728'],
  ['11788', 'Xã Bạch Đằng', 'Huyện Tiên Lãng', '11791'],
  ['11791', 'Xã Quang Phục', 'Huyện Tiên Lãng', '11791'],
  ['11794', 'Xã Toàn Thắng', 'Huyện Tiên Lãng', '11791'],
  ['11845', 'Xã Vĩnh Long', 'Huyện Vĩnh Bảo', '11848'],
  ['11848', 'Xã Hiệp Hòa', 'Huyện Vĩnh Bảo', '11848'],
  ['11854', 'Xã An Hòa', 'Huyện Vĩnh Bảo', '11848'],
  ['11863', 'Xã Nhân Hòa', 'Huyện Vĩnh Bảo', '11824'],
  ['11866', 'Xã Tam Đa', 'Huyện Vĩnh Bảo', '11824'],
  ['11869', 'Xã Hưng Nhân', 'Huyện Vĩnh Bảo', '11875'],
  ['11872', 'Xã Vinh Quang', 'Huyện Vĩnh Bảo', '11824'],
  ['11875', 'Xã Đồng Minh', 'Huyện Vĩnh Bảo', '11875'],
  ['11878', 'Xã Thanh Lương', 'Huyện Vĩnh Bảo', '11875'],
  ['11896', 'Xã Vĩnh Phong', 'Huyện Vĩnh Bảo', '11875'],
  ['11899', 'Xã Cộng Hiền', 'Huyện Vĩnh Bảo', '11875'],
  ['11905', 'Xã Cổ Am', 'Huyện Vĩnh Bảo', '11887'],
  ['11908', 'Xã Vĩnh Tiến', 'Huyện Vĩnh Bảo', '11887'],
]

/** Resolution of 24/10/2024 on Hải Dương: 235 communes became 207. */
const HAI_DUONG: readonly Row[] = [
  ['10522', 'Phường Phạm Ngũ Lão', 'Thành phố Hải Dương', '10532'],
  ['10621', 'Xã Thanh Quang', 'Huyện Nam Sách', '10633'],
  ['10624', 'Xã Quốc Tuấn', 'Huyện Nam Sách', '10633'],
  ['10627', 'Xã Nam Chính', 'Huyện Nam Sách', '10633'],
  ['10633', 'Xã Nam Trung', 'Huyện Nam Sách', '10633'],
  ['10645', 'Xã An Lâm', 'Huyện Nam Sách', '10645'],
  ['10648', 'Xã Phú Điền', 'Huyện Nam Sách', '10645'],
  ['10651', 'Xã Nam Hồng', 'Huyện Nam Sách', ''],
  ['10687', 'Xã Hoành Sơn', 'Thị xã Kinh Môn', '10714'],
  ['10753', 'Xã Lai Vu', 'Huyện Kim Thành', '10756'],
  ['10756', 'Xã Cộng Hòa', 'Huyện Kim Thành', '10756'],
  ['10759', 'Xã Thượng Vũ', 'Huyện Kim Thành', '10756'],
  ['10762', 'Xã Cổ Dũng', 'Huyện Kim Thành', '10756'],
  ['10774', 'Xã Phúc Thành A', 'Huyện Kim Thành', ''],
  ['10798', 'Xã Bình Dân', 'Huyện Kim Thành', '10804'],
  ['10807', 'Xã Liên Hòa', 'Huyện Kim Thành', '10804'],
  ['10819', 'Xã Việt Hồng', 'Huyện Thanh Hà', '10816'],
  ['10828', 'Xã Cẩm Chế', 'Huyện Thanh Hà', '10816'],
  ['10849', 'Xã Thanh Khê', 'Huyện Thanh Hà', ''],
  ['10852', 'Xã Thanh Xá', 'Huyện Thanh Hà', '10813'],
  ['10861', 'Xã Thanh Thủy', 'Huyện Thanh Hà', '10813'],
  ['10882', 'Xã Thanh Cường', 'Huyện Thanh Hà', '10882'],
  ['10885', 'Xã Vĩnh Lập', 'Huyện Thanh Hà', '10882'],
  ['10906', 'Xã Thạch Lỗi', 'Huyện Cẩm Giàng', ''],
  ['10933', 'Xã Cẩm Phúc', 'Huyện Cẩm Giàng', '10930'],
  ['10936', 'Xã Cẩm Điền', 'Huyện Cẩm Giàng', '10930'],
  ['10975', 'Xã Bình Minh', 'Huyện Bình Giang', '10972'],
  ['10981', 'Xã Thái Học', 'Huyện Bình Giang', '10972'],
  ['11029', 'Xã Gia Tân', 'Huyện Gia Lộc', '10999'],
  ['11032', 'Xã Tân Tiến', 'Huyện Gia Lộc', '10999'],
  ['11035', 'Xã Gia Khánh', 'Huyện Gia Lộc', '10999'],
  ['11038', 'Xã Gia Lương', 'Huyện Gia Lộc', '10999'],
  ['11062', 'Xã Quang Minh', 'Huyện Gia Lộc', '11065'],
  ['11065', 'Xã Đồng Quang', 'Huyện Gia Lộc', '11065'],
  ['11068', 'Xã Nhật Tân', 'Huyện Gia Lộc', '11065'],
  ['11071', 'Xã Đức Xương', 'Huyện Gia Lộc', '11065'],
  ['11089', 'Xã Ngọc Kỳ', 'Huyện Tứ Kỳ', '11113'],
  ['11098', 'Xã Tái Sơn', 'Huyện Tứ Kỳ', '11113'],
  ['11110', 'Xã Dân Chủ', 'Huyện Tứ Kỳ', '11113'],
  ['11122', 'Xã Quảng Nghiệp', 'Huyện Tứ Kỳ', '11113'],
  ['11137', 'Xã Phượng Kỳ', 'Huyện Tứ Kỳ', '11140'],
  ['11140', 'Xã Cộng Lạc', 'Huyện Tứ Kỳ', '11140'],
  ['11155', 'Thị trấn Ninh Giang', 'Huyện Ninh Giang', '11203'],
  ['11167', 'Xã Hồng Đức', 'Huyện Ninh Giang', '11167'],
  ['11176', 'Xã Vạn Phúc', 'Huyện Ninh Giang', '11167'],
  ['11188', 'Xã Đông Xuyên', 'Huyện Ninh Giang', '11224'],
  ['11200', 'Xã Ninh Hải', 'Huyện Ninh Giang', '11224'],
  ['11203', 'Xã Đồng Tâm', 'Huyện Ninh Giang', '11203'],
  ['11209', 'Xã Kiến Quốc', 'Huyện Ninh Giang', '11224'],
  ['11230', 'Xã Hồng Phúc', 'Huyện Ninh Giang', '11224'],
]

type Common = Pick<CommuneOf2024, 'provinceCode' | 'provinceName' | 'until'>

function communes(rows: readonly Row[], common: Common): CommuneOf2024[] {
  return rows.map(([code, name, district, newWard]) => {
    return { ...common, code, name, district, newWardCode: newWard === '' ? null : newWard }
  })
}

/**
 * Where the two provinces of today's Hải Phòng differed from the list of 30/06/2025 in the years of
 * the stamp subsidy: only the communes that changed, as they were from 2020 until the day named.
 */
export const COMMUNES_OF_2024: ReadonlyMap<string, CommuneOf2024> = new Map(
  [
    communes(HAI_PHONG, {
      provinceCode: '31',
      provinceName: 'Thành phố Hải Phòng',
      until: '2025-01-01',
    }),
    communes(HAI_DUONG, {
      provinceCode: '30',
      provinceName: 'Tỉnh Hải Dương',
      until: '2024-12-01',
    }),
  ]
    .flat()
    .map((commune) => [commune.code, commune]),
)
