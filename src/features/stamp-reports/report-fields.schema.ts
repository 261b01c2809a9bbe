import { z } from 'zod'

/**
 * Text of several lines for people: line ends as LF, NFC, without blanks at either end and without
 * characters that nobody sees, which a person who types cannot mend.
 */
export function text(lengthMin: number, lengthMax: number, description: string, example: string) {
  return z.string().overwrite(tidyText).min(lengthMin).max(lengthMax).meta({ description, example })
}

/** As `text`, in one line. */
export function typedLine(lengthMin: number, lengthMax: number) {
  return z.string().overwrite(tidyLine).min(lengthMin).max(lengthMax)
}

function tidyText(typed: string): string {
  const lines = typed
    .normalize('NFC')
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .split('\n')
  return lines
    .map(tidyLine)
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

function tidyLine(typed: string): string {
  return typed
    .normalize('NFC')
    .replaceAll(/[\s\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll(/\p{C}/gu, '')
    .trim()
}
