import { UsageError } from '../../errors.ts'
import type { World } from '../../host/world.ts'
import { formatDuration } from '../../judge/format-number.ts'
import type { LivePlan, LiveStep } from '../../judge/live-plan.ts'
import type { Ports } from '../../rollout/advance.ts'
import { historyOf } from '../../rollout/observe.ts'
import { percent } from '../../rollout/percent.ts'
import { LEAST_DECIDED, planAhead, type RolloutPlan } from '../../rollout/plan.ts'
import { TargetError, TelemetryError, type Window } from '../../rollout/ports.ts'
import { seenWindow } from '../../rollout/roles.ts'
import { basisPoints, type Settings, settingsOf } from '../../rollout/settings.ts'
import type { LiveModel, RolloutPorts } from './ports.ts'
import { requireEdges } from './require-edges.ts'
import { requireSteps } from './require-steps.ts'

/** Three ticks: one may fail and one may be late. */
const LEASE_TICKS = 3

/**
 * What the ladder decides on the traffic that stable had; null where the telemetry tells too little.
 *
 * @param history what the telemetry remembers (`historyOf`)
 * @throws UsageError for a ceiling beyond all buckets
 */
export async function planLadder(settings: Settings, history: readonly Window[], target: Ports['target']): Promise<RolloutPlan | null> {
  requireEdges(settings, history)
  // Who is stable now is the target's to say: after a promotion by swap the arms have each other's names.
  const isSwapped = history.length > 0 && (await target.read()).swapped === true
  return planAhead(
    settings,
    history.map((window) => seenWindow(window, isSwapped)),
  )
}

/** A rollout that most healthy models would not finish is none, unless somebody can be asked at its deadline. */
export function refusalOf({ model, rollout }: LiveModel, ahead: RolloutPlan | null): UsageError | null {
  if (ahead === null || ahead.plan.decided >= LEAST_DECIDED || rollout.onDeadline === 'ask') return null
  return new UsageError({
    where: `models.${model.name}.rollout`,
    found: `a rollout that a healthy model would finish in ${Math.round(ahead.plan.decided * 100)} % of cases. ${ahead.sentences.join(' ')}`,
    expected: `at least ${LEAST_DECIDED * 100} %, or somebody who can be asked (\`on-deadline: ask\`)`,
    remedy: 'Raise `deadline`, widen the margins, or leave out the smallest steps.',
  })
}

/** The same for `sluice plan`: moves nothing and starts nothing, and says why where it cannot look. */
export async function planLive(
  live: LiveModel,
  outside: RolloutPorts,
  world: World,
): Promise<{ plan: LivePlan; refusal: UsageError | null }> {
  const { model, rollout } = live
  const common = { model: model.name, environment: rollout.environment, deadlineMs: rollout.deadline }
  const nothing = (why: string | null) => ({
    plan: { ...common, steps: [], why, decided: null, refused: false, notes: askedInWords(rollout) },
    refusal: null,
  })
  try {
    const ports = await outside.rest(live, world)
    requireSteps(live, ports.target.capabilities)
    const settings = settingsOf(rollout, ports.target.capabilities)
    const ahead = await planLadder(settings, await historyOf(ports.telemetry), ports.target)
    if (ahead === null) return nothing(null)
    const refusal = refusalOf(live, ahead)
    const plan = {
      ...common,
      steps: stepsOf(ahead, settings),
      why: null,
      decided: ahead.plan.decided,
      refused: refusal !== null,
      notes: [...askedInWords(rollout), ...notesOf(live, settings)],
    }
    return { plan, refusal }
  } catch (error) {
    if (error instanceof TargetError || error instanceof TelemetryError) return nothing(error.message)
    if (error instanceof UsageError) return nothing(`${error.where}: ${error.found}; ${error.remedy}`)
    throw error
  }
}

function stepsOf({ plan, windowMs }: RolloutPlan, { rungs, guardrails, bakeMs }: Settings): LiveStep[] {
  const critical = guardrails.filter((one) => one.critical)
  return plan.steps.map(({ canaryRequestsPerWindow, windowsToProve: { median, p90 }, detectable }, index) => {
    const { shareBp = 0, ratio = 1 } = rungs[index] ?? {}
    return {
      share: shareBp / 10_000,
      ratio,
      windowMs,
      requestsAWindow: canaryRequestsPerWindow,
      medianMs: median === null ? null : median * windowMs,
      mostMs: p90 === null ? null : p90 * windowMs,
      requestsNeeded: median === null ? null : median * canaryRequestsPerWindow,
      found: detectable.map((times, guardrail) => ({ guardrail: critical[guardrail]?.name ?? '', ratio: times })),
      bakeMs,
    }
  })
}

const WAYS = {
  environment: 'the reviewers of the environment',
  'pull-request-review': 'by a review of the merged pull request',
  comment: 'by a comment on the merged pull request',
} as const

/** Where a rollout waits for a person, and how long. */
function askedInWords({ approval, environment }: LiveModel['rollout']): string[] {
  if (approval === null) return []
  const steps = approval.before.map((share) => (share === 1 ? 'the promotion' : percent(basisPoints(share)))).join(' and before ')
  const whom = approval.by === 'environment' ? `${WAYS.environment} ${environment}` : WAYS[approval.by]
  const no = approval.onRejection === 'rollback' ? 'takes the canary back' : 'holds it'
  return [
    `Somebody is asked before ${steps} (${whom}); without an answer within ${formatDuration(approval.expires)} the rollout holds, a no ${no}. The deadline goes on meanwhile.`,
  ]
}

/** What holds the share when nobody ticks. */
function notesOf({ rollout }: LiveModel, { leaseMs, tickMs, unattendedMaxBp }: Settings): string[] {
  if (leaseMs === null)
    return [`The target has no lease: between jobs that watch, the share is at most ${unattendedMaxBp / 100} % (unattended-max).`]
  if (leaseMs >= LEASE_TICKS * tickMs) return []
  const minutes = (milliseconds: number) => Number((milliseconds / 60_000).toPrecision(3))
  return [
    `The lease of ${minutes(leaseMs)} min runs out before ${LEASE_TICKS} ticks of ${minutes(tickMs)} min: a late schedule in ${rollout.environment} sets the share to 0. Tick more often, or make the lease longer.`,
  ]
}
