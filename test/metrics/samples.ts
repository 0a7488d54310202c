import { findMetric } from '../../src/metrics/registry.ts'
import type { Answers, BinarySample, MulticlassSample, RankingSample, RegressionSample, Sample } from '../../src/metrics/sample.ts'

/** Samples of every task from plain arrays; numbers may be an oracle's words for NaN and infinity. */
type Column = ArrayLike<number | string>

const design = (weight?: ArrayLike<number>) => ({ weight: weight ? Float64Array.from(weight) : null, cluster: null, clusters: 0 })

export const binarySample = (label: ArrayLike<number>, weight?: ArrayLike<number>): BinarySample => ({
  task: 'binary-classification',
  label: Uint8Array.from(label),
  ...design(weight),
})

export const multiclassSample = (label: ArrayLike<number>, classes: number, weight?: ArrayLike<number>): MulticlassSample => ({
  task: 'multiclass-classification',
  label: Int32Array.from(label),
  classes,
  ...design(weight),
})

export const regressionSample = (label: ArrayLike<number>, weight?: ArrayLike<number>): RegressionSample => ({
  task: 'regression',
  label: Float64Array.from(label),
  ...design(weight),
})

export const rankingSample = (label: ArrayLike<number>, query: ArrayLike<number>, weight?: ArrayLike<number>): RankingSample => ({
  task: 'ranking',
  label: Float64Array.from(label),
  query: Uint32Array.from(query),
  queries: new Set(Array.from(query)).size,
  ...design(weight),
})

export const answersOf = (values: Column): Answers => ({ width: 1, values: Float64Array.from(Array.from(values), Number) })

export const answersOfRows = (rows: readonly (readonly number[])[]): Answers => ({
  width: rows[0]?.length ?? 0,
  values: Float64Array.from(rows.flat()),
})

export const estimateOf = (name: string, sample: Sample, answers: Answers) => findMetric(name, sample.task).estimate(sample, answers)
export const metricValue = (name: string, sample: Sample, answers: Answers) => estimateOf(name, sample, answers).value
