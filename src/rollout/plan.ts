import { formatDuration } from '../judge/format-number.ts'
import { chooseEdges, countBeyond } from '../stats/sequential/edges.ts'
import { addControl, NO_CONTROL, overdispersion } from '../stats/sequential/overdispersion.ts'
import { type Plan, type PlannedGuardrail, planRollout, type Slow } from '../stats/sequential/planning.ts'
import type { LatencySpec } from '../stats/sequential/spec.ts'
import type { SeenWindow } from './entry.ts'
import { percent } from './percent.ts'
import type { Guardrail, Settings } from './settings.ts'
import { addTotals } from './totals.ts'

export type RolloutPlan = {
  readonly plan: Plan
  readonly windowMs: number
  /** For people: what each step takes, and what it finds. */
  readonly sentences: readonly string[]
}

/** Below this chance of a decision somebody must be there to be asked (design §7). */
export const LEAST_DECIDED = 0.8

/**
 * What the ladder can decide on the traffic that there was, before any moves.
 *
 * @param windows of the time before, newest last; only the stable arm counts
 * @returns null where they tell too little: no requests, or a critical guardrail that cannot be read in them
 */
export function planAhead(settings: Settings, windows: readonly SeenWindow[]): RolloutPlan | null {
  const first = windows[0]
  const critical = settings.guardrails.filter((one) => one.critical)
  const planned = critical.map((guardrail) => plannedOf(guardrail, windows))
  const guardrails = planned.filter((one) => one !== null)
  const requests = windows.map((window) => (window.requests === null ? 0 : window.requests.stable + window.requests.canary))
  const requestsPerWindow = requests.reduce((sum, count) => sum + count, 0) / Math.max(1, windows.length)
  if (first === undefined || guardrails.length < critical.length || requestsPerWindow === 0) return null
  const windowMs = first.toMs - first.fromMs
  const plan = planRollout({
    guardrails,
    steps: settings.rungs.map(({ shareBp, ratio }) => ({
      share: shareBp / 10_000,
      ratio,
      bakeWindows: Math.ceil(settings.bakeMs / windowMs),
    })),
    requestsPerWindow,
    deadlineWindows: Math.floor(settings.deadlineMs / windowMs),
    falsePromotionRate: settings.falsePromotionRate,
    falseRollbackRate: settings.falseRollbackRate,
    guardrailCount: settings.guardrails.length,
  })
  return { plan, windowMs, sentences: sentencesOf(plan, settings, windowMs) }
}

function plannedOf({ name, spec }: Guardrail, windows: readonly SeenWindow[]): PlannedGuardrail | null {
  let totals: ReturnType<typeof addTotals> = {}
  let control = NO_CONTROL
  for (const { readings } of windows) {
    const reading = readings[name]
    if (reading === undefined || reading.kind === 'not-evaluable') continue
    totals = addTotals(totals, { [name]: reading })
    if (reading.kind === 'rate') control = addControl(control, reading.arms.stable)
  }
  const total = totals[name]
  if (spec.kind === 'rate' && total?.kind === 'rate') {
    const { requests, failures } = total.arms.stable
    return requests === 0 ? null : { spec, rate: failures / requests, overdispersion: overdispersion(control, false) }
  }
  if (spec.kind === 'latency' && total?.kind === 'histogram') {
    const slow = spec.quantiles
      .map((quantile) => slowOf(total.arms.stable.counts, total.edges, quantile, spec))
      .filter((one) => one !== null)
    return slow.length < spec.quantiles.length ? null : { spec, slow, overdispersion: 0 }
  }
  return null
}

function slowOf(counts: readonly number[], edges: readonly number[], quantile: number, { margin }: LatencySpec): Slow | null {
  const chosen = chooseEdges(counts, edges, quantile, margin)
  if (typeof chosen === 'string') return null
  const share = (edge: number) => {
    const { requests, failures } = countBeyond(counts, edge)
    return failures / requests
  }
  return { beyondEdge: share(chosen.at), beyondShifted: share(chosen.shifted) }
}

function sentencesOf({ steps, decided }: Plan, { rungs, deadlineMs }: Settings, windowMs: number): string[] {
  const ofSteps = steps.map(({ canaryRequestsPerWindow, windowsToProve, detectable }, index) => {
    const { shareBp = 0, ratio = 1 } = rungs[index] ?? {}
    const takes = windowsToProve.median === null ? 'not within the deadline' : `about ${formatDuration(windowsToProve.median * windowMs)}`
    const late = windowsToProve.p90 === null ? '' : ` (9 of 10 within ${formatDuration(windowsToProve.p90 * windowMs)})`
    const found = detectable.map((one) => (one === null ? 'nothing' : `${Number(one.toPrecision(2))}×`)).join(', ')
    return `At ${percent(shareBp)}: ${Math.round(canaryRequestsPerWindow)} canary requests a window; excluding ${ratio === 1 ? 'the margin' : `${ratio}×`} takes ${takes}${late}; found while it bakes: ${found}.`
  })
  return [...ofSteps, `A healthy canary is decided within ${formatDuration(deadlineMs)} in ${Math.round(decided * 100)} % of rollouts.`]
}
