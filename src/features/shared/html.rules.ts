/** Markup that is safe to send: made by `html` alone. */
export interface Html {
  readonly markup: string
}

type Value = string | number | Html | readonly Html[]

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * Markup from a template: what stands in it is text of the program, every value is text of
 * somebody else and is escaped, unless `html` made it. Values stand between tags or in quotes.
 */
export function html(template: TemplateStringsArray, ...values: readonly Value[]): Html {
  const parts = template.map((text, at) => {
    const value = values[at]
    return value === undefined ? text : text + markupOf(value)
  })
  return { markup: parts.join('') }
}

function markupOf(value: Value): string {
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(({ markup }) => markup).join('')
}

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
