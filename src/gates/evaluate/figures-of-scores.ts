import { type FigureOf, MAX_POINTS } from '../../judge/figure.ts'
import { topConfidence } from '../../metrics/calibration.ts'
import { correctness } from '../../metrics/correctness.ts'
import { isProbability } from '../../metrics/probability.ts'
import type { BinarySample, MulticlassSample } from '../../metrics/sample.ts'
import { binScores, type ScoreBins } from '../../metrics/score-bins.ts'
import { reliability, thresholdCurves } from '../../metrics/score-curves.ts'
import { subset, subsetAnswers } from '../../metrics/subset.ts'
import type { Point } from '../../metrics/thinned-path.ts'
import { ofEveryFewRows } from './every-few-rows.ts'
import type { ClassSample, Curve, DrawnArm } from './figures.ts'

/** Tenths of the rows: each point then has rows enough to mean something, wherever the scores lie. */
const TENTHS = 10
/** Row × class pairs beyond which curves of several classes take every k-th row: these many are exact to what can be drawn. */
const MOST_PAIRS = 300_000
/** The same for rows of two classes: 100,000 of them put a curve within 0.003, a pixel. */
const MOST_ROWS = 100_000

/** Significant digits of a point. */
const DIGITS = 4
const SHARE = { from: 0, to: 1 }
const DIAGONAL: [number, number][] = [
  [0, 0],
  [1, 1],
]

type BinnedArm = DrawnArm & { readonly bins: ScoreBins }

/** @throws UndefinedMetric for answers of several classes that are no distributions */
export function curveFigures(sample: ClassSample, drawn: readonly DrawnArm[]): FigureOf<'curves'>[] {
  return sample.task === 'binary-classification' ? binaryCurves(sample, drawn) : multiclassCurves(sample, drawn)
}

function binaryCurves(all: BinarySample, drawn: readonly DrawnArm[]): FigureOf<'curves'>[] {
  const { rows, sampled } = everyFewRows(all.label.length, all.label.length / MOST_ROWS)
  const { label, weight } = rows === null ? all : subset(all, rows)
  const binned = takenOf(drawn, rows).map((one) => ({ ...one, bins: binScores(label, one.answers.values, weight) }))
  const probabilities = drawn.every(({ answers }) => isProbability(answers.values))
  const calibrated = () => calibration(binned, `${OF_SCORE}${sampled}`, 'mean score', 'share of positives')
  return [...thresholdFigures(binned, sampled), ...(probabilities ? [calibrated()] : [])]
}

/** The rows that the curves are made of, null for all; and what the caption says of it. */
function everyFewRows(count: number, excess: number): { readonly rows: Uint32Array | null; readonly sampled: string } {
  const stride = Math.ceil(excess)
  if (stride <= 1) return { rows: null, sampled: '' }
  const rows = new Uint32Array(Math.ceil(count / stride))
  for (let index = 0; index < rows.length; index++) rows[index] = index * stride
  return { rows, sampled: ofEveryFewRows(stride) }
}

function takenOf(drawn: readonly DrawnArm[], rows: Uint32Array | null): readonly DrawnArm[] {
  return rows === null ? drawn : drawn.map((one) => ({ ...one, answers: subsetAnswers(one.answers, rows) }))
}

function multiclassCurves(all: MulticlassSample, drawn: readonly DrawnArm[]): FigureOf<'curves'>[] {
  const { rows, sampled } = everyFewRows(all.label.length, (all.label.length * all.classes) / MOST_PAIRS)
  const sample = rows === null ? all : subset(all, rows)
  const taken = takenOf(drawn, rows)
  const pairs = taken.map((one) => ({ ...one, bins: pairBins(sample, one) }))
  const confidence = taken.map((one) => ({
    ...one,
    bins: binScores(correctness(sample, one.answers), topConfidence(one.answers), sample.weight),
  }))
  return [
    ...thresholdFigures(pairs, ` Micro-average: each row asks of each class whether it is the one.${sampled}`),
    calibration(confidence, `${OF_TOP_CLASS}${sampled}`, 'probability of the predicted class', 'share that is right'),
  ]
}

const OF_SCORE = 'Tenths of the rows by score: of those that a calibrated model scores 0.7, 70 % are positive.'
const OF_TOP_CLASS =
  'Tenths of the rows by the probability of the predicted class: of those that a calibrated model gives 0.7, 70 % are right.'

function thresholdFigures(binned: readonly BinnedArm[], how: string): FigureOf<'curves'>[] {
  const curves = binned.flatMap((one) => {
    const of = thresholdCurves(one.bins, MAX_POINTS)
    return of === null ? [] : [{ ...one, ...of }]
  })
  if (curves.length === 0) return []
  return [
    {
      kind: 'curves',
      title: 'ROC curve',
      caption: `Higher is better: more of the positives found at the same share of false alarms.${how}`,
      x: { label: 'false positive rate', ...SHARE },
      y: { label: 'true positive rate', ...SHARE },
      series: curves.map((one) => seriesOf(one, one.roc, false)),
      reference: { name: 'chance', points: DIAGONAL },
    },
    {
      kind: 'curves',
      title: 'Precision and recall',
      caption: `Higher is better: of the rows called positive, more are.${how}`,
      x: { label: 'recall', ...SHARE },
      y: { label: 'precision', ...SHARE },
      series: curves.map((one) => seriesOf(one, one.precisionRecall, false)),
      reference: null,
    },
  ]
}

function calibration(binned: readonly BinnedArm[], caption: string, x: string, y: string): FigureOf<'curves'> {
  return {
    kind: 'curves',
    title: 'Calibration',
    caption,
    x: { label: x, ...SHARE },
    y: { label: y, ...SHARE },
    series: binned.map((one) => seriesOf(one, reliability(one.bins, TENTHS), true)),
    reference: { name: 'perfect', points: DIAGONAL },
  }
}

function seriesOf({ name, arm }: DrawnArm, points: readonly Point[], marks: boolean): Curve {
  return { name, arm, points: points.map(([x, y]) => [rounded(x), rounded(y)]), marks }
}

/** Finer than a pixel, also of rare events, and half the size of a verdict file. */
function rounded(share: number): number {
  return Number(share.toPrecision(DIGITS))
}

/** Each row once for each class: is it this one? */
function pairBins({ label, classes, weight }: MulticlassSample, { answers }: DrawnArm): ScoreBins {
  const isClass = new Uint8Array(label.length * classes)
  label.forEach((k, row) => {
    isClass[row * classes + k] = 1
  })
  const weights = weight === null ? null : Float64Array.from(isClass, (_, pair) => weight[Math.floor(pair / classes)] ?? 0)
  return binScores(isClass, answers.values, weights)
}
