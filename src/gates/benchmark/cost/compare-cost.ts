import type { Comparison, Measured } from '../../../judge/comparison.ts'
import { formatTime } from '../../../judge/format-number.ts'
import { increaseDistribution, logRatioDistribution } from '../../../stats/ratio.ts'
import { mostRounds } from '../budget.ts'
import { compareWithBaseline, comparisonOf, geometricMeanOf, type PairedValue } from '../comparison-parts.ts'
import { durationFactorNeeded, highestRatesByRound } from '../load/capacity.ts'
import { type LoadArm, type LoadMeasured, loadLimitOf } from '../load/load-round.ts'
import type { LoadPolicy } from '../load/policy.ts'
import type { BenchmarkPolicy } from '../policy.ts'
import { FEWEST_ROUNDS, type Measurement } from '../round.ts'
import { usdPerMillion } from './money.ts'
import { type CostPolicy, priceUsdPerHourOf } from './policy.ts'

/** Predictions a second of one machine, by round; `control` is the baseline a second time. */
export type Capacities = {
  readonly rounds: readonly { readonly baseline: number | null; readonly candidate: number; readonly control: number | null }[]
  /** Under load: how many times as long it would have to last for the search to tell more. */
  readonly durationFactor?: number
  /** Where the numbers come from, for the report. */
  readonly basis: string
}

/** Under load: the highest rates that keep the limit; rounds in which one of the models did not tell are left out. */
export function capacitiesUnderLoad(measured: LoadMeasured, load: LoadPolicy): Capacities | null {
  const limit = loadLimitOf(load)
  if (limit === null) return null
  const rounds = highestRatesByRound(measured.rounds, limit).flatMap(({ baseline, candidate }) =>
    candidate === undefined || (measured.hasBaseline && baseline === undefined)
      ? []
      : [{ baseline: predictions('baseline', baseline), candidate: predictions('candidate', candidate), control: null }],
  )
  const durationFactor = durationFactorNeeded(measured.rounds, limit)
  return { rounds, durationFactor, basis: `at the highest rate with ${limit.key} ≤ ${limit.maxMs} ms` }

  /** Of so many requests a second, by the rows that were really sent. */
  function predictions(arm: LoadArm, rate: number): number
  function predictions(arm: LoadArm, rate: number | undefined): number | null
  function predictions(arm: LoadArm, rate: number | undefined): number | null {
    return rate === undefined ? null : rate * (measured.rows[arm] ?? 0)
  }
}

/** Without load: one call after the other, at the batch size that answers most rows a second. */
export function capacitiesOfCalls({ rounds }: Measurement, batchSizes: readonly number[]): Capacities {
  const of = (rows: number) =>
    rounds.flatMap(({ timing }) => {
      const arms = timing.batches.find((batch) => batch.rows === rows)?.arms
      if (arms?.candidate === undefined) return []
      const perSecond = (timings: { readonly meanMs: number } | undefined) =>
        timings === undefined ? null : (1000 * rows) / timings.meanMs
      return [{ baseline: perSecond(arms.baseline), candidate: (1000 * rows) / arms.candidate.meanMs, control: perSecond(arms.control) }]
    })
  const total = (rows: number) => of(rows).reduce((sum, { candidate }) => sum + candidate, 0)
  const [best = 1] = [...batchSizes].sort((a, b) => total(b) - total(a))
  return { rounds: of(best), basis: `in calls of ${best} ${best === 1 ? 'row' : 'rows'}, one after the other` }
}

/** The cost's questions to the rounds of calls; none where it is asked of the load, which has rounds of its own. */
export function compareCostOfCalls(measurement: Measurement, { cost, load, batchSizes }: BenchmarkPolicy): Comparison[] {
  if (cost === null || (load !== null && loadLimitOf(load) !== null)) return []
  return compareCost({ cost, load: null, measurement, capacities: capacitiesOfCalls(measurement, batchSizes) })
}

export type CostOptions = {
  readonly cost: CostPolicy
  readonly load: LoadPolicy | null
  readonly measurement: Measurement
  readonly capacities: Capacities
}

/** The cost of a million predictions as questions to the judge: its rise in pairs of rounds, and its ceiling. */
export function compareCost({ cost, load, measurement, capacities }: CostOptions): Comparison[] {
  const price = priceUsdPerHourOf(cost)
  if (price === null) return []
  const costOf = (capacity: number) => usdPerMillion({ priceUsdPerHour: price, capacity, utilisation: cost.utilisation })
  const named = { id: 'cost', metric: 'cost of a million predictions' }
  const trouble = tooFewRounds(capacities, load)
  const pairs = capacities.rounds.flatMap(({ baseline, candidate, control }): PairedValue[] =>
    baseline === null
      ? []
      : [{ baseline: costOf(baseline), candidate: costOf(candidate), control: control === null ? null : costOf(control) }],
  )
  const question = { kind: 'limit', require: 'proof', quantity: { unit: 'USD', relative: false } } as const
  return [
    ...(cost.margin === null
      ? []
      : [compareWithBaseline(named, pairs, { margin: cost.margin, unit: 'USD', measurement, trouble, centre: geometricMeanOf })]),
    ...(cost.max === null ? [] : [comparisonOf({ ...named, id: 'cost.max' }, question, 0, trouble ?? ceiling(cost.max))]),
  ]

  function ceiling(max: number): Measured {
    const costs = capacities.rounds.map(({ candidate }) => costOf(candidate))
    // On logarithms as the comparison with the baseline, so that both state the same cost.
    const harm = increaseDistribution(logRatioDistribution(costs.map((each) => Math.log(each / max))), max)
    const { secondsPerRound } = measurement
    return {
      kind: 'measured',
      harm,
      baseline: null,
      candidate: harm.estimate + max,
      n: costs.length,
      unit: 'rounds',
      secondsPerUnit: secondsPerRound,
      most: mostRounds(secondsPerRound),
    }
  }
}

function tooFewRounds({ rounds, durationFactor = 1 }: Capacities, load: LoadPolicy | null): Measured | null {
  if (rounds.length >= FEWEST_ROUNDS) return null
  const remedy = load === null ? 'raise `time-budget`' : remedyUnderLoad(load, durationFactor)
  const why = `${rounds.length} ${rounds.length === 1 ? 'round' : 'rounds'} told how many predictions a machine answers, and it takes ${FEWEST_ROUNDS}; ${remedy}`
  return { kind: 'not-enough', n: rounds.length, unit: 'rounds', why }
}

/** More time helps where windows had too few requests; else the search did not cross the limit, which a noisy machine makes hard. */
function remedyUnderLoad({ duration }: LoadPolicy, factor: number): string {
  if (factor > 1) return `a \`load.duration\` of about ${formatTime((duration / 1000) * factor)} would do`
  return 'in the others the rates that were tried did not cross the limit: take a quieter runner, or a `max` farther from what one request takes'
}
