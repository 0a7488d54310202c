import { invertDecreasing } from '../bisection.ts'
import { type Ahead, addWindow, type Claim, logEOfBoth, logEOfEither, notWorseThan, startClaim, worseThan } from './claim.ts'
import { type ControlSums, overdispersion, rateAhead, temperOfPair } from './overdispersion.ts'
import type { ByArm, RateCounts } from './readings.ts'
import { COMMON_RATE, type RateSpec } from './spec.ts'

/** Counts of both arms while one share stood: whatever moves the rates of both arms meanwhile cancels within it. */
export type Stratum = { readonly windows: number; readonly arms: ByArm<RateCounts> }

/** How much worse the canary is, in the metric's unit: above 0 is worse. `null`: that side is not bounded (yet). */
export type Harm = {
  readonly stable: number
  readonly canary: number
  readonly harm: number
  readonly lower: number | null
  readonly upper: number | null
  /** What is allowed, in the same unit. */
  readonly margin: number
}

/**
 * Harm of a guardrail of rates, with bounds that hold at every look: the margins that the live judge's own tests, at this level, would not
 * disprove. A margin grows and shrinks as a whole, both of its parts in proportion, so that at the guardrail's own margin the question is
 * the one that decides. Windows of one share are taken together: given their exposures the share test sees only their sums.
 *
 * The estimate is the difference of the rates, strata weighted as Mantel and Haenszel do: a ramp of the share during a drift of the rates
 * moves it no further than chance does, unlike the difference of pooled rates.
 *
 * @param alpha of each bound, one-sided
 * @returns null where an arm has no requests
 */
export function harmOfRate(spec: RateSpec, strata: readonly Stratum[], control: ControlSums, alpha: number): Harm | null {
  const rates = standardised(strata)
  if (rates === null) return null
  const { stable, canary } = rates
  const margin = Math.max(stable * (spec.relative ?? 0), spec.absolute ?? 0)
  const rate = rateAhead(control)
  const bernoulli = spec.form === 'bernoulli' || (spec.form === 'auto' && rate >= COMMON_RATE)
  const chosen = { rate, bernoulli, k: overdispersion(control, bernoulli) }
  const scaled = (harm: number) => marginsFor(harm, stable, margin, spec)
  const worse = (harm: number) => evidenceAgainst(worseThan(...scaled(harm)), logEOfEither, strata, chosen)
  const notWorse = (harm: number) => evidenceAgainst(notWorseThan(...scaled(harm)), logEOfBoth, strata, chosen)
  const threshold = -Math.log(alpha)
  return {
    stable,
    canary,
    harm: canary - stable,
    // A rate is never below 0 nor above 1, whatever the evidence.
    lower: invertDecreasing(notWorse, threshold, -stable, 1 - stable, HALVINGS),
    upper: invertDecreasing((harm) => -worse(harm), -threshold, -stable, 1 - stable, HALVINGS),
    margin,
  }
}

/** Both arms' rates as they would be with the same mixture of strata; null without requests of both in any. */
export function standardised(strata: readonly Stratum[]): ByArm<number> | null {
  let [weight, stable, canary] = [0, 0, 0]
  for (const { arms } of strata) {
    const all = arms.stable.requests + arms.canary.requests
    const own = all === 0 ? 0 : (arms.stable.requests * arms.canary.requests) / all
    if (own === 0) continue
    weight += own
    stable += own * (arms.stable.failures / arms.stable.requests)
    canary += own * (arms.canary.failures / arms.canary.requests)
  }
  return weight === 0 ? null : { stable: stable / weight, canary: canary / weight }
}

type Chosen = { readonly rate: number; readonly bernoulli: boolean; readonly k: number }

/** ln e-value against a claim, from all strata. Bursts are tempered as those of a window of a stratum are. */
export function evidenceAgainst(
  claim: Claim,
  merge: (claim: Claim, logs: ReturnType<typeof startClaim>) => number,
  strata: readonly Stratum[],
  { rate, bernoulli, k }: Chosen,
): number {
  if (claim.ratio === null && claim.difference === null) return -Infinity
  let logs = startClaim(claim)
  for (const { windows, arms } of strata) {
    const ofWindow = (count: number) => count / Math.max(1, windows)
    const temper = temperOfPair(ofWindow(arms.stable.requests), ofWindow(arms.canary.requests), rate, k, bernoulli)
    const ahead: Ahead = { rate, bernoulli, temper }
    logs = addWindow(claim, logs, arms, ahead)
  }
  return merge(claim, logs)
}

/** The ratio and the difference that a harm of so much stands for: the guardrail's margin, grown in proportion. Better than stable has no difference. */
function marginsFor(
  harm: number,
  stable: number,
  margin: number,
  { relative, absolute }: RateSpec,
): [ratio: number | null, difference: number | null] {
  const plain = stable > 0 ? Math.max(LEAST_RATIO, 1 + harm / stable) : null
  if (!(margin > 0)) return [plain, null]
  const times = harm / margin
  const ratio = relative !== null && relative > 0 ? Math.max(LEAST_RATIO, 1 + relative * times) : plain
  const difference = absolute !== null && absolute > 0 && times > 0 ? Math.min(1, absolute * times) : null
  return [ratio, difference]
}

/** Ten millionths of a point: finer than any report. */
const HALVINGS = 24
const LEAST_RATIO = 1e-9
