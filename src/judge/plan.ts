import { normalCdf, normalQuantile } from '../stats/normal.ts'
import { detectableHarm, rowsToDecide } from '../stats/power.ts'
import type { Comparison, Unit } from './comparison.ts'
import type { JudgeOptions } from './judge.ts'
import { decideUnmeasured, findingOf, isMeasured, type MeasuredFinding, type UnmeasuredFinding } from './judge-check.ts'

/** What a check can decide with the data there are, before anybody is blocked. Amounts in the metric's unit. */
export type PlannedCheck = {
  readonly id: string
  readonly slice: string | null
  readonly data: Comparison['data']
  readonly require: Comparison['require']
  readonly n: number
  readonly unit: Unit
  readonly standardError: number
  readonly margin: number
  /** Chance that the check does not block a candidate as good as the baseline (a limit: as good as the value measured). */
  readonly chanceEqualPasses: number
  /** True harm that the check fails with 80 % power. */
  readonly detectableHarm: number
  /** Smallest margin that an equal model is proven to keep with 80 % power, rounded up; null for limits and demanded gains. */
  readonly passableMargin: number | null
  /** Units at which the margin itself is passable; null where n is enough or nothing is. */
  readonly rowsToDecide: number | null
}

export type Plan = {
  readonly checks: readonly PlannedCheck[]
  /** Chance that an equal model is not blocked by any check. The checks look at the same rows, so only bounds are sure. */
  readonly chanceAllPass: { readonly atLeast: number; readonly atMost: number }
  readonly unplanned: readonly Unplanned[]
}

/** `blocks` where no model could pass, since the check itself cannot be measured. */
export type Unplanned = { readonly id: string; readonly slice: string | null; readonly why: string; readonly blocks: boolean }

export type PlanOptions = {
  readonly confidence: number
  /** Margins below it are not proposed: 0.005 for a metric between 0 and 1 (statistics.md C1), 0 where no unit is known. */
  readonly smallestMargin: (metric: string) => number
  /** `block` when left out. */
  readonly onInconclusive?: JudgeOptions['onInconclusive']
}

const POWER = 0.8

/**
 * What the policy can decide with these rows, from the standard errors of a comparison of two models that differ like baseline and
 * candidate (statistics.md C1). Only the standard error of a comparison is used, not its estimate, except for limits.
 */
export function plan(comparisons: readonly Comparison[], options: PlanOptions): Plan {
  const findings = comparisons.map((comparison) => findingOf(comparison, options.confidence))
  const measured = findings.filter(isMeasured)
  const family = measured.filter(({ comparison }) => comparison.require === 'no-harm').length
  const checks = measured.map((finding) => planCheck(finding, family, options))
  const chances = checks.map(({ chanceEqualPasses }) => chanceEqualPasses)
  const unplanned = findings.flatMap((finding) => (isMeasured(finding) ? [] : [unplannedOf(finding, options)]))
  if (unplanned.some(({ blocks }) => blocks)) return { checks, chanceAllPass: { atLeast: 0, atMost: 0 }, unplanned }
  const atLeast = Math.max(0, 1 - chances.reduce((sum, chance) => sum + (1 - chance), 0))
  return { checks, chanceAllPass: { atLeast, atMost: Math.min(1, ...chances) }, unplanned }
}

function unplannedOf({ comparison, why }: UnmeasuredFinding, { onInconclusive = 'block' }: PlanOptions): Unplanned {
  const { id, slice } = comparison
  return {
    ...{ id, slice, blocks: decideUnmeasured(comparison, why, { onInconclusive }).blocking },
    why: why.kind === 'too-few-rows' ? `${why.n} ${why.unit ?? 'rows'} are too few` : why.why,
  }
}

function planCheck({ comparison, numbers, arms }: MeasuredFinding, family: number, options: PlanOptions): PlannedCheck {
  const { id, slice, data, require, margin, kind, metric } = comparison
  const { standardError } = numbers
  const alpha = 1 - options.confidence
  const failAlpha = require === 'no-harm' ? alpha / family : alpha
  const room = margin - (kind === 'limit' ? numbers.harm : 0)
  const rows =
    kind === 'improve-by' || kind === 'limit' ? Number.POSITIVE_INFINITY : rowsToDecide(arms.n, standardError, margin, alpha, POWER)
  const passable = Math.max(options.smallestMargin(metric), detectableHarm(standardError, alpha, POWER))
  return {
    id,
    slice,
    data,
    require,
    n: arms.n,
    unit: arms.unit ?? 'rows',
    standardError,
    margin,
    chanceEqualPasses: chanceOf(
      room,
      standardError,
      require === 'proof' ? -normalQuantile(options.confidence) : normalQuantile(1 - failAlpha),
    ),
    detectableHarm: margin + detectableHarm(standardError, failAlpha, POWER),
    passableMargin: kind === 'relative' || kind === 'anchor' ? roundedUp(passable) : null,
    rowsToDecide: rows > arms.n && Number.isSafeInteger(rows) ? rows : null,
  }
}

/** By proof the upper bound must stay below the margin; by no-harm only a lower bound above it blocks. `shift` in standard errors. */
function chanceOf(room: number, standardError: number, shift: number): number {
  if (standardError === 0) return room >= 0 ? 1 : 0
  return normalCdf(room / standardError + shift)
}

/** To two significant digits, upwards: a margin for people to write down. */
function roundedUp(value: number): number {
  if (!(value > 0)) return 0
  const digits = 1 - Math.floor(Math.log10(value))
  // 0.005 · 1000 may be a hair above 5, which must not become 6.
  const scaled = Math.ceil(value * 10 ** digits - 1e-9)
  return Number((scaled / 10 ** digits).toPrecision(2))
}
