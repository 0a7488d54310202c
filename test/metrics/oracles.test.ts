import { UndefinedMetric } from '../../src/metrics/metric.ts'
import type { Answers, Sample } from '../../src/metrics/sample.ts'
import { expectClose, type OracleNumber, readOracle, type Tolerance } from '../stats/oracle.ts'
import { answersOf, answersOfRows, binarySample, metricValue, multiclassSample, rankingSample, regressionSample } from './samples.ts'

/** Every value that scikit-learn and scipy give on small vectors; where they refuse or answer NaN, a gate must refuse. */
type Expected = OracleNumber | { readonly error: string }
type Row = readonly [name: string, metric: string, sample: Sample, answers: Answers, expected: Expected, tolerance: Tolerance]

/** Values that other software has and the product's metrics do not. */
const NOT_OURS = /^(mean_squared_log_error|pearson|kendall_tau_b|dcg@5|.*_ties_ignored|ndcg_exponential@\d+)$/

const OUR_NAMES: [RegExp, string][] = [
  [/^mean_pinball_loss_(.*)$/, 'mean_pinball_loss@$1'],
  [/^top_(\d+)_accuracy$/, 'top_k_accuracy@$1'],
  [/^reciprocal_rank$/, 'mrr'],
]

function rowsOf(file: string, subjects: (entry: OracleEntry) => [Sample, Answers]): Row[] {
  const { cases, tolerance } = readOracle(file)
  return cases.flatMap((entry: OracleEntry) => {
    const [sample, answers] = subjects(entry)
    return Object.entries(entry.expected)
      .filter(([name]) => !NOT_OURS.test(name))
      .map(([name, expected]) => {
        const metric = OUR_NAMES.reduce((ours, [theirs, replacement]) => ours.replace(theirs, replacement), name)
        const ours = sample.task === 'ranking' && metric === 'average_precision' ? 'map' : metric
        return [entry.name, ours, sample, answers, refusedByGates(entry.name, ours) ?? expected, tolerance] as const
      })
  })
}

type OracleEntry = {
  readonly name: string
  readonly y: number[]
  readonly p: (number | string)[]
  readonly P: number[][]
  readonly w?: number[]
  readonly relevance: number[]
  readonly score: number[]
  readonly expected: Record<string, Expected>
}

/** scikit-learn gives average_precision 0 or 1 with one class only; "for a gate both are error" (the oracles' README). */
function refusedByGates(name: string, metric: string): Expected | null {
  return metric === 'average_precision' && /^(only negatives|only positives|one row)$/.test(name) ? { error: 'one class only' } : null
}

const zeros = (n: number) => new Uint32Array(n)

const ROWS: Row[] = [
  ...rowsOf('metrics-binary', ({ y, p, w }) => [binarySample(y, w), answersOf(p)]),
  ...rowsOf('metrics-multiclass', ({ y, P, w }) => [multiclassSample(y, P[0].length, w), answersOfRows(P)]),
  ...rowsOf('metrics-regression', ({ y, p, w }) => [regressionSample(y, w), answersOf(p)]),
  ...rowsOf('metrics-ranking', ({ relevance, score }) => [rankingSample(relevance, zeros(relevance.length)), answersOf(score)]),
]

test('the oracle files are there in full', () => {
  expect(ROWS.length).toBe(485)
})

test.each(ROWS)('%s: %s', (_, metric, sample, answers, expected, tolerance) => {
  if (typeof expected === 'object' || expected === 'NaN') {
    expect(() => metricValue(metric, sample, answers)).toThrow(UndefinedMetric)
    return
  }
  expectClose(metricValue(metric, sample, answers), expected, tolerance)
})
