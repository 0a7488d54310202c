import { markdownTable } from 'markdown-table'
import type { Cost } from './cost.ts'
import { median } from './median.ts'
import type { EvaluationCost, FloorCost, Measured } from './run-measured.ts'

export type Measurements = {
  readonly rows: number
  readonly floors: readonly Measured<FloorCost>[]
  readonly evaluations: readonly Measured<EvaluationCost>[]
}

const MIB = 2 ** 20

/** One column a data set: seconds of floor and evaluation, their ratio, and the peak memory with its growth. */
export function renderTable(measurements: readonly Measurements[]): string {
  const columns = measurements.map(summarize)
  const [first] = columns
  const line = (title: string, cell: (column: Summary) => string) => [title, ...columns.map(cell)]
  const both = ({ wallMs, cpuMs }: Cost) => `${seconds(wallMs)} wall, ${seconds(cpuMs)} CPU`
  const judged = measurements.map(({ rows, evaluations }) => `${rows} rows: ${evaluations[0]?.judged}`)
  return [
    markdownTable([
      ['median of the rounds', ...measurements.map(({ rows }) => `${rows.toLocaleString('en')} rows`)],
      line('decode alone', ({ decode }) => both(decode)),
      line('inference alone, both models', ({ inference }) => both(inference)),
      line('floor (their sum)', ({ floor }) => both(floor)),
      line('evaluation', ({ evaluation }) => both(evaluation)),
      line('of it reading and scoring', ({ scoring }) => both(scoring)),
      line('evaluation / floor', ({ evaluation, floor }) => ratios(evaluation, floor)),
      line('peak memory, all processes', ({ peakBytes }) => mebibytes(peakBytes)),
      line('above the first column', ({ peakBytes }) => mebibytes(difference(peakBytes, first?.peakBytes ?? null))),
    ]),
    '',
    ...judged,
  ].join('\n')
}

function summarize({ floors, evaluations }: Measurements) {
  const decode = medianCost(floors.map((one) => one.decode))
  const inference = medianCost(floors.map((one) => one.inference))
  const peaks = evaluations.flatMap(({ peakBytes }) => (peakBytes === null ? [] : [peakBytes]))
  return {
    decode,
    inference,
    floor: medianCost(floors.map((one) => sum(one.decode, one.inference))),
    evaluation: medianCost(evaluations.map((one) => one.evaluation)),
    scoring: medianCost(evaluations.map((one) => one.scoring)),
    peakBytes: peaks.length === 0 ? null : Math.max(...peaks),
  }
}

type Summary = ReturnType<typeof summarize>

function sum(a: Cost, b: Cost): Cost {
  return { wallMs: a.wallMs + b.wallMs, cpuMs: a.cpuMs + b.cpuMs }
}

function medianCost(costs: readonly Cost[]): Cost {
  return { wallMs: median(costs.map(({ wallMs }) => wallMs)), cpuMs: median(costs.map(({ cpuMs }) => cpuMs)) }
}

export function difference(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a - b
}

function ratios(a: Cost, b: Cost): string {
  return `${(a.wallMs / b.wallMs).toFixed(2)} × wall, ${(a.cpuMs / b.cpuMs).toFixed(2)} × CPU`
}

export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`
}

export function mebibytes(bytes: number | null): string {
  return bytes === null ? 'not measured: no /proc' : `${(bytes / MIB).toFixed(0)} MiB`
}
