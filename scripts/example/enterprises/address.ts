import { exampleVi } from '../notice.ts'
import type { OldWardAddress } from '../types.ts'

/**
 * An address in a commune that carried this code and this name in 2024. The street is invented.
 * The codes were chosen among those that also head a row of the table of 2025, so that the
 * successor of each can be derived.
 */
export function inWard(
  wardCode: string,
  wardName: string,
  districtName: string,
  street: string,
): OldWardAddress {
  return { wardCode, wardName, districtName, street: exampleVi(street), validFrom: '2023-01-01' }
}
