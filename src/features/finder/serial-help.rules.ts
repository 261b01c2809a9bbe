import { isSerialShaped, isWellFormedSerial, SERIAL_LENGTH } from '../stamps/serial.rules.ts'
import { confusedWith, confusionRank, SERIAL_CHARACTERS } from './confusions.rules.ts'
import { type LostKey, readLetter, type TypedSerial } from './typed-serial.rules.ts'

/** What is wrong with what was typed for a serial. */
export type SerialFault =
  | {
      rule: 'length'
      length: number
      /** Groups that have not four characters, where groups were typed; numbered from 1. */
      groups: readonly { number: number; length: number }[]
    }
  /** A character that no serial has, at a place from 1; what it may have been, if only guessed. */
  | { rule: 'character'; place: number; typed: string; perhaps: readonly string[] }
  /** Sixteen good characters whose check fails. */
  | { rule: 'check' }

/** A serial whose check holds and that looks much like what was typed. */
export interface Suggestion {
  serial: string
  why: 'confused' | 'swapped' | 'unreadable' | 'missing' | 'extra' | 'input_method'
  /** Places in the suggested serial that differ, from 0; of `extra`, where one is left out. */
  places: readonly number[]
  /** What was typed there. */
  typed: string
}

export interface SerialHelp {
  /** As it is read, in the groups in which it was typed, or in groups of four. */
  read: string
  faults: readonly SerialFault[]
  suggestions: readonly Suggestion[]
}

const GROUP_LENGTH = 4
const GROUPS_TYPED_MIN = 3
/** More than a person would put right one by one. */
const FAULTS_MAX = 4

/**
 * Explains what was typed for a serial and does not hold, and what may have been meant. It is
 * arithmetic over the check character and nothing else: whether a stamp has a suggested serial is
 * not asked, so suggestions tell nobody which tags are right.
 */
export function explainSerial(typed: TypedSerial): SerialHelp {
  const suggestions = suggestSerials(typed)
  // What the check tells of a character that cannot be read is surer than the table.
  const isTold = suggestions.some(({ why }) => why === 'unreadable')
  const faults = faultsOf(typed).map((fault): SerialFault => {
    return isTold && fault.rule === 'character' ? { ...fault, perhaps: [] } : fault
  })
  return { read: inGroups(typed), faults, suggestions }
}

function inGroups({ read, characters, groups }: TypedSerial): string {
  if (groups.length < GROUPS_TYPED_MIN) return read.replaceAll(/(.{4})(?=.)/gu, '$1 ')
  return characters
    .map(({ read: character, group }, at) => {
      const isFirst = at > 0 && characters[at - 1]?.group !== group
      return isFirst ? ` ${character}` : character
    })
    .join('')
}

function faultsOf({ characters, read, groups }: TypedSerial): SerialFault[] {
  const faults: SerialFault[] = []
  const length = characters.length
  if (length !== SERIAL_LENGTH) {
    const wrong = groups
      .map((each, at) => ({ number: at + 1, length: each }))
      .filter((group) => group.length !== GROUP_LENGTH)
    faults.push({ rule: 'length', length, groups: groups.length < GROUPS_TYPED_MIN ? [] : wrong })
  }
  for (const [at, { read: character, typed }] of characters.entries()) {
    if (SERIAL_CHARACTERS.includes(character)) continue
    faults.push({ rule: 'character', place: at + 1, typed, perhaps: confusedWith(character) })
    if (faults.length === FAULTS_MAX) break
  }
  return faults.length === 0 && !isWellFormedSerial(read) ? [{ rule: 'check' }] : faults
}

/** What may have been meant, the likeliest first. */
function suggestSerials(typed: TypedSerial): Suggestion[] {
  const missing = SERIAL_LENGTH - typed.characters.length
  const found =
    missing === 0
      ? [...slips(typed.read), ...readable(typed)]
      : missing === -1
        ? withoutOne(typed)
        : [...withLostKeys(typed, missing), ...(missing === 1 ? withOneMore(typed) : [])]
  return found.filter(
    ({ serial }, at) => found.findIndex((other) => other.serial === serial) === at,
  )
}

/** Two fingers in the wrong order come before the confusions that are rare. */
const SWAP_RANK = 18

/** One character taken for another, or two neighbours in the wrong order; the likeliest first. */
function slips(read: string): Suggestion[] {
  if (!isSerialShaped(read)) return []
  const ranked = [...read].flatMap((typed, at) => {
    const meant = confusedWith(typed).map((character) => {
      const serial = replaceAt(read, at, character)
      return { serial, places: [at], typed, rank: confusionRank(typed, character) }
    })
    const pair = read.slice(at, at + 2)
    const swapped = read.slice(0, at) + [...pair].reverse().join('') + read.slice(at + 2)
    return [...meant, { serial: swapped, places: [at, at + 1], typed: pair, rank: SWAP_RANK }]
  })
  return ranked
    .filter(({ serial }) => isWellFormedSerial(serial))
    .sort((a, b) => a.rank - b.rank)
    .map(({ serial, places, typed }) => {
      return { serial, why: places.length === 1 ? 'confused' : 'swapped', places, typed }
    })
}

/**
 * With one character that no serial has, the check tells what it must be; with two, the table of
 * confusions narrows them down.
 */
function readable({ read, characters }: TypedSerial): Suggestion[] {
  const places = characters.flatMap(({ read: each }, at) =>
    SERIAL_CHARACTERS.includes(each) ? [] : [at],
  )
  const [first, second] = places
  if (first === undefined || places.length > 2) return []
  const typed = places.map((at) => characters[at]?.typed ?? '').join('')
  const among = (at: number): readonly string[] => {
    const likely = confusedWith(characters[at]?.read ?? '')
    return second === undefined ? SERIAL_CHARACTERS : likely
  }
  let candidates = among(first).map((meant) => replaceAt(read, first, meant))
  if (second !== undefined) {
    candidates = candidates.flatMap((serial) =>
      among(second).map((meant) => replaceAt(serial, second, meant)),
    )
  }
  return candidates
    .filter(isWellFormedSerial)
    .map((serial) => ({ serial, why: 'unreadable', places, typed }))
}

/** Seventeen characters: one too many, in the group of five where groups were typed. */
function withoutOne({ read, characters, groups }: TypedSerial): Suggestion[] {
  const [long, ...others] = oddGroups(groups, GROUP_LENGTH + 1)
  const isKnown = long !== undefined && others.length === 0
  return [...characters.entries()]
    .filter(([, { group }]) => !isKnown || group === long)
    .map(([at, { typed }]) => ({ serial: read.slice(0, at) + read.slice(at + 1), at, typed }))
    .filter(({ serial }) => isWellFormedSerial(serial))
    .map(({ serial, at, typed }) => ({ serial, why: 'extra', places: [at], typed }))
}

/**
 * Fifteen characters: any one in the group of three where groups were typed; else one typed once
 * that stands twice, as in a run of zeros.
 */
function withOneMore({ read, characters, groups }: TypedSerial): Suggestion[] {
  const [short, ...others] = oddGroups(groups, GROUP_LENGTH - 1)
  const candidates: { serial: string; at: number }[] = []
  const insert = (at: number, character: string): void => {
    candidates.push({ serial: read.slice(0, at) + character + read.slice(at), at })
  }
  if (short !== undefined && others.length === 0) {
    const from = short * GROUP_LENGTH
    for (let at = from; at < from + GROUP_LENGTH; at += 1) {
      for (const character of SERIAL_CHARACTERS) insert(at, character)
    }
  } else {
    for (const [at, { read: character }] of characters.entries()) insert(at, character)
  }
  return candidates
    .filter(({ serial }) => isWellFormedSerial(serial))
    .map(({ serial, at }) => ({ serial, why: 'missing', places: [at], typed: '' }))
}

/** The groups of an odd length, from 0, where all others have four; empty where more are odd. */
function oddGroups(groups: readonly number[], length: number): number[] {
  if (groups.length < GROUPS_TYPED_MIN) return []
  const odd = groups.flatMap((each, at) => (each === GROUP_LENGTH ? [] : [at]))
  return odd.length === 1 && groups[odd[0] ?? 0] === length ? odd : []
}

const LOST_KEYS_MAX = 3
const MARKS_MAX = 6
/** How many letters on from its own a tone may have been typed: no syllable is longer. */
const LETTERS_ON_MAX = 3

interface Mark {
  at: number
  key: LostKey
}

/**
 * An input method for Vietnamese has made accents of keys: Telex turns A S into Á, VNI A 1. Each
 * way to put as many keys back as are missing, at the letter or at one that follows it.
 */
function withLostKeys({ characters }: TypedSerial, missing: number): Suggestion[] {
  const marks = characters.flatMap(({ lost }, at) => lost.map((key): Mark => ({ at, key })))
  const isPossible = missing >= 1 && missing <= LOST_KEYS_MAX && missing <= marks.length
  if (!isPossible || marks.length > MARKS_MAX) return []
  const read = characters.map(({ read: character }) => character)
  const found: Suggestion[] = []
  for (const chosen of subsets(marks, missing)) {
    for (const method of ['telex', 'vni'] as const) {
      for (const places of placings(chosen, read)) {
        const keys = chosen.map(({ key }) => readLetter(key[method]))
        const { serial, inserted } = insertAll(read, keys, places)
        if (!isWellFormedSerial(serial)) continue
        const typed = chosen.map(({ at }) => characters[at]?.typed ?? '').join('')
        found.push({ serial, why: 'input_method', places: inserted, typed })
      }
    }
  }
  return found
}

function subsets<Item>(items: readonly Item[], size: number): Item[][] {
  if (size === 0) return [[]]
  return items.flatMap((item, at) =>
    subsets(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]),
  )
}

/** After which characters the keys may have been typed: the letter itself, or letters after it. */
function placings(marks: readonly Mark[], read: readonly string[]): number[][] {
  return marks.reduce<number[][]>(
    (placed, { at }) => {
      const ends = [at]
      for (let end = at + 1; end <= at + LETTERS_ON_MAX; end += 1) {
        if (!/[A-Z]/.test(read[end] ?? '')) break
        ends.push(end)
      }
      return placed.flatMap((before) => ends.map((end) => [...before, end]))
    },
    [[]],
  )
}

function insertAll(
  read: readonly string[],
  keys: readonly string[],
  places: readonly number[],
): { serial: string; inserted: number[] } {
  const inserted: number[] = []
  let serial = ''
  for (const [at, character] of read.entries()) {
    serial += character
    for (const [n, place] of places.entries()) {
      if (place !== at) continue
      inserted.push(serial.length)
      serial += keys[n] ?? ''
    }
  }
  return { serial, inserted }
}

function replaceAt(text: string, at: number, character: string): string {
  return text.slice(0, at) + character + text.slice(at + 1)
}
