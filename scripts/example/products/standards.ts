import type { Standard } from '../types.ts'

/** Public standards in force in 2024 that the example names; no product was tested against them. */
export const VIETGAP_CROPS: Standard = {
  code: 'TCVN 11892-1:2017',
  title: 'Thực hành nông nghiệp tốt (VietGAP) – Phần 1: Trồng trọt',
}

export const VIETGAP_PONDS: Standard = {
  code: 'TCVN 13528-1:2022',
  title: 'Thực hành nuôi trồng thủy sản tốt (VietGAP) – Phần 1: Nuôi trồng thủy sản trong ao',
}

export const FISH_SAUCE: Standard = { code: 'TCVN 5107:2018', title: 'Nước mắm' }

export const WHITE_RICE: Standard = { code: 'TCVN 11888:2017', title: 'Gạo trắng' }

export const HEAVY_METALS: Standard = {
  code: 'QCVN 8-2:2011/BYT',
  title: 'Giới hạn ô nhiễm kim loại nặng trong thực phẩm',
}

export const MICROBES: Standard = {
  code: 'QCVN 8-3:2012/BYT',
  title: 'Ô nhiễm vi sinh vật trong thực phẩm',
}

/** An establishment's own standard; `VD` (ví dụ) in the code marks it as invented. */
export function ownStandard(enterpriseRef: string, number: number, subject: string): Standard {
  const ordinal = String(number).padStart(2, '0')
  return {
    code: `TCCS ${ordinal}:2024/VD-${enterpriseRef.toUpperCase()}`,
    title: `Tiêu chuẩn cơ sở (ví dụ): ${subject}`,
  }
}
