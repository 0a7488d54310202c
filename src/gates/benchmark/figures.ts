import type { Figure } from '../../judge/figure.ts'
import { LatencyHistogram } from '../../sources/benchmark/latency-histogram.ts'
import { batchesOf } from './comparison-parts.ts'
import type { BenchmarkPolicy } from './policy.ts'
import type { Measurement } from './round.ts'

/** More sizes than anybody looks at. */
const MOST_SIZES = 4
const CURVE_POINTS = 150
/** The axis ends here: the longest calls would press all others into a corner. */
const SHOWN_SHARE = 0.995

/** Of each batch size: the distribution of both arms' calls, and the ratio of every round. */
export function benchmarkFigures(measurement: Measurement, { batchSizes }: Pick<BenchmarkPolicy, 'batchSizes'>): Figure[] {
  return [...new Set(batchSizes)].slice(0, MOST_SIZES).flatMap((rows) => {
    const of = batchSizes.length === 1 ? '' : `, ${rows} ${rows === 1 ? 'row' : 'rows'} a call`
    return [...distribution(rows, of, measurement), ...ratios(rows, of, measurement)]
  })
}

function distribution(rows: number, of: string, measurement: Measurement): Figure[] {
  const batches = batchesOf(measurement, rows)
  const arms = (['baseline', 'candidate'] as const).flatMap((arm) => {
    const calls = new LatencyHistogram(batches.flatMap(({ arms: all }) => (all[arm] === undefined ? [] : [all[arm].counts])))
    return calls.n === 0 ? [] : [{ arm, calls }]
  })
  if (arms.length === 0) return []
  const to = Math.max(...arms.map(({ calls }) => calls.atMost(Math.ceil(calls.n * SHOWN_SHARE))))
  const series = arms.map(({ arm, calls }) => ({
    name: arm,
    arm,
    points: thinned(calls.curve(5_000).filter(([ms]) => ms <= to)),
    marks: false,
  }))
  return [
    {
      kind: 'curves',
      title: `Latency${of}`,
      caption: `Share of calls that took no longer; the ${((1 - SHOWN_SHARE) * 100).toFixed(1)} % longest are cut off.`,
      x: { label: 'ms', from: null, to: null },
      y: { label: 'share of calls', from: 0, to: 1 },
      series,
      reference: null,
    },
  ]
}

function ratios(rows: number, of: string, measurement: Measurement): Figure[] {
  const batches = batchesOf(measurement, rows)
  const points = (arm: 'candidate' | 'control') =>
    batches.flatMap(({ arms }, index): [number, number][] => {
      const logRatio = arms[arm]?.logRatioToBaseline
      return logRatio == null ? [] : [[index + 1, Math.exp(logRatio)]]
    })
  const [candidate, control] = [points('candidate'), points('control')]
  if (candidate.length === 0) return []
  return [
    {
      kind: 'curves',
      title: `Ratio to the baseline by round${of}`,
      caption: 'Median latency over that of the baseline; the baseline’s second session shows what the machine does by itself.',
      x: { label: 'round', from: 1, to: Math.max(2, batches.length) },
      y: { label: 'ratio', from: null, to: null },
      series: [
        ...(control.length === 0 ? [] : [{ name: 'baseline again', arm: 'baseline' as const, points: control, marks: true }]),
        { name: 'candidate', arm: 'candidate' as const, points: candidate, marks: true },
      ],
      reference: {
        name: 'no difference',
        points: [
          [1, 1],
          [Math.max(2, batches.length), 1],
        ],
      },
    },
  ]
}

function thinned<Point>(points: readonly Point[]): Point[] {
  const step = Math.max(1, Math.ceil(points.length / CURVE_POINTS))
  return points.filter((_, index) => index % step === 0 || index === points.length - 1)
}
