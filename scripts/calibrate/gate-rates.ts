import { findMetric } from '../../src/metrics/registry.ts'
import type { Answers } from '../../src/metrics/sample.ts'
import { drawEvaluation } from './draw.ts'
import { judged, policyOf } from './judged.ts'
import { damaged, type Population, rowsOfGroup, UNDAMAGED } from './population.ts'
import type { Rate } from './rate.ts'
import { solveDamage } from './solve-damage.ts'

/** How often the whole gate says what: two metrics by proof overall, and by no-harm in six groups. */
export type GateRow = {
  readonly truth: string
  readonly n: number
  readonly repeats: number
  /** The verdict is `fail`. */
  readonly failed: Rate
  /** The verdict is `inconclusive`, which blocks. */
  readonly blocked: Rate
  /** At least one check of a slice fails: one family by Holm. */
  readonly sliceFailed: Rate
}

type Wrong = { readonly metric: keyof typeof MARGINS; readonly margins: number; readonly group: string | null }
export type Scenario = {
  readonly truth: string
  readonly sizes: readonly number[]
  readonly sliceMargin: string
  readonly wrong: Wrong | null
}

const MARGINS = { roc_auc: 0.005, log_loss: 0.01 } as const
const SLICE_MARGINS = 2
export const GATE_REPEATS = 500
const ALL_SIZES = [2_000, 5_000, 16_000]

/** Wrong by so many margins of the metric, or, in a group, so many margins of slices. */
export const SCENARIOS: readonly Scenario[] = [
  { truth: 'equal', sizes: ALL_SIZES, sliceMargin: `${SLICE_MARGINS}x`, wrong: null },
  { truth: 'equal, slice-margin 0x: every slice exactly at its margin', sizes: [16_000], sliceMargin: '0x', wrong: null },
  loses('roc_auc', 2, null, ALL_SIZES),
  loses('log_loss', 2, null, ALL_SIZES),
  loses('roc_auc', 2, 'sex=Female', [5_000, 16_000]),
  loses('roc_auc', 4, 'sex=Female', [5_000, 16_000]),
  loses('roc_auc', 2, 'age>=60', [5_000, 16_000]),
  loses('roc_auc', 4, 'age>=60', [5_000, 16_000]),
]

function loses(metric: keyof typeof MARGINS, margins: number, group: string | null, sizes: readonly number[]): Scenario {
  const where = group === null ? 'everywhere' : `only in ${group}`
  return {
    truth: `${metric} ${margins} margins worse ${where}`,
    sizes,
    sliceMargin: `${SLICE_MARGINS}x`,
    wrong: { metric, margins, group },
  }
}

export function simulateGate(population: Population, scenario: Scenario, n: number, repeats: number): GateRow {
  const { truth, sliceMargin, wrong } = scenario
  const candidate = wrong === null ? damaged(population, UNDAMAGED) : candidateThatIs(wrong, population)
  const policy = policyOf(MARGINS, sliceMargin)
  const seen = { failed: 0, blocked: 0, sliceFailed: 0 }
  for (let repeat = 0; repeat < repeats; repeat++) {
    const { verdict, checks } = judged(drawEvaluation(population, candidate, n, SEED + repeat, wrong === null), policy)
    if (verdict === 'error') throw new Error(`${truth}: a gate could not judge`)
    if (verdict === 'fail') seen.failed += 1
    if (verdict === 'inconclusive') seen.blocked += 1
    if (checks.some(({ slice, outcome }) => slice !== null && outcome === 'fail')) seen.sliceFailed += 1
  }
  const rate = (count: number): Rate => ({ count, repeats })
  return { truth, n, repeats, failed: rate(seen.failed), blocked: rate(seen.blocked), sliceFailed: rate(seen.sliceFailed) }
}

function candidateThatIs({ metric, margins, group }: Wrong, population: Population): Answers {
  const only = group === null ? null : rowsOfGroup(population, group)
  const wanted = margins * MARGINS[metric] * (group === null ? 1 : SLICE_MARGINS)
  return solveDamage(population, findMetric(metric, population.sample.task), 'against-label', wanted, only).candidate
}

const SEED = 4_000_000
