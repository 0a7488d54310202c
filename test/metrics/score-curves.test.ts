import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { binScores } from '../../src/metrics/score-bins.ts'
import { reliability, thresholdCurves } from '../../src/metrics/score-curves.ts'
import { type Point, ThinnedPath } from '../../src/metrics/thinned-path.ts'

type Case = {
  readonly name: string
  readonly label: number[]
  readonly score: number[]
  readonly weight: number[] | null
  readonly fpr: number[]
  readonly tpr: number[]
  readonly precision: number[]
  readonly recall: number[]
  readonly calibrationTrue?: number[]
  readonly calibrationMean?: number[]
}

const { cases }: { cases: Case[] } = JSON.parse(readFileSync(join(__dirname, '../fixtures/figures/curves.json'), 'utf8'))
const EVERY_POINT = 10_000

describe.each(cases)('scikit-learn, $name', ({ label, score, weight, ...expected }) => {
  const bins = binScores(Uint8Array.from(label), Float64Array.from(score), weight === null ? null : Float64Array.from(weight))
  const curves = thresholdCurves(bins, EVERY_POINT)

  test('ROC', () => expectSamePath(curves?.roc, expected.fpr, expected.tpr))

  test('precision and recall', () => expectSamePath(curves?.precisionRecall, expected.recall, expected.precision))

  if (expected.calibrationMean === undefined) return
  test('calibration in tenths', () => {
    const points = reliability(bins, 10)
    expectNumbers(
      points.map(([x]) => x),
      expected.calibrationMean ?? [],
    )
    expectNumbers(
      points.map(([, y]) => y),
      expected.calibrationTrue ?? [],
    )
  })
})

/** Every kept point is one of scikit-learn's, in their order, and no point of theirs lies further away than a step that may be left out. */
function expectSamePath(points: readonly Point[] | undefined, xs: readonly number[], ys: readonly number[]) {
  const path = points ?? []
  let at = 0
  for (const [x, y] of path) {
    while (at < xs.length && Math.abs((xs[at] ?? 9) - x) + Math.abs((ys[at] ?? 9) - y) > 1e-9) at++
    expect({ x, y, found: at < xs.length }).toEqual({ x, y, found: true })
  }
  const distance = (index: number) => Math.min(...path.map(([x, y]) => Math.abs((xs[index] ?? 9) - x) + Math.abs((ys[index] ?? 9) - y)))
  const farthest = Math.max(...xs.map((__, index) => distance(index)))
  expect(farthest).toBeLessThan(0.0101)
}

function expectNumbers(actual: readonly number[], expected: readonly number[]) {
  expect(actual.length).toBe(expected.length)
  for (const [index, value] of actual.entries()) expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 12)
}

test('with one class only there is no curve', () => {
  const bins = binScores(new Uint8Array(3), Float32Array.of(0.1, 0.2, 0.3), null)
  expect(thresholdCurves(bins, 200)).toBeNull()
})

test.each([
  ['logits', (u: number) => Math.log(u / (1 - u))],
  ['scores near 1', (u: number) => 1 - 1e-6 * (1 - u)],
  ['scores over many magnitudes', (u: number) => 10 ** (-30 * (1 - u))],
  ['one wild score', (u: number) => (u > 0.999999 ? 1e30 : u)],
])('400,000 rows, %s: at most 200 points, each exactly on the curve', (_, score) => {
  // Positives are every fourth row; the share of rows above a threshold u is 1 − u in both classes, so the ROC curve is the diagonal.
  const rows = 400_000
  const label = Uint8Array.from({ length: rows }, (__, row) => (row % 4 === 0 ? 1 : 0))
  const scores = Float64Array.from({ length: rows }, (__, row) => score((Math.floor(row / 4) + 0.5) / (rows / 4)))
  const curves = thresholdCurves(binScores(label, scores, null), 200)
  expect(curves?.roc.length).toBeGreaterThan(100)
  expect(curves?.roc.length).toBeLessThanOrEqual(200)
  for (const [x, y] of curves?.roc ?? []) expect(y).toBeCloseTo(x, 9)
  for (const [recall, precision] of curves?.precisionRecall ?? []) if (recall > 0) expect(precision).toBeCloseTo(0.25, 9)
})

test('rare positives: every step of the curve is shown, not only that of the many', () => {
  // 200 positives among 200,000 rows, all among the 1,000 highest scores.
  const rows = 200_000
  const label = Uint8Array.from({ length: rows }, (_, row) => (row >= rows - 1_000 && row % 5 === 0 ? 1 : 0))
  const curves = thresholdCurves(binScores(label, Float64Array.from(label.keys()), null), 200)
  expect(curves?.roc.filter(([, y]) => y > 0.1 && y < 0.9).length).toBeGreaterThan(60)
})

test('a long path keeps its ends and gets coarser, not longer', () => {
  const path = new ThinnedPath(50)
  for (let step = 0; step <= 10_000; step++) path.add(step / 100, step % 2)
  const points = path.points()
  expect(points.length).toBeLessThanOrEqual(50)
  expect([points[0], points.at(-1)]).toEqual([
    [0, 0],
    [100, 0],
  ])
})
