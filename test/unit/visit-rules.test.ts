import { expect } from 'chai'
import { isbot } from 'isbot'
import { ruleAgainst, VISIT_RULES } from '../../src/features/visits/visit-rules.ts'
import type { Visitor } from '../../src/http/visitor.ts'

const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)'
const WEBVIEW =
  'Mozilla/5.0 (Linux; Android 13; SM-A536E Build/TP1A.220624.014; wv) AppleWebKit/537.36 ' +
  '(KHTML, like Gecko) Version/4.0 Chrome/124.0.6367.82 Mobile Safari/537.36'
const ANDROID =
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 ' +
  'Mobile Safari/537.36'

/** Browsers of shoppers, also those within apps: each of them counts. */
const SHOPPERS: Record<string, string> = {
  Safari: `${IPHONE} Version/16.5 Mobile/15E148 Safari/604.1`,
  'Chrome on Android': ANDROID,
  'Chrome on iOS': `${IPHONE} CriOS/124.0 Mobile/15E148 Safari/604.1`,
  'Cốc Cốc': `${IPHONE} coc_coc_browser/120.0 Mobile/15E148 Safari/604.1`,
  'Samsung Internet': ANDROID.replace('Chrome/', 'SamsungBrowser/25.0 Chrome/'),
  'a phone named CUBOT': ANDROID.replace('K)', 'CUBOT_X30)'),
  'Opera Mini': 'Opera/9.80 (Android; Opera Mini/36.2/119.132; U; vi) Presto/2.12 Version/12.16',
  'Firefox on a desktop': 'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0',
  'Zalo on iOS': `${IPHONE} Mobile/15E148 Zalo iOS/502 ZaloTheme/light ZaloLanguage/vn`,
  'Zalo on Android': `${WEBVIEW} Zalo android/12100657 ZaloTheme/light ZaloLanguage/vi`,
  'Zalo of 2026': `${WEBVIEW} Zalo android/260901903 ZaloTheme/dark ZaloLanguage/vi`,
  'Facebook on iOS': `${IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/415.0.0.34.107;FBLC/vi_VN;FBOP/5]`,
  'Facebook on Android': `${WEBVIEW} [FB_IAB/FB4A;FBAV/420.0.0.32.61;]`,
  'Messenger on iOS': `${IPHONE} Mobile/15E148 [FBAN/MessengerForiOS;FBAV/414.0;FBLC/vi_VN]`,
  'Messenger on Android': `${WEBVIEW} [FB_IAB/Orca-Android;FBAV/415.0.0.17.59;]`,
  'TikTok on iOS': `${IPHONE} Mobile/15E148 trill_300202 JsSdk/2.0 BytedanceWebview/d8a21c6`,
  'TikTok on Android': `${WEBVIEW} trill_2023002020 AppName/musical_ly ByteLocale/vi Region/VN`,
  Instagram: `${IPHONE} Mobile/15E148 Instagram 289.0.0.18.109 (iPhone12,1; iOS 16_5; vi_VN)`,
  'Viber, opening a link': `${WEBVIEW} Viber/20.4.0.1`,
  'LINE, opening a link': `${IPHONE} Mobile/15E148 Safari Line/13.9.0`,
  'Google app': `${IPHONE} GSA/269.0.538711868 Mobile/15E148 Safari/604.1`,
  MoMo: `${IPHONE} Mobile/15E148 MomoPlatform Store/4.1.4`,
  ZaloPay: `${WEBVIEW} Zalo android/12100657 ZaloPayClient/7.9`,
}

/** What looks at a link before or instead of a person, and the rule that says so. */
const MACHINES: Record<string, [userAgent: string, rule: string]> = {
  Facebook: ['facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)', ''],
  'Facebook catalogue': ['facebookcatalog/1.0', ''],
  Meta: ['meta-externalagent/1.1 (+https://developers.facebook.com/docs/sharing/webmasters)', ''],
  Telegram: ['TelegramBot (like TwitterBot)', ''],
  WhatsApp: ['WhatsApp/2.23.20.0 A', ''],
  Viber: ['Viber', ''],
  Slack: ['Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)', ''],
  Discord: ['Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)', 'bot'],
  'Skype and Teams': [
    'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@…',
    'bot',
  ],
  iMessage: [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_11_1) AppleWebKit/601.2.4 (KHTML, like Gecko) ' +
      'Version/9.0.1 Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0',
    'bot',
  ],
  LINE: ['facebookexternalhit/1.1;line-poker/1.0', ''],
  LinkedIn: ['LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient)', ''],
  Bing: ['Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)', 'bot'],
  Google: [
    'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like ' +
      'Gecko) Chrome/125.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://google.com)',
    'bot',
  ],
  'Cốc Cốc search': [
    'Mozilla/5.0 (compatible; coccocbot-web/1.0; +http://help.coccoc.com/searchengine)',
    'bot',
  ],
  'Zalo, by a bot': ['Mozilla/5.0 (compatible; Zalobot/1.0)', 'zalo_preview'],
  'Zalo, by its crawler': ['Mozilla/5.0 (compatible; ZaloCrawler)', 'zalo_preview'],
  'Zalo, on a desktop': [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) ' +
      'ZaloPC/23.6.1 Chrome/91.0 Electron/13 Safari/537.36',
    'zalo_preview',
  ],
  ZaloPC: ['ZaloPC/23.6.1', 'not_a_browser'],
  'an app on Android': [
    'Dalvik/2.1.0 (Linux; U; Android 11; SM-A125F Build/RP1A.200720.012)',
    'not_a_browser',
  ],
  'an app on iOS': ['QuetMaQR/3.2 CFNetwork/1240.0.4 Darwin/20.6.0', 'not_a_browser'],
  'iOS itself': ['NetworkingExtension/8614.4.6.1.6 Network/3110 iOS/16.4.1', 'not_a_browser'],
  okhttp: ['okhttp/4.9.2', 'not_a_browser'],
  curl: ['curl/8.5.0', 'not_a_browser'],
  python: ['python-requests/2.31.0', 'not_a_browser'],
  Outlook: ['Mozilla/4.0 (compatible; ms-office; MSOffice 16)', 'office'],
  'a browser without a window': [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/125.0',
    'bot',
  ],
}

function visitor(headers: Record<string, string>, more: Partial<Visitor> = {}): Visitor {
  const header = (name: string) => headers[name]
  return { method: 'GET', address: '203.0.113.1', isStaff: false, header, ...more }
}

const of = (userAgent: string, more?: Partial<Visitor>) =>
  ruleAgainst(visitor({ 'user-agent': userAgent }, more))?.name ?? null

describe('the rules of what counts as a scan', () => {
  for (const [name, userAgent] of Object.entries(SHOPPERS)) {
    it(`counts ${name}`, () => {
      expect(of(userAgent)).to.equal(null)
      expect(isbot(userAgent), 'isbot').to.equal(false)
    })
  }

  for (const [name, [userAgent, rule]] of Object.entries(MACHINES)) {
    it(`does not count ${name}`, () => {
      expect(of(userAgent)).to.equal(rule === '' ? 'not_a_browser' : rule)
    })
  }

  it('leaves no preview to the shape of its name alone that isbot does not know too', () => {
    const known = Object.entries(MACHINES).filter(([, [, rule]]) => rule === '')
    expect(known.length).to.be.greaterThan(7)
    for (const [name, [userAgent]] of known) expect(isbot(userAgent), name).to.equal(true)
  })

  it('does not count a HEAD, nor a person with a key', () => {
    expect(of(ANDROID, { method: 'HEAD' })).to.equal('head')
    expect(of(ANDROID, { isStaff: true })).to.equal('staff')
  })

  for (const [name, value] of [
    ['sec-purpose', 'prefetch'],
    ['sec-purpose', 'prefetch;prerender'],
    ['sec-purpose', 'prefetch;anonymous-client-ip'],
    ['purpose', 'prefetch'],
    ['x-purpose', 'preview'],
    ['x-moz', 'prefetch'],
  ] as const) {
    it(`does not count what is fetched ahead: ${name}: ${value}`, () => {
      const ahead = visitor({ 'user-agent': ANDROID, [name]: value })
      expect(ruleAgainst(ahead)?.name).to.equal('ahead')
    })
  }

  it('does not count who does not say what it is', () => {
    expect(ruleAgainst(visitor({}))?.name).to.equal('unnamed')
    expect(of('   ')).to.equal('unnamed')
  })

  it('reads only the beginning of a name that no browser has', () => {
    const long = `${ANDROID} ${'('.repeat(16_000)} Googlebot`
    const began = performance.now()
    expect(of(long)).to.equal(null)
    expect(performance.now() - began).to.be.lessThan(50)
  })

  it('says of each rule why, and how that is known', () => {
    const names = VISIT_RULES.map(({ name }) => name)
    expect(new Set(names).size).to.equal(names.length)
    for (const { name, why, source } of VISIT_RULES) {
      expect(why.length, name).to.be.greaterThan(20)
      expect(source.length, name).to.be.greaterThan(5)
    }
  })
})
