import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Uniform } from '../uniform.ts'
import { type Ahead, addWindow, type Claim, type ClaimLogs, logEOfEither, startClaim } from './claim.ts'
import { disproves } from './combine.ts'
import { detectableRate } from './detectable.ts'
import { temperOfPair } from './overdispersion.ts'
import { poisson } from './poisson-draw.ts'
import { IMPOSSIBLE } from './rate-guardrail.ts'
import { COMMON_RATE, claimsOfQuantile, claimsOfRate, type LatencySpec, type RateSpec } from './spec.ts'

export type PlanRequest = {
  /** The critical ones, which must all exclude each step's ratio. */
  readonly guardrails: readonly PlannedGuardrail[]
  readonly steps: readonly PlannedStep[]
  /** Of both arms. */
  readonly requestsPerWindow: number
  readonly deadlineWindows: number
  /** Levels of promotion and of rollback. */
  readonly falsePromotionRate: number
  readonly falseRollbackRate: number
  /** Number of all guardrails, critical or not. */
  readonly guardrailCount: number
}

export type PlannedStep = { readonly share: number; readonly ratio: number; readonly bakeWindows: number }

/** What stable does today; `overdispersion` as `describe` tells it. */
export type PlannedGuardrail =
  | { readonly spec: RateSpec; readonly rate: number; readonly overdispersion: number }
  /** By quantile: shares of stable's requests beyond the edge and beyond the shifted edge. */
  | { readonly spec: LatencySpec; readonly slow: readonly Slow[]; readonly overdispersion: number }

export type Slow = { readonly beyondEdge: number; readonly beyondShifted: number }

export type Plan = {
  readonly steps: readonly StepPlan[]
  /** P(every step is decided by the deadline | the canary is as good as stable), from `RUNS` simulated rollouts. */
  readonly decided: number
}

export type StepPlan = {
  readonly canaryRequestsPerWindow: number
  /** Of an equal canary: median and 90th percentile; null: not before the deadline. */
  readonly windowsToProve: { readonly median: number | null; readonly p90: number | null }
  /** For each guardrail, how many times stable's rate (or slow requests) is expected to be found within the bake; null: nothing is. */
  readonly detectable: readonly (number | null)[]
}

/**
 * Says before any traffic moves how long an equal canary takes, by simulating its whole rollout with the very evidence that the judge will
 * use, seeded: the same request gives the same plan. Windows are merged where a rollout has more than a few hundred.
 */
export function planRollout(request: PlanRequest): Plan {
  const merged = Math.ceil(request.deadlineWindows / MOST_WINDOWS)
  const streams = request.guardrails.flatMap((one) => streamsOf(one, request.steps))
  const random = seeded()
  const runs = Array.from({ length: RUNS }, () => simulate(request, streams, merged, random))
  return {
    decided: runs.filter((windows) => windows.length === request.steps.length).length / RUNS,
    steps: request.steps.map((step, i) => ({
      canaryRequestsPerWindow: request.requestsPerWindow * step.share,
      windowsToProve: quantiles(runs.map((windows) => windows[i] ?? Infinity)),
      detectable: request.guardrails.map((one) => detectableRatio(one, step, request)),
    })),
  }
}

/** One comparison of two rates: a guardrail of failures, or a quantile of latencies; with a claim for each step. */
type Stream = { readonly stable: number; readonly canary: number; readonly overdispersion: number; readonly claims: readonly Claim[] }

function streamsOf(planned: PlannedGuardrail, steps: readonly PlannedStep[]): Stream[] {
  const pick = ({ exclusions, ratios }: ReturnType<typeof claimsOfRate>) =>
    steps.map(({ ratio }) => {
      const claim = exclusions[ratios.indexOf(ratio)]
      if (claim === undefined) throw new RangeError(`the guardrail does not follow the ratio ${ratio}`)
      return claim
    })
  const { overdispersion } = planned
  if ('rate' in planned) return [{ stable: planned.rate, canary: planned.rate, overdispersion, claims: pick(claimsOfRate(planned.spec)) }]
  return planned.slow.map(({ beyondEdge, beyondShifted }, i) => {
    const claims = pick(claimsOfQuantile(planned.spec, planned.spec.quantiles[i] ?? 0.5))
    return { stable: beyondEdge, canary: beyondShifted, overdispersion, claims }
  })
}

/** @returns windows of each step that was decided before the deadline */
function simulate(request: PlanRequest, streams: readonly Stream[], merged: number, random: Uniform): number[] {
  const logs: ClaimLogs[][] = streams.map(({ claims }) => claims.map(startClaim))
  const took: number[] = []
  let window = 0
  for (const [index, { share, bakeWindows }] of request.steps.entries()) {
    const startedAt = window
    const proven = () => streams.every((stream, i) => disproves(stepLogE(stream, logs[i] ?? [], index), request.falsePromotionRate))
    do {
      if (window >= request.deadlineWindows) return took
      for (const [i, stream] of streams.entries())
        logs[i] = drawWindow(stream, logs[i] ?? [], request.requestsPerWindow * merged, share, random)
      window += merged
    } while (window - startedAt < bakeWindows || !proven())
    took.push(window - startedAt)
  }
  return took
}

function stepLogE({ claims, stable }: Stream, logs: readonly ClaimLogs[], index: number): number {
  const [claim, its] = [claims[index], logs[index]]
  if (claim === undefined || its === undefined) return 0
  return (claim.ratio?.margin ?? 0) * stable >= 1 || (claim.difference?.margin ?? 0) >= 1 ? IMPOSSIBLE : logEOfEither(claim, its)
}

function drawWindow(stream: Stream, logs: readonly ClaimLogs[], requests: number, share: number, random: Uniform): ClaimLogs[] {
  const arm = (mean: number, rate: number) => {
    const failures = poisson(mean * rate, random)
    return { requests: failures + poisson(mean * (1 - rate), random), failures }
  }
  const window = { stable: arm(requests * (1 - share), stream.stable), canary: arm(requests * share, stream.canary) }
  const bernoulli = stream.stable >= COMMON_RATE
  const rate = Math.max(stream.stable, LEAST_RATE)
  const temper = temperOfPair(window.stable.requests, window.canary.requests, rate, stream.overdispersion, bernoulli)
  const ahead: Ahead = { rate, temper, bernoulli }
  return stream.claims.map((claim, i) => addWindow(claim, logs[i] ?? startClaim(claim), window, ahead))
}

function detectableRatio(planned: PlannedGuardrail, step: PlannedStep, request: PlanRequest): number | null {
  const requests = request.requestsPerWindow * step.bakeWindows
  const common = {
    stable: requests * (1 - step.share),
    canary: requests * step.share,
    threshold: Math.log(request.guardrailCount / request.falseRollbackRate) + MIXTURE_COST,
  }
  const ratioOf = (rate: number, claim: Claim) => {
    const margins = { ratio: claim.ratio?.margin ?? null, difference: claim.difference?.margin ?? null }
    const found = rate > 0 ? detectableRate({ ...common, ...margins, rate }) : null
    return found === null ? null : found / rate
  }
  if ('rate' in planned) return ratioOf(planned.rate, claimsOfRate(planned.spec).rollback)
  const all = planned.slow.map(({ beyondEdge }, i) =>
    ratioOf(beyondEdge, claimsOfQuantile(planned.spec, planned.spec.quantiles[i] ?? 0.5).rollback),
  )
  const some = all.flatMap((ratio) => (ratio === null ? [] : [ratio]))
  return some.length === 0 ? null : Math.min(...some)
}

function quantiles(windows: readonly number[]): StepPlan['windowsToProve'] {
  const sorted = [...windows].sort((a, b) => a - b)
  const at = (quantile: number) => {
    const value = sorted[Math.floor(quantile * (sorted.length - 1))] ?? Infinity
    return value === Infinity ? null : value
  }
  return { median: at(0.5), p90: at(0.9) }
}

function seeded(): Uniform {
  const generator = xoroshiro128plus(20_261_128)
  return { uniform: () => (generator.next() >>> 0) * 2 ** -32 }
}

/** Standard error of `decided` at 80 %: 3 points. */
const RUNS = 200
const MOST_WINDOWS = 360
/** Half a failure in the sixty windows before. */
const LEAST_RATE = 1e-6
/** What a mixture over forty alternatives costs of ln e, about, against the one alternative that is true. */
const MIXTURE_COST = 1
