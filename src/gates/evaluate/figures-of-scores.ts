import { type FigureOf, MAX_POINTS } from '../../judge/figure.ts'
import { topConfidence } from '../../metrics/calibration.ts'
import { correctness } from '../../metrics/correctness.ts'
import { isProbability } from '../../metrics/probability.ts'
import type { BinarySample, MulticlassSample } from '../../metrics/sample.ts'
import { binScores, type ScoreBins } from '../../metrics/score-bins.ts'
import { reliability, thresholdCurves } from '../../metrics/score-curves.ts'
import { subsetAnswers } from '../../metrics/subset.ts'
import type { Point } from '../../metrics/thinned-path.ts'
import type { ClassSample, Curve, DrawnArm } from './figures.ts'

/** Tenths of the rows: each point then has rows enough to mean something, wherever the scores lie. */
const TENTHS = 10
/** Row × class pairs beyond which curves of several classes take every k-th row: these many are exact to what can be drawn. */
const MOST_PAIRS = 300_000

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

function binaryCurves(sample: BinarySample, drawn: readonly DrawnArm[]): FigureOf<'curves'>[] {
  const binned = drawn.map((one) => ({ ...one, bins: binScores(sample.label, one.answers.values, sample.weight) }))
  const probabilities = drawn.every(({ answers }) => isProbability(answers.values))
  return [...thresholdFigures(binned, ''), ...(probabilities ? [calibration(binned, OF_SCORE, 'mean score', 'share of positives')] : [])]
}

function multiclassCurves(all: MulticlassSample, drawn: readonly DrawnArm[]): FigureOf<'curves'>[] {
  const stride = Math.max(1, Math.ceil((all.label.length * all.classes) / MOST_PAIRS))
  const rows = Uint32Array.from({ length: Math.ceil(all.label.length / stride) }, (_, index) => index * stride)
  const sample: MulticlassSample = {
    ...all,
    label: all.label.filter((_, row) => row % stride === 0),
    weight: all.weight?.filter((_, row) => row % stride === 0) ?? null,
  }
  const taken = drawn.map((one) => ({ ...one, answers: stride === 1 ? one.answers : subsetAnswers(one.answers, rows) }))
  const sampled = stride === 1 ? '' : ` Of every ${stride}th row.`
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
