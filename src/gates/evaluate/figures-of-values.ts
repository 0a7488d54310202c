import type { Figure } from '../../judge/figure.ts'
import type { RegressionSample } from '../../metrics/sample.ts'
import { ofEveryFewRows } from './every-few-rows.ts'
import type { Curve, DrawnArm } from './figures.ts'

/** Rows beyond which every k-th is taken: quantiles of this many are exact to what can be drawn. */
const MOST_ROWS = 100_000
const GROUPS = 20
/** Beyond it a few wild rows would press all others into a corner, so the curve of errors ends here. In per cent. */
const LAST_PERCENT = 99

/** Predicted against actual values, and how large errors are; both arms on the same rows. */
export function regressionFigures(sample: RegressionSample, drawn: readonly DrawnArm[]): Figure[] {
  const stride = Math.max(1, Math.ceil(sample.label.length / MOST_ROWS))
  const rows = Math.ceil(sample.label.length / stride)
  if (drawn.length === 0 || rows < 2) return []
  const sampled = `${ofEveryFewRows(stride)}${sample.weight === null ? '' : ' Weights are left aside.'}`
  const taken = drawn.map((one) => ({ ...one, ...take(sample.label, one, stride, rows) }))
  const calibrated = taken.map((one): Curve => ({ name: one.name, arm: one.arm, points: meansByPrediction(one), marks: true }))
  const ends = calibrated.flatMap(({ points }) => points.flat())
  const [low, high] = [Math.min(...ends), Math.max(...ends)]
  return [
    {
      kind: 'curves',
      title: 'Predicted and actual values',
      caption: `Twentieths of the rows by prediction; on the diagonal the mean prediction is the mean actual value.${sampled}`,
      x: { label: 'mean prediction', from: null, to: null },
      y: { label: 'mean actual value', from: null, to: null },
      series: calibrated,
      reference: {
        name: 'perfect',
        points: [
          [low, low],
          [high, high],
        ],
      },
    },
    {
      kind: 'curves',
      title: 'Size of errors',
      caption: `Lower is better: at 90 %, nine of ten predictions are off by no more than this. The largest hundredth is left out.${sampled}`,
      x: { label: 'share of rows, %', from: 0, to: 100 },
      y: { label: 'absolute error', from: 0, to: null },
      series: taken.map((one) => ({ name: one.name, arm: one.arm, points: errorQuantiles(one), marks: false })),
      reference: null,
    },
  ]
}

type Taken = { readonly actual: Float64Array; readonly predicted: Float64Array }

function take(label: Float64Array, { answers }: DrawnArm, stride: number, rows: number): Taken {
  const actual = new Float64Array(rows)
  const predicted = new Float64Array(rows)
  for (let at = 0; at < rows; at++) {
    actual[at] = label[at * stride] ?? 0
    predicted[at] = answers.values[at * stride] ?? 0
  }
  return { actual, predicted }
}

function meansByPrediction({ actual, predicted }: Taken): [number, number][] {
  const order = Uint32Array.from(predicted.keys()).sort((a, b) => (predicted[a] ?? 0) - (predicted[b] ?? 0) || a - b)
  const groups = Math.min(GROUPS, order.length)
  return Array.from({ length: groups }, (_, group): [number, number] => {
    const rows = order.subarray(Math.floor((group * order.length) / groups), Math.floor(((group + 1) * order.length) / groups))
    return [meanOf(predicted, rows), meanOf(actual, rows)]
  })
}

/** Linear interpolation between order statistics, as numpy.quantile. */
function errorQuantiles({ actual, predicted }: Taken): [number, number][] {
  const errors = actual.map((value, row) => Math.abs(value - (predicted[row] ?? 0))).sort()
  return Array.from({ length: LAST_PERCENT + 1 }, (_, percent): [number, number] => {
    const place = (percent / 100) * (errors.length - 1)
    const below = errors[Math.floor(place)] ?? 0
    const above = errors[Math.ceil(place)] ?? 0
    return [percent, below + (above - below) * (place - Math.floor(place))]
  })
}

function meanOf(values: Float64Array, rows: Uint32Array): number {
  let sum = 0
  for (const row of rows) sum += values[row] ?? 0
  return sum / rows.length
}
