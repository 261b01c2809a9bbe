import { wardsOf } from '../../vn/admin-units.ts'
import { type Html, html } from '../shared/html.rules.ts'

/** Hải Phòng, whose wards the form offers; a report may name a ward of any province. */
const PROVINCE_CODE = '31'

/**
 * The wards to choose from, by their kind and in the order of their names.
 * @param chosen code of the one that is chosen; empty: none
 */
export function wardOptions(chosen: string): Html {
  const groups = [...wardsByKind()].map(([kind, wards]) => {
    const options = wards.map(({ code, name }) => {
      const mark = code === chosen ? html` selected` : ''
      return html`<option value="${code}"${mark}>${name}</option>
`
    })
    return html`<optgroup label="${kind}">${options}</optgroup>
`
  })
  return html`${groups}`
}

interface Option {
  code: string
  name: string
}

let sorted: Map<string, Option[]> | null = null

function wardsByKind(): ReadonlyMap<string, readonly Option[]> {
  if (sorted !== null) return sorted
  sorted = new Map<string, Option[]>()
  const byName = (a: Option, b: Option): number => a.name.localeCompare(b.name, 'vi')
  for (const { code, name } of wardsOf(PROVINCE_CODE).sort(byName)) {
    const kind = /^(?:Phường|Xã|Đặc khu)(?= )/.exec(name)?.[0] ?? ''
    sorted.set(kind, [...(sorted.get(kind) ?? []), { code, name: name.slice(kind.length).trim() }])
  }
  return sorted
}
