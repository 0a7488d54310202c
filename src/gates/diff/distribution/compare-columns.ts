import type { Comparison, Measured } from '../../../judge/comparison.ts'
import type { ColumnProfile, SideCounts } from '../../../sources/tabular/distribution/profile.ts'
import { total } from '../../../stats/drift/counts.ts'
import { distanceDistribution } from '../../../stats/drift/distance-distribution.ts'
import { permutationNull } from '../../../stats/drift/permutation-null.ts'
import { marginFor } from './auto-margin.ts'
import { compareShares } from './compare-shares.ts'
import { categoricalMeasure, type Measure, numericMeasure } from './measures.ts'
import type { DriftSettings } from './request.ts'

/** Everything about one column that is judged: its distance, and the shares of nulls, NaN and infinities. */
export function compareColumn(column: ColumnProfile, drift: DriftSettings, seed: number): readonly Comparison[] {
  const distance = compareDistance(column, drift, seed)
  return [...(distance === null ? [] : [distance]), ...compareOddities(column, drift)]
}

/** The measure and margin that the policy has for such a column; null for one that has no distance. */
export function measureOf(
  { use, bins, levels }: ColumnProfile,
  drift: DriftSettings,
): { measure: Measure; margin: number | 'auto' } | null {
  if (use === 'number' && bins !== null) {
    const asked = numericMeasure(drift.numeric.measure, bins)
    const measure = asked ?? numericMeasure('ks', bins)
    return measure === null ? null : { measure, margin: drift.numeric.margin }
  }
  if (use !== 'category' || levels === null) return null
  const counts = { reference: levels.map(({ reference }) => reference), current: levels.map(({ current }) => current) }
  return { measure: categoricalMeasure(drift.categorical.measure, counts), margin: drift.categorical.margin }
}

function compareDistance(column: ColumnProfile, drift: DriftSettings, seed: number): Comparison | null {
  const found = measureOf(column, drift)
  if (found === null) return null
  const { measure } = found
  const margin = marginFor(column, found.margin, drift, seed)
  return check({
    id: 'DRIFT',
    metric: measure.name,
    slice: column.name,
    margin,
    measured: measureDistance(measure, { margin, minRows: drift.minRows, seed }),
  })
}

/** A distance within the margin neither fails nor warns, whatever chance would show; a rougher null is enough to report it. */
const DRAWS_WITHIN_MARGIN = 100

type Asked = { readonly margin: number; readonly minRows: number; readonly seed: number }

function measureDistance(measure: Measure, { margin, minRows, seed }: Asked): Measured {
  const { counts, statistic, name, dealt = measure } = measure
  const [before, after] = [total(counts.reference), total(counts.current)]
  if (before === 0 || after === 0) {
    const side = before === 0 ? 'the reference' : 'the current data'
    return { kind: 'not-applicable', why: `${side} has no values in it` }
  }
  const n = Math.min(before, after)
  if (n < minRows) return { kind: 'too-few-rows', n, rarer: null }
  const observed = statistic(counts)
  const plan = observed <= margin ? { seed, draws: DRAWS_WITHIN_MARGIN } : { seed }
  const chance = permutationNull(dealt.counts, (one) => dealt.statistic(one), plan)
  const harm = distanceDistribution(observed, chance, `permutation (${name})`)
  // What two samples of one population would show stands where a baseline's value stands: the rest is the change.
  return { kind: 'measured', harm, baseline: chance.mean, candidate: observed, n }
}

function compareOddities({ name, reference, current }: ColumnProfile, { nulls, minRows }: DriftSettings): Comparison[] {
  const shares = [
    ['NULL_RATE_JUMP', 'share of nulls', (side: SideCounts) => side.nulls],
    ['NULL_RATE_JUMP.nan', 'share of NaN', (side: SideCounts) => side.notNumbers],
    ['NULL_RATE_JUMP.infinite', 'share of infinities', (side: SideCounts) => side.infinities],
  ] as const
  return shares.flatMap(([id, metric, count]) => {
    // None on either side: there is nothing that could have risen.
    if (count(reference) === 0 && count(current) === 0) return []
    const before = { successes: count(reference), n: reference.rows }
    const after = { successes: count(current), n: current.rows }
    return [check({ id, metric, slice: name, margin: nulls, measured: compareShares(before, after, minRows) })]
  })
}

/** Drift asks whether harm is proven, not whether it is excluded (design: `no-harm`). */
export function check(of: Pick<Comparison, 'id' | 'metric' | 'slice' | 'margin' | 'measured'>): Comparison {
  return { ...of, data: 'evaluation', kind: 'relative', require: 'no-harm', higherIsBetter: false, suspiciousAbove: null }
}
