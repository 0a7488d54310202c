import type { GuardrailSpec } from '../stats/sequential/guardrail.ts'
import type { WrittenGuardrail } from './policy/guardrail.ts'
import { kindOfGuardrail } from './policy/problems.ts'
import type { RolloutPolicy } from './policy/section.ts'
import { ALL_BP, type Signal, type TargetCapabilities } from './ports.ts'

/** One guardrail, and how it is judged. `unit`: of latencies; journals of before have none. */
export type Guardrail = { readonly name: string; readonly critical: boolean; readonly spec: GuardrailSpec; readonly unit?: 's' | 'ms' }

/** A share of the ladder, and how many times worse must be excluded before it is left. */
export type Rung = { readonly shareBp: number; readonly ratio: number }

/** What decides, frozen at the start and kept in the journal: whoever replays it needs nothing else. */
export type Settings = {
  readonly rungs: readonly Rung[]
  /** Of the old model after a promotion by swap, as control. */
  readonly controlBp: number
  readonly guardrails: readonly Guardrail[]
  readonly rehearseMs: number | null
  readonly bakeMs: number
  readonly warmUpMs: number
  readonly deadlineMs: number
  readonly onDeadline: 'ask' | 'hold' | 'rollback'
  readonly splitTolerance: number
  readonly tickMs: number
  readonly leaseMs: number | null
  readonly unattendedMaxBp: number
  readonly blindMaxMs: number
  readonly falseRollbackRate: number
  readonly falsePromotionRate: number
  /** In basis points; 10,000 is the promotion. */
  readonly approvalBefore: readonly number[]
  /** How people are asked; journals of before have none, and asked nobody. */
  readonly approval?: ApprovalSettings | null
  readonly settleMs: number
  readonly promotion: 'swap' | 'retarget'
}

/** Before which steps somebody is asked, and how. */
export type Asks = Pick<Settings, 'approvalBefore' | 'approval'>

export type ApprovalSettings = {
  readonly by: 'environment' | 'pull-request-review' | 'comment'
  /** A request that nobody answers for so long is void. */
  readonly expiresMs: number
  readonly onRejection: 'hold' | 'rollback'
  /** With `by: environment`: where, and which workflow's job waits there. */
  readonly environment: string
  readonly workflow: string
}

const CONTROL_BP = 100

/**
 * The ladder of design §7: 10× at 1 % and below, 4× to 5 %, 2× to 25 % and beyond, the margin itself at the last step.
 *
 * @param capabilities shares are those that the target can set
 */
export function settingsOf(policy: RolloutPolicy, capabilities: TargetCapabilities): Settings {
  const ratios = ratiosOf(policy)
  const rungs = policy.steps.map((step, index) => ({ shareBp: capabilities.reachableBp(basisPoints(step)), ratio: ratios[index] ?? 1 }))
  return {
    rungs,
    controlBp: capabilities.reachableBp(CONTROL_BP),
    guardrails: guardrailsOf(policy),
    rehearseMs: policy.rehearse,
    bakeMs: policy.bake,
    warmUpMs: policy.warmUp,
    deadlineMs: policy.deadline,
    onDeadline: policy.onDeadline,
    splitTolerance: policy.splitTolerance,
    tickMs: policy.tick,
    leaseMs: capabilities.lease ? policy.lease : null,
    unattendedMaxBp: basisPoints(policy.unattendedMax),
    blindMaxMs: policy.blindMax,
    falseRollbackRate: policy.falseRollbackRate,
    falsePromotionRate: policy.falsePromotionRate,
    ...asksOf(policy, capabilities),
    settleMs: policy.settle,
    promotion: capabilities.promotion,
  }
}

/** What the policy says of it now, for a target that can set these shares. */
export function asksOf({ approval, environment }: RolloutPolicy, capabilities: Pick<TargetCapabilities, 'reachableBp'>): Asks {
  if (approval === null) return { approvalBefore: [], approval: null }
  const { before, by, expires, onRejection, workflow } = approval
  const approvalBefore = before.map((share) => (share === 1 ? ALL_BP : capabilities.reachableBp(basisPoints(share))))
  return { approvalBefore, approval: { by, expiresMs: expires, onRejection, environment, workflow } }
}

/** How each guardrail is judged, whatever moves the traffic. */
export function guardrailsOf(policy: Pick<RolloutPolicy, 'guardrails' | 'steps'>): Guardrail[] {
  const ladder = [...new Set(ratiosOf(policy))]
  return Object.entries(policy.guardrails).map(([name, written]) => guardrailOf(name, written, ladder))
}

function ratiosOf({ steps }: Pick<RolloutPolicy, 'steps'>): number[] {
  return steps.map((step, index) => (index === steps.length - 1 ? 1 : ratioAt(step)))
}

function ratioAt(share: number): number {
  if (share <= 0.01) return 10
  return share <= 0.05 ? 4 : 2
}

export function basisPoints(share: number): number {
  return Math.round(share * ALL_BP)
}

function guardrailOf(name: string, written: WrittenGuardrail, ladder: readonly number[]): Guardrail {
  const kind = kindOfGuardrail(written)
  if (kind === null) throw new Error(`the guardrail ${name} is of no kind`)
  const guardrail = { name, critical: written.critical, spec: specOf(kind, written, ladder) }
  return kind === 'latency' ? { ...guardrail, unit: written.unit } : guardrail
}

const QUANTILES: readonly number[] = [0.5, 0.9, 0.99]

function specOf(kind: 'rate' | 'latency' | 'mean', written: WrittenGuardrail, ladder: readonly number[]): GuardrailSpec {
  const { relative, absolute } = marginsOf(written.margin)
  const { max, unit, worse } = written
  switch (kind) {
    case 'rate':
      return { kind, relative, absolute, form: 'auto', max: max?.kind === 'share' ? max.value : null, ladder }
    case 'latency': {
      const ceiling = max?.kind === 'time' ? (unit === 's' ? max.milliseconds / 1000 : max.milliseconds) : null
      return { kind, margin: relative ?? 0, quantiles: written.quantiles ?? QUANTILES, max: ceiling, ladder }
    }
    case 'mean':
      return { kind, higherIsWorse: worse === 'higher', relative, absolute, max: max?.kind === 'plain' ? max.value : null, ladder }
  }
}

function marginsOf(margin: WrittenGuardrail['margin']): { relative: number | null; absolute: number | null } {
  switch (margin.kind) {
    case 'absolute':
      return { relative: null, absolute: margin.value }
    case 'relative':
      return { relative: margin.share, absolute: null }
    case 'larger':
      return { relative: margin.relative, absolute: margin.absolute }
  }
}

/** What the guardrails ask of the telemetry. */
export function signalsOf({ guardrails }: RolloutPolicy): Signal[] {
  return Object.entries(guardrails).map(([name, { requests, failures, histogram, count, sum, sumOfSquares }]) => {
    if (requests !== null && failures !== null) return { name, kind: 'rate', requests, failures }
    if (histogram !== null) return { name, kind: 'histogram', histogram }
    if (count !== null && sum !== null && sumOfSquares !== null) return { name, kind: 'mean', count, sum, sumOfSquares }
    throw new Error(`the guardrail ${name} is of no kind`)
  })
}
