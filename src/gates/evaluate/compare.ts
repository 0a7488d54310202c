import type { Comparison, Measured } from '../../judge/comparison.ts'
import { type Margin, resolveMargin, resolveSliceMargin } from '../../judge/margin.ts'
import { findMetric } from '../../metrics/registry.ts'
import type { Answers } from '../../metrics/sample.ts'
import type { SliceColumn } from '../../sources/scored-rows.ts'
import { notesOnCutQueries } from './cut-queries.ts'
import { type Measuring, measureAgainst, measureLimit } from './measure.ts'
import { cutsQueries } from './plain-design.ts'
import type { EvaluatePolicy, MetricRule } from './policy.ts'
import type { Measurement } from './sample.ts'
import { scopes } from './scope.ts'
import { countingRows, noteOnWeightless } from './weightless.ts'

/** Many small allowed losses must not add up unseen: the last release may be missed by twice the margin (design §4). */
const ANCHOR_MARGINS = 2

export type Compared = { readonly comparisons: readonly Comparison[]; readonly notes: readonly string[] }

/** Every check that the policy asks for, measured: overall, and in each group of each declared slice. */
export function compareAll(
  measurement: Measurement,
  slices: readonly SliceColumn[],
  policy: EvaluatePolicy,
  data: Comparison['data'],
): Compared {
  const comparisons: Comparison[] = []
  const notes = new Set<string>()
  const counting = countingRows(measurement.sample)
  if (counting !== null) notes.add(noteOnWeightless(counting, measurement.sample.label.length))
  if (measurement.sample.task === 'ranking') {
    if (cutsQueries(measurement.sample)) notes.add(QUERIES_ARE_THE_UNITS)
    for (const note of notesOnCutQueries(measurement.sample, slices)) notes.add(note)
  }
  for (const scope of scopes(measurement, slices, counting)) {
    for (const [name, rule] of Object.entries(policy.metrics)) {
      const metric = findMetric(name, measurement.sample.task)
      if (metric.reportOnly !== null) continue
      const measuring = {
        metric,
        scope,
        ...thresholdsOf(policy),
        note: (text: string) => notes.add(`${named(metric.name, scope.slice)}: ${text}`),
      }
      for (const check of scope.slice === null ? overallChecks(measuring, rule) : sliceChecks(measuring, rule, policy)) {
        comparisons.push({ ...check, metric: metric.name, slice: scope.slice, data, higherIsBetter: metric.higherIsBetter })
      }
    }
  }
  return { comparisons, notes: [...notes] }
}

const QUERIES_ARE_THE_UNITS =
  'Rows of one query are in several groups (`data.group`, or an id that comes again), so queries are taken to be what is independent.'

/** As checks are named, so that notes of slices are not taken for one another. */
function named(metric: string, slice: string | null): string {
  return slice === null ? metric : `${metric} on ${slice}`
}

function thresholdsOf({ minRows, minRarerClass, seed, bootstrapResamples }: EvaluatePolicy) {
  return { minRows, minRarerClass, resampling: { seed, resamples: bootstrapResamples } }
}

type Check = Omit<Comparison, 'metric' | 'slice' | 'data' | 'higherIsBetter'>

function* overallChecks(measuring: Measuring, { margin, improveBy, suspiciousAbove, ...rule }: MetricRule): Generator<Check> {
  const { metric, scope } = measuring
  if (margin !== null || improveBy !== null) {
    const measured = measureAgainst(measuring, scope.arms.baseline, 'there is no baseline')
    const inUnit = (allowed: Margin) => resolved(measured, (baseline) => resolveMargin(allowed, baseline))
    if (margin !== null) {
      const suspicious = suspiciousAbove === null ? null : inUnit(suspiciousAbove)
      yield {
        id: metric.name,
        kind: 'relative',
        require: rule.require ?? 'proof',
        margin: inUnit(margin),
        suspiciousAbove: suspicious,
        measured,
      }
    }
    if (improveBy !== null) {
      yield {
        id: `${metric.name}.improve-by`,
        kind: 'improve-by',
        require: 'proof',
        margin: -inUnit(improveBy),
        suspiciousAbove: null,
        measured,
      }
    }
  }
  yield* limitChecks(measuring, rule)
  if (margin !== null && scope.arms.anchor !== undefined) yield anchorCheck(measuring, scope.arms.anchor, margin)
}

/** Slices ask for harm only against the baseline, and never demand proof (design §1). */
function* sliceChecks(measuring: Measuring, rule: MetricRule, policy: EvaluatePolicy): Generator<Check> {
  const { margin: overall } = rule
  if (overall === null) return
  const measured = measureAgainst(measuring, measuring.scope.arms.baseline, 'there is no baseline')
  const margin = resolved(measured, (baseline) => resolveSliceMargin(policy.sliceMargin, overall, baseline))
  yield { id: measuring.metric.name, kind: 'relative', require: 'no-harm', margin, suspiciousAbove: null, measured }
}

function* limitChecks(measuring: Measuring, limits: Pick<MetricRule, 'min' | 'max'>): Generator<Check> {
  const { metric } = measuring
  const side = metric.higherIsBetter ? 'min' : 'max'
  const limit = limits[side]
  if (limit === null) return
  const measured = measureLimit(measuring, limit)
  yield { id: `${metric.name}.${side}`, kind: 'limit', require: 'no-harm', margin: 0, suspiciousAbove: null, measured }
}

function anchorCheck(measuring: Measuring, anchor: Answers, margin: Margin): Check {
  const measured = measureAgainst(measuring, anchor, 'there is no released model')
  return {
    id: `${measuring.metric.name}.anchor`,
    kind: 'anchor',
    require: 'no-harm',
    margin: ANCHOR_MARGINS * resolved(measured, (released) => resolveMargin(margin, released)),
    suspiciousAbove: null,
    measured,
  }
}

/** A margin in the metric's unit; 0 where nothing was measured, so that no share of an unknown baseline is taken. */
function resolved(measured: Measured, resolve: (baseline: number) => number): number {
  return measured.kind === 'measured' && measured.baseline !== null ? resolve(measured.baseline) : 0
}
