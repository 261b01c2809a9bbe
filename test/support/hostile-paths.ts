/** What a register holds that hostile paths are made around. */
export interface Bait {
  gtin: string
  gdti: string
  serial: string
  lotCode: string
}

export interface HostileRequest {
  method: string
  path: string
  headers: Record<string, string>
}

/** Stands in what is sent; where a page shows it as markup, it was not escaped. */
export const MARK = 'x-q7'
/** A header that only a reply that was split could have. */
export const INJECTED = 'x-injected'

const PATH_LENGTH_MAX = 8_000

const NASTY = [
  '',
  '.',
  '..',
  '../../../etc/passwd',
  '..;/',
  '\\..\\',
  '//evil.example',
  '/\\evil.example',
  '@evil.example',
  'https://evil.example/',
  'javascript:alert(1)',
  'data:text/html,x',
  `<${MARK} onload=alert(1)>`,
  `"><${MARK}>`,
  `" ${MARK}="1`,
  `' ${MARK}='1`,
  `</title><${MARK}>`,
  `<!--<${MARK}>`,
  `\r\n${INJECTED}: yes`,
  `\n${INJECTED}: yes\n\n<${MARK}>`,
  `\u560d\u560a${INJECTED}: yes`,
  '\u0000',
  '\u0000A',
  '\ufeff',
  '\u202egpj.exe',
  '\u2066\u2069\u200b\u200d',
  '\u2028\u2029',
  'Cải bẹ Thủy Nguyên',
  'Тh\u0443\u1ebft\u0435m',
  '\uff10\uff11\uff12',
  '\u0661\u0662\u0663',
  '漢字かな',
  '🍈👨‍👩‍👧',
  'e\u0301\u0323'.repeat(40),
  "' OR 1=1 --",
  '{"$gt":""}',
  '[$ne]=1',
  '__proto__',
  'constructor',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what templates would run
  '${7*7}{{7*7}}<%=7*7%>',
  '%',
  '%%',
  '%zz',
  '%u0041',
  '-1',
  'NaN',
  '9'.repeat(400),
] as const

/** Bytes that no text has: overlong forms, lone surrogates, halves of characters. */
const BROKEN = [
  '%C0%AF',
  '%ED%A0%80',
  '%F4%90%80%80',
  '%E0%A4',
  '%FF%FE',
  '%c3%28',
  '%00',
  '%0d%0a',
]

const AIS = ['01', '10', '21', '22', '235', '253', '17', '11', '8006', '00', '99', '414', 'gtin']
const LINK_TYPES = [
  'linkset',
  'all',
  'gs1:pip',
  'gs1:instructions',
  'gs1:instructions',
  'https://ref.gs1.org/voc/instructions',
  'gs1:recallStatus',
  'gs1:defaultLink',
  'https://gs1.org/voc/traceability',
  'gs1:nosuchlt',
]
const ACCEPTS = [
  '*/*',
  'text/html,application/xhtml+xml,*/*;q=0.8',
  'application/linkset+json',
  'application/json',
  'text/html;q=x,;;,,/',
  '',
]
const LANGUAGES = ['vi', 'en', 'de;q=0.1,*;q=0', '', ';;q=,-', 'vi-VN-x-private']

/** Requests for public addresses as somebody with bad intent, or a broken program, sends them. */
export function createHostilePaths(random: () => number, bait: Bait): () => HostileRequest {
  const below = (n: number): number => Math.floor(random() * n)
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T
  const chance = (part: number): boolean => random() < part

  function text(): string {
    if (chance(0.25)) return pick([bait.serial, bait.lotCode, bait.gtin, bait.gdti])
    if (chance(0.05)) return 'A%2FЖ<'.repeat(1 + below(1_300))
    if (chance(0.2)) return Array.from({ length: 1 + below(12) }, () => pick(NASTY)).join('')
    if (chance(0.2)) return randomText()
    return pick(NASTY)
  }

  function randomText(): string {
    const planes = [0x7f, 0xff, 0x17f, 0x1ef9, 0xffff, 0x10ffff]
    const points = Array.from({ length: below(24) }, () => below(pick(planes)))
    return points.map((point) => String.fromCodePoint(point)).join('')
  }

  function encoded(plain: string): string {
    // Without halves of characters, which BROKEN has.
    const safe = Buffer.from(plain).toString()
    switch (below(6)) {
      case 0:
        return encodeURIComponent(encodeURIComponent(safe))
      case 1:
        return [...Buffer.from(safe)]
          .map((byte) => `%${byte.toString(16).padStart(2, '0')}`)
          .join('')
      case 2:
        // The bytes as they are, but for those that end a request line.
        return [...Buffer.from(safe)]
          .map((byte) => (byte > 32 ? String.fromCharCode(byte) : ''))
          .join('')
      case 3:
        return encodeURIComponent(safe) + pick(BROKEN)
      default:
        return encodeURIComponent(safe)
    }
  }

  function segments(): string {
    const parts = Array.from({ length: below(5) }, () => `/${pick(AIS)}/${encoded(text())}`)
    return parts.join('') + pick(['', '', '', '/', '//', '/foo', '#x', ';a=b'])
  }

  function query(): string {
    if (chance(0.4)) return ''
    const names = [
      'linkType',
      'linkType',
      'linkType',
      'context',
      'lang',
      'q',
      'code',
      '17',
      '10',
      '01',
      'utm',
      '',
    ]
    const pairs = Array.from({ length: 1 + below(4) }, () => {
      const name = chance(0.1) ? encoded(text()) : pick(names)
      if (name === 'linkType' && chance(0.7)) return `linkType=${pick(LINK_TYPES)}`
      return `${name}${pick(['=', '=', '=', '', '[]=', '%3D'])}${encoded(text())}`
    })
    return `?${pairs.join(pick(['&', '&', ';', '&&']))}`
  }

  /** Somewhat like a link of the register, so that much of it is carried out. */
  function nearLink(): string {
    const key = chance(0.7) ? `/01/${bait.gtin}` : `/253/${bait.gdti}`
    if (chance(0.15)) return `${key}?linkType=${pick(LINK_TYPES)}&${encoded(text())}`
    if (chance(0.3)) return key + query()
    const value = chance(0.4) ? bait.serial : encoded(text())
    const end = pick(['', '/']) + query()
    return `${key}${pick(['/21/', '/10/', '/22/', '/235/', ''])}${value}${end}`
  }

  function path(): string {
    switch (below(9)) {
      case 0:
        return `/01/${encoded(text())}${segments()}${query()}`
      case 1:
        return `/253/${encoded(text())}${segments()}${query()}`
      case 2:
        return `/t${pick(['/01/', '/253/', '/images/', '/'])}${encoded(text())}${segments()}`
      case 3:
        return `/tra-cuu?q=${encoded(text())}${query().replace('?', '&')}`
      case 4:
        return `/api/v1/verify?code=${encoded(text())}${query().replace('?', '&')}`
      case 5:
        return (
          pick(['/.well-known/gs1resolver', '/.well-known/', '/', '//evil.example/']) +
          encoded(text())
        )
      case 6:
        return `/t${nearLink()}`
      default:
        return nearLink()
    }
  }

  return () => ({
    method: pick(['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'HEAD', 'HEAD', 'OPTIONS', 'POST']),
    path: path().slice(0, PATH_LENGTH_MAX),
    headers: {
      Accept: pick(ACCEPTS),
      'Accept-Language': pick(LANGUAGES),
      // Each from somewhere else: what one address may ask is limited.
      'X-Forwarded-For': Array.from({ length: 4 }, () => 1 + below(254)).join('.'),
      ...(chance(0.1)
        ? { Host: pick(['evil.example', 'tem.example', 'tem.example:81', 'a@b']) }
        : {}),
    },
  })
}
