import { isbot } from 'isbot'
import type { Visitor } from '../../http/visitor.ts'

/** A kind of request that is no shopper's scan. */
export interface VisitRule {
  name: string
  /** Whether the request is of this kind. */
  test: (visitor: Visitor) => boolean
  why: string
  /** Where that is written down, or how it was seen. */
  source: string
}

/** Longer ones are cut: no browser sends one, and patterns should not have to read it. */
export const USER_AGENT_MAX = 512

/** User agents whose outcome is remembered: half a megabyte. */
const USER_AGENTS_KEPT = 1_000

const PURPOSES = ['purpose', 'sec-purpose', 'x-purpose', 'x-moz'] as const
const AHEAD = /prefetch|prerender|preview/i
/** What its browser in the app adds at the end: `Zalo iOS/502`, `Zalo android/12100657`. */
const ZALO_BROWSER = /\bZalo (?:iOS|android)\/\d/i

/**
 * Which requests do not count, the first that applies. What none of them names counts: also the
 * browsers within Zalo, Facebook, Messenger and TikTok, with which shoppers open what they scan.
 * A preview that gives itself out for a browser can't be told from one, and counts.
 */
export const VISIT_RULES: readonly VisitRule[] = [
  {
    name: 'head',
    test: ({ method }) => method === 'HEAD',
    why: 'It asks whether the link answers and shows nobody anything.',
    source: 'RFC 9110 §9.3.2',
  },
  {
    name: 'staff',
    test: ({ isStaff }) => isStaff,
    why: 'A person with a key works: a check is recorded at /stamp-checks instead.',
    source: 'a key is sent: src/http/auth.ts',
  },
  {
    name: 'ahead',
    test: ({ header }) => PURPOSES.some((name) => AHEAD.test(header(name) ?? '')),
    why: 'The browser fetches ahead; when the page is looked at it may come again.',
    source:
      'Fetch standard, Sec-Purpose; Purpose (Chromium, Safari), X-Moz (Firefox before 115), ' +
      'X-Purpose: preview (Safari, Opera): matomo-org/matomo issue 3285',
  },
  {
    name: 'unnamed',
    test: (visitor) => userAgentOf(visitor) === '',
    why: 'Every browser says what it is; what does not is a program.',
    source: 'RFC 9110 §10.1.5',
  },
  {
    name: 'not_a_browser',
    test: (visitor) => !/^(?:Mozilla|Opera)\//.test(userAgentOf(visitor)),
    why:
      'What an app fetches by itself, to show the title of a link: Dalvik and okhttp (Android), ' +
      'CFNetwork and NetworkingExtension (iOS), Viber, WhatsApp, ZaloPC.',
    source:
      'WHATWG Compatibility §4.2: user agents of browsers begin with Mozilla/5.0; Opera Mini ' +
      'with Opera/9.80',
  },
  {
    name: 'zalo_preview',
    test: (visitor) => /\bzalo/i.test(userAgentOf(visitor)) && !isZaloBrowser(visitor),
    why: 'It names Zalo but not as its browser does: a preview of a link in a chat.',
    source:
      'no document of VNG; operators list Zalobot, ZaloCrawler and ZaloPC as previews, and their ' +
      'logs show shoppers as "… Zalo android/260901903 ZaloTheme/light ZaloLanguage/vi"',
  },
  {
    name: 'office',
    test: (visitor) => /\bms-office\b/i.test(userAgentOf(visitor)),
    why: 'Word, Excel and Outlook ask for a link before they hand it to the browser.',
    source: 'Microsoft 365: "Mozilla/4.0 (compatible; ms-office; MSOffice 16)"',
  },
  {
    name: 'bot',
    test: (visitor) => isKnownBot(userAgentOf(visitor)),
    why:
      'Search engines, monitors, libraries, and previews: facebookexternalhit (iMessage and LINE ' +
      'too), facebookcatalog, meta-externalagent, TelegramBot, Slackbot, SkypeUriPreview ' +
      '(Teams too), Discordbot.',
    source: 'isbot, which keeps the patterns; test/unit/visit-rules.test.ts holds each to it',
  },
]

const botByUserAgent = new Map<string, boolean>()

/** Its hundreds of patterns take longer than all the rest of a visit; shoppers share browsers. */
function isKnownBot(userAgent: string): boolean {
  const known = botByUserAgent.get(userAgent)
  if (known !== undefined) return known
  const isBot = isbot(userAgent)
  if (botByUserAgent.size >= USER_AGENTS_KEPT) botByUserAgent.clear()
  botByUserAgent.set(userAgent, isBot)
  return isBot
}

/** The first rule by which a request does not count; null: it counts. */
export function ruleAgainst(visitor: Visitor): VisitRule | null {
  return VISIT_RULES.find(({ test }) => test(visitor)) ?? null
}

/** Without what does not tell one browser from another. */
export function userAgentOf({ header }: Visitor): string {
  return (header('user-agent') ?? '').trim().slice(0, USER_AGENT_MAX)
}

function isZaloBrowser(visitor: Visitor): boolean {
  return ZALO_BROWSER.test(userAgentOf(visitor))
}
