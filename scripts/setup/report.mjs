/** Something the person at the keyboard can put right; its message is all they need. */
export class SetupError extends Error {}

/** One short line, or one message of several. */
export function say(text) {
  process.stderr.write(`${text.replace(/^(?=.)/gm, 'sotem: ')}\n`)
}

/** Takes addresses and host names out of what other programs wrote. */
export function withoutHosts(text) {
  return text
    .replace(/\b[a-z][a-z+]*:\/\/[^\s'"),]+/gi, '<địa chỉ/address>')
    .replace(/host='[^']*'/g, "host='…'")
    .replace(/\b(?:[a-z0-9-]+\.)+(?:org|com|net|io|dev|vn|local|internal)\b(?::\d+)?/gi, '…')
}

/** The last lines of a longer output, free of host names. */
export function tailOf(text, linesMax = 15) {
  return withoutHosts(text.trim().split('\n').slice(-linesMax).join('\n'))
}
