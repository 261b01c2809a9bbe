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
  // Grown piece by piece: a page is made of hundreds, and each list of them would be a copy.
  let markup = template[0] ?? ''
  for (let at = 0; at < values.length; at += 1) {
    markup += markupOf(values[at] ?? '') + (template[at + 1] ?? '')
  }
  return { markup }
}

function markupOf(value: Value): string {
  if (typeof value === 'string') return escapeHtml(value)
  if (typeof value === 'number') return String(value)
  if ('markup' in value) return value.markup
  let markup = ''
  for (const part of value) markup += part.markup
  return markup
}

const SPECIAL = /[&<>"']/

function escapeHtml(text: string): string {
  if (!SPECIAL.test(text)) return text
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
