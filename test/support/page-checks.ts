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

/** What axe-core finds that keeps people out; texts on their ground are measured too. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<{ violations: Finding[] }>('axe.run()')
  return violations
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

/** Those that the Tab key reaches without showing that it did, by their text. */
async function unseenFocus(page: Page): Promise<string[]> {
  const count = await page.locator('a, button, input, select, textarea, summary').count()
  expect(count, 'something to reach').to.be.greaterThan(0)
  const unseen: string[] = []
  for (let at = 0; at < count; at += 1) {
    await page.keyboard.press('Tab')
    const seen = await page.evaluate<{ html: string; isSeen: boolean }>(`(() => {
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement)
      const isSeen = outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2
      return { html: document.activeElement.outerHTML, isSeen }
    })()`)
    if (!seen.isSeen) unseen.push(seen.html.slice(0, 200))
  }
  return unseen
}

/**
 * What holds of every public page: nothing from elsewhere, no cookie, no error, no script, nothing
 * beside the window, nothing that keeps people out, at phone width and with type twice as large.
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
