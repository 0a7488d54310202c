import type { RowsToWrite, ScoredRows, ScoringJob } from '../../sources/scored-rows.ts'
import { type Turns, turnedRows } from './flips.ts'

/**
 * The rows whose answer turned, with what a reviewer asks of them first: which row it is (from 1, over all files, as messages
 * count), which way it turned, and what either model said.
 */
export function flipFile(turns: Turns, scored: ScoredRows, job: ScoringJob): RowsToWrite {
  const rows = turnedRows(turns)
  const ofRows = <Value>(value: (row: number) => Value): Value[] => Array.from(rows, value)
  return {
    data: { files: job.data.files, format: job.data.format },
    limits: job.limits,
    rows,
    extra: [
      { name: 'sluice_row', values: ofRows((row) => row + 1), whole: true },
      { name: 'sluice_turned', values: ofRows((row) => ((turns[row] ?? 0) > 0 ? 'to-right' : 'to-wrong')) },
      ...answerColumns(scored, ofRows),
    ],
  }
}

type OfRows = <Value>(value: (row: number) => Value) => Value[]

/** Binary: the score of positive-label. Multiclass: the class that was answered, and its probability. */
function answerColumns({ arms, classes }: ScoredRows, ofRows: OfRows): RowsToWrite['extra'] {
  return (['baseline', 'candidate'] as const).flatMap((arm): RowsToWrite['extra'] => {
    const answers = arms[arm]
    if (answers === undefined) return []
    const { width, values } = answers
    if (width === 1) return [{ name: `sluice_${arm}_score`, values: ofRows((row) => values[row] ?? Number.NaN) }]
    const best = ofRows((row) => firstMaximum(values, row * width, width))
    return [
      { name: `sluice_${arm}_class`, values: best.map((at) => classes[at % width] ?? '') },
      { name: `sluice_${arm}_score`, values: best.map((at) => values[at] ?? Number.NaN) },
    ]
  })
}

/** As scikit-learn predicts: the first of equal ones. */
function firstMaximum(values: ArrayLike<number>, start: number, width: number): number {
  let best = start
  for (let at = start + 1; at < start + width; at++) if ((values[at] ?? 0) > (values[best] ?? 0)) best = at
  return best
}
