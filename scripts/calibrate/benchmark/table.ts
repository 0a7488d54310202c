import { markdownTable } from 'markdown-table'
import { formatRate } from '../rate.ts'
import type { BenchmarkRow } from './simulate.ts'

const HEAD = [
  'the truth',
  'margin',
  'promised',
  'recorded runs',
  'rounds',
  'load',
  'measured ratio',
  'resampled',
  'fail',
  'pass',
  'cannot tell',
  'median time',
  'longest',
]

/** The text between the markers of docs/calibration.md. */
export function renderBenchmarkTable(rows: readonly BenchmarkRow[]): string {
  if (rows.length === 0) return 'Nothing has been recorded yet.'
  const cells = rows.map((row) => [
    row.truth,
    row.margin,
    row.promise,
    String(row.recordedRuns),
    String(row.recordedRounds),
    row.loadAverage.toFixed(1),
    row.ratio.toFixed(4),
    String(row.failed.repeats),
    ...[row.failed, row.passed, row.inconclusive].map(formatRate),
    `${row.medianSeconds.toFixed(0)} s`,
    `${row.longestSeconds.toFixed(0)} s`,
  ])
  const align = HEAD.map((_, index) => (index === 0 || index === 2 ? 'l' : 'r'))
  return markdownTable([HEAD, ...cells], { align })
}
