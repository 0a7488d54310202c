import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { renderHtml } from '../../../src/report/html/render-html.ts'
import { VERDICTS } from '../fixture-verdicts.ts'
import { FIGURES, withFigures } from './fixture-figures.ts'

/** Pages that one can open in a browser. After a wanted change: `UPDATE_GOLDEN=1 npx jest test/report/html`, then look at them. */
const GOLDEN = join(__dirname, '../../golden/html')

test.each([
  ['fail-one-slice', withFigures(VERDICTS['fail-one-slice'], FIGURES)],
  ['several-models', VERDICTS['several-models']],
  ['error', VERDICTS.error],
])('%s, as a page to open', async (name, verdicts) => {
  const page = await renderHtml({ verdicts, commit: 'c0ffee', generatedAt: '2026-11-24T03:00:00Z' })
  const file = join(GOLDEN, `${name}.html`)
  if (process.env.UPDATE_GOLDEN === '1') {
    mkdirSync(GOLDEN, { recursive: true })
    writeFileSync(file, page)
  }
  expect(existsSync(file)).toBe(true)
  expect(page).toBe(readFileSync(file, 'utf8'))
})

const ALL = Object.entries(VERDICTS).map(([name, verdicts]) => [name, withFigures(verdicts, FIGURES)] as const)

test.each(ALL)('%s: the same verdicts give the same bytes', async (_, verdicts) => {
  expect(await renderHtml({ verdicts })).toBe(await renderHtml({ verdicts }))
})

test.each(ALL)('%s: nothing that runs, loads or leads elsewhere', async (_, verdicts) => {
  const page = await renderHtml({ verdicts })
  expect(page).not.toMatch(/<(script|iframe|object|embed|img|image|link|base|form|foreignObject|use)\b/i)
  expect(page).not.toMatch(/<[^>]*\s(on[a-z]+|style|src|href="(?!#))\s*=/i)
  expect(page.match(/<style>/g)?.length).toBe(1)
  expect(page).toContain("default-src 'none'; style-src 'sha256-")
})

test.each(ALL)('%s: every check and every number is also there as text', async (_, verdicts) => {
  const page = await renderHtml({ verdicts })
  expect((page.match(/<li><span class="word/g) ?? []).length).toBe(
    verdicts.reduce((sum, { checks }) => sum + Math.min(checks.length, 200), 0),
  )
  for (const [svg] of page.matchAll(/<svg [^>]*>/g)) expect(svg).toMatch(/aria-hidden="true"|role="img"/)
})

test('what is left out of a long list is said', async () => {
  expect(await renderHtml({ verdicts: VERDICTS['too-long'] })).toContain('100 more, less worrying, are in the verdict file.')
})

test('identifiers of sections are ours and unique, so that two models of one name have two', async () => {
  const page = await renderHtml({ verdicts: [...VERDICTS.pass, ...VERDICTS.pass, ...VERDICTS.error] })
  expect([...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)).toEqual(['verdict-1', 'verdict-2', 'verdict-3'])
})

test('no verdicts at all is an error, not an empty pass', async () => {
  expect(await renderHtml({ verdicts: [] })).toContain('No verdict was found: nothing was judged.')
  expect(await renderHtml({ verdicts: [] })).toContain('<title>ERROR: Model gate</title>')
})

test('backticks around code are left out, and make no element', async () => {
  const [verdict] = VERDICTS.pass
  const page = await renderHtml({ verdicts: [{ ...verdict, message: 'raise `time-budget`', notes: ['one ` alone', 'a `<b>` in code'] }] })
  expect(page).toContain('raise time-budget')
  expect(page).toContain('<li>one &#96; alone</li>')
  expect(page).toContain('<li>a &lt;b&gt; in code</li>')
})

test('an interval beyond the scale ends in an arrow', async () => {
  const [verdict] = VERDICTS.pass
  const [check] = verdict.checks
  const wild = { ...check, harm: 0.9, harmBounds: { lower: -0.9, upper: 1.7, confidence: 0.95, sides: 'one-sided each' as const } }
  const strip = (page: string) => page.slice(page.indexOf('<ul class="checks">'), page.indexOf('</li>'))
  const arrows = (text: string) => (text.match(/rotate\((0|180)\)/g) ?? []).length
  expect(arrows(strip(await renderHtml({ verdicts: [{ ...verdict, checks: [wild] }] })))).toBe(2)
  expect(arrows(strip(await renderHtml({ verdicts: [{ ...verdict, checks: [check] }] })))).toBe(0)
})

test.each([
  ['the largest numbers', 1e300, -1e300],
  ['no width at all', 0, 0],
  ['one point beyond the other by rounding', 1, 1 + Number.EPSILON],
])('numbers that no plot is made for: %s', async (_, high, low) => {
  const [verdict] = VERDICTS.pass
  const checks = verdict.checks.map((check) => ({
    ...check,
    harm: high,
    harmBounds: { lower: low, upper: high, confidence: 0.95, sides: 'one-sided each' as const },
    margin: high,
  }))
  const curve = { kind: 'curves' as const, title: 't', caption: '', x: axis(low, high), y: axis(null, null), reference: null }
  const series = [
    {
      name: 'candidate',
      arm: 'candidate' as const,
      marks: true,
      points: [[low, high] as [number, number], [high, low] as [number, number]],
    },
  ]
  const page = await renderHtml({
    verdicts: [
      {
        ...verdict,
        checks,
        figures: [
          { ...curve, series },
          { ...curve, series: [] },
        ],
      },
    ],
  })
  expect(page).not.toMatch(/NaN|Infinity|undefined/)
})

function axis(from: number | null, to: number | null) {
  return { label: 'x', from, to }
}
