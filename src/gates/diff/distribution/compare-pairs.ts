import type { Comparison } from '../../../judge/comparison.ts'
import { formatNumber } from '../../../judge/format-number.ts'
import type { Verdict } from '../../../judge/verdict.ts'
import type { PairTable } from '../../../sources/tabular/distribution/profile.ts'
import type { ConfidenceDistribution } from '../../../stats/confidence-distribution.ts'
import { total } from '../../../stats/drift/counts.ts'
import { dependenceChange } from '../../../stats/drift/dependence.ts'
import { distanceDistribution } from '../../../stats/drift/distance-distribution.ts'
import { permutationNull } from '../../../stats/drift/permutation-null.ts'
import { holm } from '../../../stats/multiplicity.ts'
import { check } from './compare-columns.ts'
import type { DriftSettings } from './request.ts'

type Pair = {
  readonly name: string
  readonly observed: number
  readonly chance: number
  readonly harm: ConfidenceDistribution
  readonly n: number
}

export type PairsDiff = {
  /** Only where the policy has a margin for pairs. */
  readonly comparisons: readonly Comparison[]
  readonly reported: Verdict['reported']
  readonly notes: readonly string[]
}

const METRIC = 'change of dependence'
/** A reported pair is said aloud beyond this much, proven over all pairs. */
const WORTH_SAYING = 0.05
const MOST_SAID = 5
const CONFIDENCE = 0.95
const DRAWS = { rough: 60, fine: 400 }

/**
 * The net under the columns: every column may be as it was, and two of them no longer go together (rows joined by the wrong key keep all
 * their marginals). Of columns that changed themselves it says nothing: they are told already.
 *
 * @param moved columns beyond their own margin
 */
export function comparePairs(pairs: readonly PairTable[], moved: ReadonlySet<string>, drift: DriftSettings, seed: number): PairsDiff {
  const looked = pairs.filter(({ columns }) => !columns.some((name) => moved.has(name)))
  const measured = looked.flatMap((pair, index) => measurePair(pair, drift, seed + index) ?? [])
  const margin = drift.pairs
  if (margin !== null) {
    const comparisons = measured.map(({ name, observed, chance, harm, n }) =>
      check({
        id: 'DEPENDENCE_CHANGED',
        metric: METRIC,
        slice: name,
        margin,
        measured: { kind: 'measured', harm, baseline: chance, candidate: observed, n },
      }),
    )
    return { comparisons, reported: [], notes: [] }
  }
  const adjusted = holm(measured.map(({ harm }) => harm.cdf(WORTH_SAYING)))
  const told = measured
    .map((pair, index) => ({ ...pair, p: adjusted[index] ?? 1 }))
    .filter(({ harm, p }) => harm.estimate > WORTH_SAYING && p <= 1 - CONFIDENCE)
    .sort((one, other) => other.harm.estimate - one.harm.estimate)
  return {
    comparisons: [],
    reported: told.map(({ name, observed }) => ({ metric: METRIC, slice: name, baseline: null, candidate: observed, why: WHY })),
    notes: told.slice(0, MOST_SAID).map(noteOf),
  }
}

const WHY = 'how two columns go together; judged where the policy has `drift.pairs`'

function noteOf({ name, harm }: Pair): string {
  const by = formatNumber(harm.estimate, 2)
  return `${name} no longer go together as they did: beyond chance ${by} of the rows stand in another cell of their table. It is reported, and judged where the policy has \`drift.pairs\`.`
}

function measurePair({ columns, width, ...counts }: PairTable, { minRows, pairs }: DriftSettings, seed: number): Pair | null {
  const n = Math.min(total(counts.reference), total(counts.current))
  if (n < minRows) return null
  const statistic = (dealt: Parameters<typeof dependenceChange>[0]) => dependenceChange(dealt, width)
  const observed = statistic(counts)
  const draws = observed > (pairs ?? WORTH_SAYING) ? DRAWS.fine : DRAWS.rough
  const chance = permutationNull(counts, statistic, { seed, draws })
  const name = columns.map((column) => JSON.stringify(column)).join(' and ')
  return { name, observed, chance: chance.mean, harm: distanceDistribution(observed, chance, `permutation (${METRIC})`), n }
}
