/** What was typed between blanks, hyphens, dots and the like. */
const SEPARATORS = /[\s\p{Pd}._·•/\\,;:()[\]]+/u

/** Marks of Vietnamese letters that an input method makes of a key, and the key it took. */
const LOST_KEYS: Record<string, { telex: string | null; vni: string }> = {
  // A letter typed twice: the key is the letter itself.
  '\u0302': { telex: null, vni: '6' },
  '\u0306': { telex: 'W', vni: '8' },
  '\u031b': { telex: 'W', vni: '7' },
  '\u0301': { telex: 'S', vni: '1' },
  '\u0300': { telex: 'F', vni: '2' },
  '\u0309': { telex: 'R', vni: '3' },
  '\u0303': { telex: 'X', vni: '4' },
  '\u0323': { telex: 'J', vni: '5' },
}
const STROKE = { telex: 'D', vni: '9' }

export interface LostKey {
  telex: string
  vni: string
}

/** One character as it was typed, and how it is read. */
export interface TypedCharacter {
  /** Upper case, without accents; O is read as 0, I and L as 1. */
  read: string
  /** As it was typed, upper case. */
  typed: string
  /** Keys that an input method may have taken for an accent or a tone. */
  lost: readonly LostKey[]
  /** Number of its group, from 0. */
  group: number
}

/** Characters of what may be a serial, in the groups in which they were typed. */
export interface TypedSerial {
  characters: readonly TypedCharacter[]
  /** As they are read, one string. */
  read: string
  /** Lengths of the groups. */
  groups: readonly number[]
}

/** The pieces of a text, as people write serials in groups. */
export function splitGroups(text: string): string[] {
  return text.split(SEPARATORS).filter((group) => group !== '')
}

/**
 * Reads what was typed for a serial, forgiving case, blanks, hyphens, accents, O for 0, I and L
 * for 1. Nothing is judged yet: it may hold characters that no serial has.
 * @param text in Unicode form NFKC
 */
export function readTypedSerial(text: string): TypedSerial {
  const groups = splitGroups(text.toUpperCase()).map((group) => [...group])
  const characters = groups.flatMap((group, at) => group.map((typed) => readCharacter(typed, at)))
  return {
    characters,
    read: characters.map(({ read }) => read).join(''),
    groups: groups.map(({ length }) => length),
  }
}

function readCharacter(typed: string, group: number): TypedCharacter {
  if (typed === 'Đ') return { read: 'D', typed, lost: [STROKE], group }
  const [base = typed, ...marks] = [...typed.normalize('NFD')]
  const lost = marks.flatMap((mark) => {
    const keys = LOST_KEYS[mark]
    return keys === undefined ? [] : [{ telex: keys.telex ?? base, vni: keys.vni }]
  })
  return { read: readLetter(base), typed, lost, group }
}

/** Crockford's rule: the letters that look like digits are read as these. */
export function readLetter(letter: string): string {
  if (letter === 'O') return '0'
  return letter === 'I' || letter === 'L' ? '1' : letter
}
