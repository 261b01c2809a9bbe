/**
 * Text as it is searched for: without accents and tones, đ as d, lower case, each run of blanks one
 * blank. Where a tone mark stands (Hoà, Hòa) and how its letter is composed do not matter then.
 */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('đ', 'd')
    .replace(/\s+/g, ' ')
    .trim()
}
