/**
 * Business steps of a lot: bare names of GS1 CBV 2.0, with the Vietnamese word that people see
 * where the event gives none. CBV counts harvesting, catching and slaughtering as commissioning
 * (its collecting and killing mean other things) and has no word for sowing: that is `other`.
 */
export const STEP_LABELS = {
  commissioning: 'Thu hoạch, sản xuất',
  creating_class_instance: 'Sản xuất thêm cùng lô',
  inspecting: 'Kiểm tra',
  sampling: 'Lấy mẫu',
  packing: 'Đóng gói',
  repackaging: 'Đóng gói lại',
  storing: 'Lưu kho',
  holding: 'Tạm giữ',
  loading: 'Bốc xếp',
  shipping: 'Xuất hàng',
  transporting: 'Vận chuyển',
  arriving: 'Hàng đến',
  receiving: 'Nhận hàng',
  stocking: 'Lên kệ',
  retail_selling: 'Bán lẻ',
  destroying: 'Tiêu hủy',
  other: 'Công đoạn khác',
} as const satisfies Record<string, string>

export type BizStep = keyof typeof STEP_LABELS
export const BIZ_STEPS = Object.keys(STEP_LABELS) as [BizStep, ...BizStep[]]

export const ACTIONS = ['ADD', 'OBSERVE'] as const
type Action = (typeof ACTIONS)[number]

/** EPCIS 2.0: ADD where the step brings the lot into being, else OBSERVE. */
export function actionOf(step: BizStep): Action {
  return step === 'creating_class_instance' || step === 'commissioning' ? 'ADD' : 'OBSERVE'
}
