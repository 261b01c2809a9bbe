import axe from 'axe-core'
import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { Loaded, OpenPage } from './browser.ts'

const SERIOUS = ['serious', 'critical']
const TARGET_PX_MIN = 44

interface Finding {
  id: string
  impact: string
  nodes: { html: string }[]
}

/** What axe-core finds that keeps people out; texts on their ground are measured by night too. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const run = async (options: string): Promise<Finding[]> =>
    (await page.evaluate<{ violations: Finding[] }>(`axe.run(${options})`)).violations
  await page.emulateMedia({ colorScheme: 'dark' })
  const byNight = await run("{ runOnly: ['color-contrast'] }")
  await page.emulateMedia({ colorScheme: 'light' })
  return [...byNight, ...(await run('{}'))]
    .filter(({ impact }) => SERIOUS.includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}

/** How many pixels of the page stand out of the window, to the side. */
async function overflowOf(page: Page): Promise<number> {
  return await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
}

/** Links and controls lower than a finger needs, by their text. */
async function smallTargets(page: Page): Promise<string[]> {
  return await page.evaluate<string[]>(`[...document.querySelectorAll(
    'a, button, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])')]
    .filter((each) => each.getBoundingClientRect().height < ${TARGET_PX_MIN})
    .map((each) => each.outerHTML)`)
}

interface Reached {
  html: string
  isBody: boolean
  isSeen: boolean
}

/** What has the focus; it shows by an outline of its own, or of the row that it stands in. */
const REACHED = `(() => {
  const focused = document.activeElement
  const hasOutline = (each) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(each)
    return outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2
  }
  const isSeen = [focused, focused.parentElement].some(hasOutline)
  return { html: focused.outerHTML.slice(0, 200), isBody: focused === document.body, isSeen }
})()`

/** Those that the Tab key reaches without showing that it did; once through the whole page. */
async function unseenFocus(page: Page): Promise<string[]> {
  const most = await page.locator('a, button, input, select, textarea, summary').count()
  const unseen: string[] = []
  let reachedCount = 0
  for (; reachedCount < most; reachedCount += 1) {
    await page.keyboard.press('Tab')
    const { html, isBody, isSeen } = await page.evaluate<Reached>(REACHED)
    if (isBody) break
    if (!isSeen) unseen.push(html)
  }
  expect(reachedCount, 'controls that the keyboard reaches').to.be.greaterThan(0)
  return unseen
}

/**
 * What holds of every public page: nothing from elsewhere, no cookie, no error, no script, nothing
 * beside the window, nothing that keeps people out, by day and by night, at phone width and with
 * type twice as large.
 * @returns what came over the wire
 */
export async function expectGoodPage(opened: OpenPage, origin: string): Promise<Loaded[]> {
  const { page, errors } = opened
  const loaded = await opened.loaded()
  for (const { url } of loaded) expect(new URL(url).origin, url).to.equal(origin)
  expect(errors).to.deep.equal([])
  expect(await page.context().cookies()).to.deep.equal([])
  expect(await page.locator('script, iframe, link[rel=stylesheet]').count()).to.equal(0)
  expect(await seriousFindings(page), 'findings of axe').to.deep.equal([])
  expect(await smallTargets(page), 'small targets').to.deep.equal([])
  expect(await unseenFocus(page), 'focus that does not show').to.deep.equal([])
  const size = page.viewportSize()
  // 180 px is a phone of 360 px at 200 %.
  for (const width of [360, 320, 180]) {
    await page.setViewportSize({ width, height: 740 })
    expect(await overflowOf(page), `overflow at ${width} px`).to.equal(0)
  }
  if (size !== null) await page.setViewportSize(size)
  return loaded
}

/** A picture of the whole page in the folder that SHOTS names, for people to look at. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['SHOTS']
  if (folder === undefined) return
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true })
}
