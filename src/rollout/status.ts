import { formatDuration } from '../judge/format-number.ts'
import { judgeLive } from './evidence.ts'
import { type History, isOpen } from './fold.ts'
import { percent } from './percent.ts'
import type { TargetState } from './ports.ts'
import type { Rollout } from './rollout.ts'
import { CHECKPOINT_MS } from './tick/checkpoint.ts'
import { answerInWords, askInWords, clockInWords, endInWords, uncountedInWords } from './told-request.ts'
import { STATES } from './transitions.ts'

export type LiveView = { readonly state: TargetState } | { readonly why: string }

export type StatusParts = {
  readonly model: string
  readonly environment: string
  readonly history: History
  readonly view: LiveView
  readonly nowMs: number
}

export type Status = { readonly text: string; readonly facts: Readonly<Record<string, unknown>> }

/** For whoever is on call: what is live, why, how it is stopped. In this order, and nothing else first. */
export function describeStatus({ model, environment, history, view, nowMs }: StatusParts): Status {
  const { current, released, queued } = history
  const standing = standingOf(view)
  const lines = [
    `${model} in ${environment}: ${current === null ? 'no rollout yet' : current.state}`,
    `  traffic   ${standing}`,
    ...(current === null ? [] : aboutRollout(current, nowMs)),
    ...(released === null
      ? []
      : [`  released  ${released.digest.slice(0, 12)}${released.reference === null ? '' : ` (${released.reference})`}`]),
    ...(queued === null ? [] : [`  queued    ${queued.digest.slice(0, 12)}`]),
    ...(isOpen(current)
      ? howToStop(model, current)
      : current?.state === 'promoted'
        ? [`  undo      sluice rollback --model ${model}`]
        : []),
  ]
  return { text: lines.join('\n'), facts: factsOf({ model, environment, history, view }) }
}

function standingOf(view: LiveView): string {
  if ('why' in view) return `unknown: the target cannot be read (${view.why})`
  const { shareBp, effectiveBp, mixed, arms, leaseLeftMs } = view.state
  if (shareBp === null) return `mixed: ${mixed ?? 'the nodes do not agree'}`
  const served = effectiveBp === null || effectiveBp === shareBp ? '' : `, really served ${percent(effectiveBp)}`
  const lease = leaseLeftMs === null ? '' : `, lease for another ${formatDuration(leaseLeftMs)}`
  const named = (arm: 'stable' | 'canary') =>
    `${arm}${arms[arm].identity === null ? '' : ` ${arms[arm].identity.slice(0, 12)}`}${arms[arm].ready ? '' : ' (NOT READY)'}`
  return `${percent(10_000 - shareBp)} ${named('stable')}, ${percent(shareBp)} ${named('canary')}${served}${lease}`
}

function aboutRollout(rollout: Rollout, nowMs: number): string[] {
  const { id, candidate, previous, startedAtMs, startedBy, rung, settings, held, cause, waits, state, sinceMs } = rollout
  const why = held?.message ?? cause?.message ?? waits ?? STATES[state]
  const judged = judgeLive(rollout)
  const evidence = judged.guardrails.map(
    ({ name, rollback, exclusion, ratio, sentence }) =>
      `            ${name}: ${sentence}; ln E ${rollback.toFixed(2)} (rolls back at ${judged.rollbackAt.toFixed(2)})${exclusion === null || ratio === null ? '' : `, ${exclusion.toFixed(2)} of ${judged.exclusionAt.toFixed(2)} to exclude ${ratio === 1 ? 'the margin' : `${ratio}×`}`}`,
  )
  return [
    `  why       ${why}`,
    `  rollout   ${id}: ${candidate.digest.slice(0, 12)} against ${previous.digest.slice(0, 12)}, started ${formatDuration(Math.max(0, nowMs - startedAtMs))} ago by ${startedBy}`,
    `  step      ${Math.max(0, rung + 1)} of ${settings.rungs.length}, ${state} for ${formatDuration(Math.max(0, nowMs - sinceMs))}`,
    ...aboutRequest(rollout),
    ...(isOpen(rollout) ? [`  evidence  ${judged.windows} windows ${howOld(rollout, nowMs)}`, ...evidence] : []),
  ]
}

/** What ticks have seen since is in no journal yet, so that nobody takes what is shown for what is. */
function howOld({ lastWriteMs, state }: Rollout, nowMs: number): string {
  const since = state === 'settling' ? 'since the promotion, ' : ''
  const ago = formatDuration(Math.max(0, nowMs - lastWriteMs))
  return `${since}as of ${clockInWords(lastWriteMs)}, ${ago} ago; evidence is written down every ${formatDuration(CHECKPOINT_MS)} or when something changes`
}

/** What is asked and how one answers it; else how the last request ended, as long as that is news. */
function aboutRequest(rollout: Rollout): string[] {
  const { request, closed, settings } = rollout
  if (request !== null) {
    const uncounted = uncountedInWords(rollout)
    return [
      `  asked     ${request.id}: ${askInWords(request)}, until ${clockInWords(request.expiresAtMs)}`,
      `            ${request.sentence}`,
      ...(settings.approval === null || settings.approval === undefined
        ? []
        : [`  answer    ${answerInWords(settings.approval, request)}`]),
      ...(uncounted === null ? [] : [`            ${uncounted}`]),
    ]
  }
  if (closed === null || (closed.outcome === 'granted' && !isOpen(rollout))) return []
  return [`  asked     ${closed.id} (${askInWords(closed.request)}) was ${endInWords(closed)}`]
}

function howToStop(model: string, { state }: Rollout): string[] {
  return [
    `  stop      sluice abort --model ${model}      all traffic to stable, verified`,
    state === 'held' ? `  go on     sluice resume --model ${model}` : `  pause     sluice hold --model ${model}`,
  ]
}

function factsOf({ model, environment, history, view }: Omit<StatusParts, 'nowMs'>): Status['facts'] {
  const { current, released, queued } = history
  return {
    model,
    environment,
    state: current?.state ?? 'none',
    rollout: current?.id ?? null,
    candidate: current?.candidate ?? null,
    previous: current?.previous ?? null,
    step: current === null ? 0 : current.rung + 1,
    standsBp: current?.standsBp ?? null,
    held: current?.held ?? null,
    waits: current?.waits ?? null,
    cause: current?.cause ?? null,
    request: current?.request ?? null,
    answer: current?.answer ?? null,
    closed: current?.closed ?? null,
    released,
    queued,
    target: view,
    evidence: current === null ? null : judgeLive(current),
    evidenceAtMs: current?.lastWriteMs ?? null,
  }
}
