import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { source as axeSource } from 'axe-core'
import type { Page } from 'playwright-core'
import type { Verdict } from '../../../src/judge/verdict.ts'
import { renderHtml } from '../../../src/report/html/render-html.ts'
import { hostileStrings } from '../../report/comment/hostile-strings.ts'
import { VERDICTS } from '../../report/fixture-verdicts.ts'
import { FIGURES, withFigures } from '../../report/html/fixture-figures.ts'
import { FakeRollout } from '../../support/rollout/fake-rollout.ts'
import type { ServiceOptions } from '../../support/rollout/fake-service.ts'
import { verdictOf } from '../../support/rollout/verdict-of.ts'
import { RENDERINGS, type Rendering, TestBrowser } from './browser.ts'
import { verdictSaying } from './hostile-report.ts'

jest.setTimeout(600_000)

const HOSTILE = 2_000
/** Verdicts of one page, below the number of sections that a page shows. */
const A_PAGE = 40
const PHONE = RENDERINGS[2]
/** Where pictures are kept for a look: `SLUICE_SCREENSHOTS=folder`. */
const SCREENSHOTS = process.env.SLUICE_SCREENSHOTS

const browser = new TestBrowser()
afterAll(() => browser.close())

const PAGES = {
  'one model with every figure': withFigures(VERDICTS['fail-one-slice'], FIGURES),
  'nothing measured': VERDICTS.error,
  'hundreds of checks': VERDICTS['too-long'],
  'every verdict at once': Object.values(VERDICTS).flat(),
  'names of hostile people': hostileStrings(HOSTILE).slice(0, 8).map(verdictSaying),
}

/** Rollouts of the fake service, whose journals are real. */
async function rolledOut(options: ServiceOptions, state: string): Promise<Verdict> {
  const rollout = new FakeRollout(options)
  rollout.start()
  await rollout.until([state])
  return verdictOf(rollout)
}

const ROLLOUTS = [
  ['a rollout that was promoted', {}, 'promoted'],
  ['a rollout that was rolled back', { failureRate: { stable: 0.02, canary: 0.2 } }, 'rolled-back'],
] as const

describe.each(RENDERINGS)('at $width pixels, $colorScheme', (rendering) => {
  test.each(Object.entries(PAGES))('%s: whole, quiet, and without a serious fault for those who cannot see it', async (name, verdicts) => {
    await expectSound(name, verdicts, rendering)
  })

  test.each(ROLLOUTS)('%s, with its time line and plots', async (name, options, state) => {
    await expectSound(name, [await rolledOut(options, state)], rendering)
  })
})

async function expectSound(name: string, verdicts: readonly Verdict[], rendering: Rendering): Promise<void> {
  const html = await renderHtml({ verdicts, commit: 'c0ffee', generatedAt: '2026-11-24T03:00:00Z' })
  await browser.open(html, rendering, async ({ page, requests, complaints }) => {
    if (SCREENSHOTS !== undefined) await photograph(page, `${name}-${rendering.width}-${rendering.colorScheme}.png`)
    expect(await widthOf(page)).toBeLessThanOrEqual(rendering.width)
    expect(await seriousFaults(page)).toEqual([])
    expect(complaints).toEqual([])
    expect(requests.length).toBe(1)
  })
}

test(`${HOSTILE} hostile strings in every place for text make no element, run nothing, load nothing`, async () => {
  // Where there is no text at all, its paragraph is left out.
  const strings = hostileStrings(HOSTILE).map((text) => (text === '' ? ' ' : text))
  const harmless = await elementsOf(Array.from({ length: A_PAGE }, () => 'harmless'))
  expect(harmless.svg).toBeGreaterThan(A_PAGE)
  for (let from = 0; from < strings.length; from += A_PAGE) {
    expect({ from, ...(await elementsOf(strings.slice(from, from + A_PAGE))) }).toEqual({ from, ...harmless })
  }
})

/** How often each element and attribute is there. */
async function elementsOf(texts: readonly string[]): Promise<Record<string, number>> {
  let counts: Record<string, number> = {}
  await browser.open(await renderHtml({ verdicts: texts.map(verdictSaying), title: texts[0], notes: texts }), PHONE, async (opened) => {
    counts = await opened.page.evaluate(COUNT_ELEMENTS)
    expect(await widthOf(opened.page)).toBeLessThanOrEqual(PHONE.width)
    expect(opened.complaints).toEqual([])
    expect(opened.requests.length).toBe(1)
  })
  return counts
}

/** As text: what runs in the page is not compiled for this process. */
const COUNT_ELEMENTS = `(() => {
  const counts = {}
  for (const element of document.querySelectorAll('*')) {
    for (const name of [element.localName, ...element.getAttributeNames().map((attribute) => '@' + attribute)]) counts[name] = (counts[name] ?? 0) + 1
  }
  return counts
})()`

async function widthOf(page: Page): Promise<number> {
  return page.evaluate('document.documentElement.scrollWidth')
}

type Fault = { readonly id: string; readonly impact: string; readonly nodes: readonly { readonly html: string }[] }

async function seriousFaults(page: Page): Promise<string[]> {
  // By the debugger: the page itself lets no script in.
  await page.evaluate(axeSource)
  const violations: readonly Fault[] = await page.evaluate('axe.run(document).then(({ violations }) => violations)')
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}

async function photograph(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS ?? '', { recursive: true })
  await page.screenshot({ path: join(SCREENSHOTS ?? '', name.replaceAll(' ', '-')), fullPage: true })
}
