import { formatCount, formatTime } from '../../judge/format-number.ts'
import type { TimingPlan } from '../../judge/timing-plan.ts'
import { callsNeeded } from '../../stats/quantile-bound.ts'
import { type BenchmarkRequest, inputsJobOf } from './benchmark-model.ts'
import { budgetThatWouldDo } from './budget.ts'
import { nameOf } from './comparison-parts.ts'
import { Deadline } from './deadline.ts'
import { type FirstLook, lookAtBoth } from './first-look.ts'
import { quantileOf } from './latency-keys.ts'
import type { BenchmarkPolicy } from './policy.ts'
import { FEWEST_ROUNDS } from './round.ts'
import { servedPolicy } from './served-policy.ts'

type PlanRequest = Omit<BenchmarkRequest, 'policyUnchanged' | 'stopEarly' | 'onProgress'>

/** Looks at both models and says how many rounds and calls the budget holds, and which checks that is too little for. */
export async function planBenchmark(request: PlanRequest): Promise<TimingPlan> {
  const { benchmark, model, runner, signal } = request
  if (model.subject.kind === 'endpoint') return servedPlan(model.name, servedPolicy(benchmark))
  const deadline = new Deadline(benchmark.timeBudget, signal)
  try {
    const prepared = await runner.prepare(inputsJobOf(request), signal)
    const look = await lookAtBoth({ policy: benchmark, prepared: prepared.arms, runner, deadline })
    return timingPlan(model.name, benchmark, look)
  } finally {
    deadline.stop()
  }
}

/** Nothing is sent: how many requests a load makes is known beforehand. */
function servedPlan(model: string, policy: BenchmarkPolicy): TimingPlan {
  const budgetSeconds = policy.timeBudget / 1000
  return { model, budgetSeconds, rounds: null, sizes: [], load: plannedLoad(policy), unsupported: unsupportedLoad(policy) }
}

export function timingPlan(model: string, policy: BenchmarkPolicy, { schedule, callMs, problems }: FirstLook): TimingPlan {
  const broken = [
    ...problems.map(({ rows, error }) => ({ id: `calls of ${rows} ${rows === 1 ? 'row' : 'rows'}`, why: error.message })),
    ...unsupportedLoad(policy),
  ]
  const common = { model, budgetSeconds: policy.timeBudget / 1000, load: plannedLoad(policy) }
  if (schedule.kind === 'too-short') {
    const sizes = [...callMs].map(([rows, ms]) => ({ rows, callMs: ms, callsPerRound: 0, calls: 0 }))
    return { ...common, rounds: 0, sizes, unsupported: [...broken, { id: 'everything', why: schedule.why }] }
  }
  const { rounds, callsPerRound } = schedule
  const sizes = [...callMs].map(([rows, ms]) => {
    const a = callsPerRound.get(rows) ?? 0
    return { rows, callMs: ms, callsPerRound: a, calls: a * rounds }
  })
  const unsupported = sizes.flatMap((size) => unsupportedOf(size, policy))
  return { ...common, rounds, sizes, unsupported: [...broken, ...unsupported] }
}

function plannedLoad({ load }: BenchmarkPolicy): TimingPlan['load'] {
  if (load === null) return null
  const seconds = load.duration / 1000
  return { perSecond: load.rate, seconds, requests: Math.floor(load.rate * seconds) }
}

/** Requests that a load of this rate and duration sends, against those that its percentiles take: all known before any is sent. */
function unsupportedLoad(policy: BenchmarkPolicy): TimingPlan['unsupported'] {
  const { load, confidence } = policy
  if (load === null) return []
  const requests = plannedLoad(policy)?.requests ?? 0
  return Object.entries(load.latency).flatMap(([key, { margin, max }]) => {
    const needed = callsNeeded(quantileOf(key) ?? 0.5, confidence)
    const short = (per: string, have: number, id: string, share = 1) => {
      const seconds = needed / load.rate / share
      const why = `${key} takes at least ${formatCount(needed)} requests${per}, and ${load.rate}/s sends about ${formatCount(have)}; a \`load.duration\` of about ${formatTime(seconds)} would do`
      return have >= needed ? [] : [{ id, why }]
    }
    const id = `load.${key}`
    const ofRound = Math.floor(requests / FEWEST_ROUNDS)
    return [
      ...(margin === null ? [] : short(' a round', ofRound, id, 1 / FEWEST_ROUNDS)),
      ...(max === null ? [] : short('', requests, `${id}.max`)),
    ]
  })
}

/** The same rules by which the judge refuses. */
function unsupportedOf(
  { rows, callsPerRound, calls }: TimingPlan['sizes'][number],
  policy: BenchmarkPolicy,
): TimingPlan['unsupported'][number][] {
  return Object.entries(policy.latency).flatMap(([key, { margin, max }]) => {
    const quantile = quantileOf(key)
    if (quantile === null || quantile === 0.5) return []
    const needed = callsNeeded(quantile, policy.confidence)
    const { id } = nameOf(`latency.${key}`, '', rows, policy)
    const short = (what: string, have: number, name: string) => {
      const budget = budgetThatWouldDo((policy.timeBudget / 1000) * (needed / Math.max(1, have)))
      const why = `${key} takes at least ${formatCount(needed)} calls${what}, and about ${formatCount(have)} fit; ${budget}`
      return have >= needed ? [] : [{ id: name, why }]
    }
    return [...(margin === null ? [] : short(' a round', callsPerRound, id)), ...(max === null ? [] : short('', calls, `${id}.max`))]
  })
}
