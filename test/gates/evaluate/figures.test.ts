import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { figuresOf } from '../../../src/gates/evaluate/figures.ts'
import type { Measurement } from '../../../src/gates/evaluate/sample.ts'
import { type Figure, figureSchema, MAX_CLASSES } from '../../../src/judge/figure.ts'

type Case = { name: string; label: number[]; score: number[]; weight: number[] | null; confusion: number[][] }
const { cases }: { cases: Case[] } = JSON.parse(readFileSync(join(__dirname, '../../fixtures/figures/curves.json'), 'utf8'))

const NO_DESIGN = { weight: null, cluster: null, clusters: 0 }
const answers = (values: readonly number[], width = 1) => ({ width, values: Float64Array.from(values) })

function binary(
  label: readonly number[],
  baseline: readonly number[] | null,
  candidate: readonly number[],
  weight: number[] | null = null,
): Measurement {
  return {
    sample: { task: 'binary-classification', label: Uint8Array.from(label), ...NO_DESIGN, weight: weight && Float64Array.from(weight) },
    arms: { ...(baseline === null ? {} : { baseline: answers(baseline) }), candidate: answers(candidate) },
  }
}

const titles = (figures: readonly Figure[]) => figures.map(({ title }) => title)
const find = <K extends Figure['kind']>(figures: readonly Figure[], kind: K, title: string) =>
  figures.find((figure): figure is Extract<Figure, { kind: K }> => figure.kind === kind && figure.title === title)

test.each(cases)('confusion matrix, scikit-learn: $name', ({ label, score, weight, confusion }) => {
  const matrix = find(figuresOf(binary(label, score, score, weight), ['no', 'yes']), 'matrix', 'Confusion matrices')
  const rounded = (cells: number[][] | undefined) => cells?.map((row) => row.map((cell) => Number(cell.toFixed(9))))
  expect(rounded(matrix?.panels[1]?.cells)).toEqual(rounded(confusion))
  expect(matrix?.labels).toEqual(['no', 'yes'])
})

const LABEL = [0, 0, 0, 1, 0, 1, 1, 1]
const SCORE = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8]

test.each([
  ['both arms', binary(LABEL, SCORE, SCORE), ['ROC curve', 'Precision and recall', 'Calibration', 'Confusion matrices']],
  [
    'logits have no calibration',
    binary(
      LABEL,
      SCORE,
      SCORE.map((p) => 20 * p - 8),
    ),
    ['ROC curve', 'Precision and recall', 'Confusion matrices'],
  ],
  [
    'one class only has no curve over thresholds',
    binary(
      LABEL.map(() => 0),
      SCORE,
      SCORE,
    ),
    ['Calibration', 'Confusion matrices'],
  ],
])('binary, %s', (_, measurement, expected) => {
  const figures = figuresOf(measurement, ['no', 'yes'])
  expect(titles(figures)).toEqual(expected)
  for (const figure of figures) expect(figureSchema.parse(figure)).toEqual(figure)
})

test('each curve says whose it is; without a baseline there is one', () => {
  const roc = (measurement: Measurement) => find(figuresOf(measurement, []), 'curves', 'ROC curve')?.series.map(({ arm }) => arm)
  expect(roc(binary(LABEL, SCORE, SCORE))).toEqual(['baseline', 'candidate'])
  expect(roc(binary(LABEL, null, SCORE))).toEqual(['candidate'])
})

/** Three classes, all but the last row right. */
const MULTICLASS: Measurement = {
  sample: { task: 'multiclass-classification', label: Int32Array.of(0, 1, 2, 2), classes: 3, ...NO_DESIGN },
  arms: { candidate: answers([0.8, 0.1, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.8, 0.7, 0.2, 0.1], 3) },
}

test('many rows: curves of every few of them, that say so, and every row in the confusion matrix', () => {
  const rows = 200_001
  const label = Array.from({ length: rows }, (_, row) => (row % 5 === 0 ? 1 : 0))
  const score = label.map((truth, row) => (truth * 0.3 + ((row * 7919) % 10_007) / 10_007) / 1.3)
  const all = figuresOf(binary(label, null, score), ['no', 'yes'])
  const few = figuresOf(binary(label.slice(0, 100_000), null, score.slice(0, 100_000)), ['no', 'yes'])
  for (const title of ['ROC curve', 'Precision and recall', 'Calibration']) {
    expect(find(all, 'curves', title)?.caption).toMatch(/ Of every 3rd row\.$/)
    expect(find(few, 'curves', title)?.caption).not.toContain('Of every')
  }
  // With 7919 prime to 10,007 the scores are as good as uniform: P(a positive's is higher) is 1 − 0.7² / 2.
  const points = find(all, 'curves', 'ROC curve')?.series[0]?.points ?? []
  const area = points.slice(1).reduce((sum, [x, y], at) => sum + ((x - (points[at]?.[0] ?? 0)) * (y + (points[at]?.[1] ?? 0))) / 2, 0)
  expect(area).toBeCloseTo(1 - 0.7 ** 2 / 2, 2)
  const cells = find(all, 'matrix', 'Confusion matrices')?.panels[0]?.cells.flat() ?? []
  expect(cells.reduce((sum, cell) => sum + cell, 0)).toBe(rows)
})

test('several classes: micro-averaged curves, top-label calibration, all cells', () => {
  const figures = figuresOf(MULTICLASS, ['a', 'b', 'c'])
  expect(titles(figures)).toEqual(['ROC curve', 'Precision and recall', 'Calibration', 'Confusion matrices'])
  // Pairs by score: three right at 0.8, then a wrong one at 0.7, a wrong one at 0.2, and at 0.1 the last right one with six wrong ones.
  expect(find(figures, 'curves', 'ROC curve')?.series[0]?.points).toEqual([
    [0, 0],
    [0, 0.75],
    [0.125, 0.75],
    [0.25, 0.75],
    [1, 1],
  ])
  // Three answers of 0.8 are all right, the one of 0.7 is not.
  expect(find(figures, 'curves', 'Calibration')?.series[0]?.points).toEqual([
    [0.7, 0],
    [0.8, 1],
  ])
  expect(find(figures, 'matrix', 'Confusion matrices')?.panels[0]?.cells).toEqual([
    [1, 0, 0],
    [0, 1, 0],
    [1, 0, 1],
  ])
})

test('of many classes the rare ones are one row and column, and no row is lost', () => {
  const classes = 50
  const label = Int32Array.from({ length: 500 }, (_, row) => Math.min(row % 60, classes - 1))
  const values = Array.from(label).flatMap((truth) =>
    Array.from({ length: classes }, (_, k) => (k === (truth + 1) % classes ? 0.51 : 0.01)),
  )
  const sample = { task: 'multiclass-classification' as const, label, classes, ...NO_DESIGN }
  const names = Array.from({ length: classes }, (_, k) => `class ${'x'.repeat(300)} ${k}`)
  const figures = figuresOf({ sample, arms: { candidate: answers(values, classes) } }, names)
  const matrix = find(figures, 'matrix', 'Confusion matrices')
  expect(matrix?.labels.length).toBe(MAX_CLASSES)
  expect(matrix?.labels.at(-1)).toBe('all others')
  expect(matrix?.panels[0]?.cells.flat().reduce((a, b) => a + b)).toBe(500)
  for (const figure of figures) expect(figureSchema.parse(figure)).toEqual(figure)
})

test('regression: means along the predictions, and quantiles of the errors', () => {
  // Predictions 0…199, each row too low by its own number's hundredth: errors 0…1.99.
  const predicted = Array.from({ length: 200 }, (_, row) => row)
  const sample = { task: 'regression' as const, label: Float64Array.from(predicted, (value) => value * 1.01), ...NO_DESIGN }
  const figures = figuresOf({ sample, arms: { candidate: answers(predicted) } }, [])
  expect(titles(figures)).toEqual(['Predicted and actual values', 'Size of errors'])
  const means = find(figures, 'curves', 'Predicted and actual values')?.series[0]?.points ?? []
  expect(means.length).toBe(20)
  expect(means[0]?.[0]).toBeCloseTo(4.5, 9)
  expect(means[0]?.[1]).toBeCloseTo(4.545, 9)
  const errors = find(figures, 'curves', 'Size of errors')?.series[0]?.points ?? []
  expect(errors[50]?.[1]).toBeCloseTo(0.995, 9)
  for (const figure of figures) expect(figureSchema.parse(figure)).toEqual(figure)
})
