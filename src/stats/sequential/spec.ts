import { type Claim, notWorseThan, worseThan } from './claim.ts'

/** A guardrail as the live judge needs it. `ladder`: how many times worse each step must exclude; 1 is the margin itself; none where it can only roll back. */
export type GuardrailSpec = RateSpec | LatencySpec | MeanSpec

export type RateSpec = {
  readonly kind: 'rate'
  /** 0.25 allows failures a quarter more often than stable's; null: no such margin. */
  readonly relative: number | null
  /** 0.005 allows half a percentage point more. Where both are given the larger margin counts. */
  readonly absolute: number | null
  /** How failures are counted: rare ones as Poisson (`share`), common ones as Bernoulli; `auto` chooses by stable's rate so far. */
  readonly form: 'share' | 'bernoulli' | 'auto'
  /** The canary's rate may not exceed it, whatever stable does; null: no ceiling. In (0, 1). */
  readonly max: number | null
  readonly ladder: readonly number[]
}

export type LatencySpec = {
  readonly kind: 'latency'
  /** 0.25 allows each quantile to grow by a quarter. */
  readonly margin: number
  /** In (0, 1), such as 0.5, 0.9, 0.99. */
  readonly quantiles: readonly number[]
  /** The canary's highest quantile may not exceed it, in the unit of the edges; null: no ceiling. */
  readonly max: number | null
  readonly ladder: readonly number[]
}

export type MeanSpec = {
  readonly kind: 'mean'
  readonly higherIsWorse: boolean
  /** As with rates: of stable's mean, and in the metric's unit; where both are given the larger margin counts. */
  readonly relative: number | null
  readonly absolute: number | null
  /** The canary's mean may not exceed it, whatever stable's is; null: no ceiling. Journals of before have none. */
  readonly max?: number | null
  readonly ladder: readonly number[]
}

/** Stable's rate from which `auto` counts failures as Bernoulli. */
export const COMMON_RATE = 0.05

/** Between the steps of the ladder, so that people hear how much is excluded more finely than in factors of two. */
const BETWEEN: readonly number[] = [10, 7, 5, 4, 3, 2, 1.5, 1]

/** Ratios whose exclusion is followed, largest first: those of the ladder and some between. None for a guardrail that no step waits for. */
export function followedRatios({ ladder }: GuardrailSpec): readonly number[] {
  const known = followed.get(ladder)
  if (known !== undefined) return known
  const wrong = ladder.find((ratio) => !(ratio >= 1 && ratio < Infinity))
  if (wrong !== undefined) throw new RangeError(`${wrong} times worse is no step of a ladder`)
  const ratios = ladder.length === 0 ? [] : [...new Set([...ladder, ...BETWEEN])].sort((a, b) => b - a)
  followed.set(ladder, ratios)
  return ratios
}

const followed = new WeakMap<readonly number[], readonly number[]>()

export type Claims = { readonly rollback: Claim; readonly exclusions: readonly Claim[]; readonly ratios: readonly number[] }

/** The claims of a guardrail of rates. "Worse than r": r times stable's rate and r times the absolute margin, never narrower than the margin. */
export function claimsOfRate(spec: RateSpec): Claims {
  return remembered(spec, 0, () => {
    const { ratio: margin, difference } = marginsOf(spec)
    const ratios = followedRatios(spec)
    const exclusionOf = (ratio: number) => {
      if (margin === null && difference === null) return worseThan(null, null)
      // At the margin itself a guardrail with an absolute margin alone asks for no ratio.
      const bound = margin === null ? (ratio === 1 ? null : ratio) : Math.max(ratio, margin)
      return worseThan(bound, difference === null ? null : difference * ratio)
    }
    return { ratios, rollback: notWorseThan(margin, difference), exclusions: ratios.map(exclusionOf) }
  })
}

/** An absolute margin of 0 is the ratio 1, and less than any other relative one. */
function marginsOf({ relative, absolute }: RateSpec): { readonly ratio: number | null; readonly difference: number | null } {
  for (const margin of [relative, absolute]) {
    if (margin !== null && !(margin >= 0 && margin < Infinity)) throw new RangeError(`found the margin ${margin}, expected 0 or more`)
  }
  if (absolute === 0) return { ratio: 1 + (relative ?? 0), difference: null }
  return { ratio: relative === null ? null : 1 + relative, difference: absolute }
}

/** The claims of one quantile: slow requests of the canary, beyond the shifted edge, against stable's beyond the edge. */
export function claimsOfQuantile(spec: LatencySpec, quantile: number): Claims {
  return remembered(spec, quantile, () => {
    const ratios = followedRatios(spec)
    const floor = (ratio: number) => ratio * FLOOR_OF_SLOW * (1 - quantile)
    return { ratios, rollback: notWorseThan(1, null), exclusions: ratios.map((ratio) => worseThan(ratio, floor(ratio))) }
  })
}

/**
 * Of the quantile's own share of slow requests (1 % for p99). Where a bucket holds nearly all requests stable has none to compare with, and
 * no ratio could ever be excluded: so many more of all requests are then allowed, 0.1 % for p99.
 */
const FLOOR_OF_SLOW = 0.1

/** A policy is read once and used in every window. */
const memory = new WeakMap<GuardrailSpec, Map<number, Claims>>()

function remembered(spec: GuardrailSpec, quantile: number, make: () => Claims): Claims {
  const ofSpec = memory.get(spec) ?? new Map<number, Claims>()
  const claims = ofSpec.get(quantile) ?? make()
  memory.set(spec, ofSpec.set(quantile, claims))
  return claims
}
