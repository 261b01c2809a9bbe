import type { BizStep } from './types.ts'

export type RouteName =
  | 'catch'
  | 'crop'
  | 'egg'
  | 'honey'
  | 'kitchen'
  | 'meat'
  | 'mill'
  | 'sauce'
  | 'water'

/** A step of a lot: what is done, on which of its days and at which hour. */
export type RouteStep = {
  readonly bizStep: BizStep
  readonly label: string
  readonly day: 'made' | 'packed' | 'shipped'
  readonly hour: string
}

/** `commissioning` stands for harvest, landing, slaughter or cooking: the birth of the lot. */
function begin(label: string): RouteStep {
  return { bizStep: 'commissioning', label, day: 'made', hour: '06' }
}

function inspect(label: string): RouteStep {
  return { bizStep: 'inspecting', label, day: 'made', hour: '08' }
}

function sample(label: string): RouteStep {
  return { bizStep: 'sampling', label, day: 'made', hour: '09' }
}

function pack(label: string): RouteStep {
  return { bizStep: 'packing', label, day: 'packed', hour: '10' }
}

function store(label: string): RouteStep {
  return { bizStep: 'storing', label, day: 'packed', hour: '14' }
}

function ship(label: string): RouteStep {
  return { bizStep: 'shipping', label, day: 'shipped', hour: '16' }
}

/** What a lot of each kind goes through, in order of time. */
export const ROUTES: Readonly<Record<RouteName, readonly RouteStep[]>> = {
  catch: [
    begin('Tàu cập bến, lập lô'),
    inspect('Kiểm tra cảm quan, phân cỡ'),
    pack('Sơ chế, cấp đông, đóng gói'),
    store('Nhập kho lạnh −18 °C'),
    ship('Xuất kho giao đại lý'),
  ],
  crop: [
    begin('Thu hoạch, lập lô'),
    inspect('Sơ chế, phân loại'),
    pack('Đóng gói'),
    ship('Xuất bán cho cửa hàng'),
  ],
  egg: [
    begin('Nhặt trứng, lập lô'),
    inspect('Soi trứng, phân loại'),
    pack('Xếp vỉ'),
    ship('Xuất bán cho cửa hàng'),
  ],
  honey: [
    begin('Quay mật, lập lô'),
    sample('Lấy mẫu đo độ ẩm'),
    pack('Lọc, chiết chai'),
    store('Nhập kho khô mát'),
    ship('Xuất kho giao đại lý'),
  ],
  kitchen: [
    begin('Chế biến, lập lô'),
    inspect('Kiểm tra thành phẩm'),
    pack('Đóng gói, ghi nhãn'),
    store('Nhập kho thành phẩm'),
    ship('Xuất kho giao đại lý'),
  ],
  meat: [
    begin('Giết mổ, lập lô'),
    inspect('Kiểm soát giết mổ'),
    pack('Pha lóc, làm mát, đóng gói'),
    ship('Xuất bán bằng xe lạnh'),
  ],
  mill: [
    begin('Xay xát, lập lô'),
    sample('Lấy mẫu đo độ ẩm'),
    pack('Cân, đóng túi'),
    store('Nhập kho gạo'),
    ship('Xuất kho giao đại lý'),
  ],
  sauce: [
    begin('Rút mắm, lập lô'),
    sample('Lấy mẫu kiểm nghiệm'),
    pack('Chiết rót, ghi nhãn'),
    store('Nhập kho thành phẩm'),
    ship('Xuất kho giao đại lý'),
  ],
  water: [
    begin('Thu tại vùng nuôi, lập lô'),
    inspect('Phân cỡ, kiểm tra cảm quan'),
    pack('Làm sạch, đóng gói'),
    ship('Xuất bán bằng xe lạnh'),
  ],
}
