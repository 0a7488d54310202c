import { markdownTable } from 'markdown-table'
import { median } from './median.ts'
import { difference, mebibytes, seconds } from './render-table.ts'
import type { DiffCost, Measured, SummarizeCost } from './run-measured.ts'

export type DiffMeasurements = {
  readonly rows: number
  readonly summaries: readonly Measured<SummarizeCost>[]
  readonly diffs: readonly Measured<DiffCost>[]
}

/** One column a data set: seconds of both, the ratio in each round, and the peak memory with its growth. */
export function renderDiffTable(measurements: readonly DiffMeasurements[]): string {
  const columns = measurements.map(summarize)
  const [first] = columns
  const line = (title: string, cell: (column: Summary) => string) => [title, ...columns.map(cell)]
  return [
    markdownTable([
      ['median of the rounds', ...measurements.map(({ rows }) => `${rows.toLocaleString('en')} rows twice`)],
      line('SUMMARIZE of both files', ({ summaryMs }) => seconds(summaryMs)),
      line('diff', ({ diffMs }) => seconds(diffMs)),
      line('diff / SUMMARIZE', ({ ratio }) => `${ratio.toFixed(2)} ×`),
      line('peak memory of the diff, all processes', ({ peakBytes }) => mebibytes(peakBytes)),
      line('above the first column', ({ peakBytes }) => mebibytes(difference(peakBytes, first?.peakBytes ?? null))),
    ]),
    '',
    ...measurements.map(({ rows, diffs }) => `${rows} rows: ${diffs[0]?.judged}`),
  ].join('\n')
}

type Summary = ReturnType<typeof summarize>

function summarize({ summaries, diffs }: DiffMeasurements) {
  const peaks = diffs.flatMap(({ peakBytes }) => (peakBytes === null ? [] : [peakBytes]))
  return {
    summaryMs: median(summaries.map(({ summarize: { wallMs } }) => wallMs)),
    diffMs: median(diffs.map(({ wallMs }) => wallMs)),
    // Of the pairs that ran one after the other: neighbours change between rounds, hardly within one.
    ratio: median(diffs.map(({ wallMs }, round) => wallMs / (summaries[round]?.summarize.wallMs ?? Number.NaN))),
    peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
  }
}
