import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const UNPACKER = fileURLToPath(new URL('./unpack-browser.js', import.meta.url))
const UNPACK_MS = 60_000
const require = createRequire(import.meta.url)

/** The width of a cheap phone, in CSS pixels. */
export const PHONE = { width: 360, height: 740 }

/** What came over the wire for a page. */
export interface Loaded {
  url: string
  status: number
  /** Of the body, as it was sent. */
  bytes: number
}

export interface OpenPage {
  page: Page
  /** Replies so far, those of redirects too. */
  loaded(): Promise<Loaded[]>
  /** What the page wrote to the console as an error, or threw. */
  errors: string[]
  close(): Promise<void>
}

export interface TestBrowser {
  /** A page in a profile of its own. */
  open(options?: BrowserContextOptions): Promise<OpenPage>
  close(): Promise<void>
}

/**
 * The browser of the tests: the one that a package brings, whole, without a display and without
 * root. Where it does not start, the test fails: pages must be seen.
 */
export async function openBrowser(): Promise<TestBrowser> {
  const folder = await unpacked()
  const browser = await chromium.launch({
    executablePath: path.join(folder, 'chromium'),
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none'],
    env: {
      HOME: folder,
      FONTCONFIG_PATH: path.join(folder, 'fonts'),
      LD_LIBRARY_PATH: path.join(folder, 'al2023', 'lib'),
    },
  })
  return {
    async open(options = {}) {
      const context = await browser.newContext({ viewport: PHONE, ...options })
      const page = await context.newPage()
      return { page, ...watch(page), close: () => context.close() }
    },
    close: () => browser.close(),
  }
}

function watch(page: Page): Pick<OpenPage, 'loaded' | 'errors'> {
  const errors: string[] = []
  const loading: Promise<Loaded>[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('requestfailed', (request) => errors.push(`${request.url()} failed`))
  page.on('response', (response) => {
    const sizes = response.request().sizes()
    loading.push(
      sizes.then(({ responseBodySize }) => ({
        url: response.url(),
        status: response.status(),
        bytes: responseBodySize,
      })),
    )
  })
  return { errors, loaded: () => Promise.all(loading) }
}

/**
 * Unpacks the browser once for every run on this machine. Two test processes may come at once,
 * and one may be killed midway: each unpacks into a folder of its own, the first puts it in place.
 */
async function unpacked(): Promise<string> {
  const manifest = require.resolve('@sparticuz/chromium').replace(/build.*/, 'package.json')
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string }
  const user = process.getuid?.() ?? 0
  const folder = path.join(tmpdir(), `sotem-browser-${version}-${user}`)
  if (existsSync(folder)) return folder
  const own = await mkdtemp(`${folder}-`)
  const env = { ...process.env, TMPDIR: own, AWS_LAMBDA_JS_RUNTIME: 'nodejs22.x' }
  await promisify(execFile)(process.execPath, [UNPACKER], { env, timeout: UNPACK_MS })
  await rename(own, folder).catch(async (error) => {
    if (!existsSync(folder)) throw error
    await rm(own, { recursive: true, force: true })
  })
  return folder
}
