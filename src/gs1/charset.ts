/** CSET 82 in the order of its values, which the check character pair counts with. */
export const CSET_82 =
  '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

const CSET_82_TEXT = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]*$/

/** Whether each character is of the GS1 AI encodable character set 82 (ISO/IEC 646 subset). */
export function isCset82(text: string): boolean {
  return CSET_82_TEXT.test(text)
}

/** Whether each character is of the GS1 AI encodable character set 39, used by AI 8010. */
export function isCset39(text: string): boolean {
  return /^[#\-/0-9A-Z]*$/.test(text)
}

/**
 * Whether the text is of character set 64, the URI-safe base 64 of AI 8030. Padding is optional;
 * its amount is not checked, since writers disagree on the block it completes.
 */
export function isCset64(text: string): boolean {
  return /^[A-Za-z0-9_-]*={0,2}$/.test(text)
}
