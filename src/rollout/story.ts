import { isReasonCode } from '../judge/reason-codes.ts'
import type { AskedPart, MeasuredArms, Moment, RolloutPart } from '../judge/rollout-part.ts'
import { type Description, describe, type Measured } from '../stats/sequential/describe.ts'
import { startEvidence } from '../stats/sequential/guardrail.ts'
import type { Course } from './course.ts'
import type { Entry, Request } from './entry.ts'
import type { History } from './fold.ts'
import type { Rollout } from './rollout.ts'
import type { Guardrail } from './settings.ts'
import { answerInWords, askInWords, endInWords, uncountedInWords } from './told-request.ts'

/** One rollout for people: where it is, what was decided when and by whom, and what both arms did. */
export function tellRollout({ entries, decided }: Course, rollout: Rollout, environment: string): RolloutPart {
  const { settings, live } = decided ?? rollout
  return {
    id: rollout.id,
    state: rollout.state,
    share: rollout.standsBp / 10_000,
    step: rollout.rung + 1,
    steps: settings.rungs.map(({ shareBp }) => shareBp / 10_000),
    startedAt: timeOf(rollout.startedAtMs),
    environment,
    rollbackAt: -Math.log(settings.falseRollbackRate),
    exclusionAt: -Math.log(settings.falsePromotionRate),
    windows: live.windows,
    writtenAt: timeOf(rollout.lastWriteMs),
    // What the journal says happened, checkpoints left out.
    timeline: entries.flatMap(({ entry, history }) => momentOf(entry, history)),
    arms: settings.guardrails.flatMap((guardrail) => armsOf(guardrail, { live, settings })),
    ...requestsOf(rollout),
  }
}

function requestsOf(rollout: Rollout): Pick<RolloutPart, 'asked' | 'ended'> {
  const { request, closed, settings } = rollout
  const approval = settings.approval ?? null
  const part = (one: Request, how: string | null, standing: string | null): AskedPart => {
    const { id, sentence, expiresAtMs } = one
    return { id, what: askInWords(one), sentence, expiresAt: timeOf(expiresAtMs), how, standing }
  }
  const how = request === null || approval === null ? null : answerInWords(approval, request)
  return {
    asked: request === null ? null : part(request, how, uncountedInWords(rollout)),
    ended: closed === null ? null : part(closed.request, null, endInWords(closed)),
  }
}

function momentOf({ at, by, body }: Entry, { current }: History): Moment[] {
  const common = { at: timeOf(at), by, state: current?.state ?? 'none', rollback: null, guardrails: [] }
  switch (body.kind) {
    case 'start': {
      const { candidate } = body
      const message = `${candidate.digest.slice(0, 12)} (${candidate.reference ?? 'no reference'}) against ${body.previous.digest.slice(0, 12)}.`
      return [{ ...common, what: 'start', share: null, reasonCode: null, message }]
    }
    case 'command':
      return [{ ...common, what: body.command, share: null, reasonCode: null, message: body.why }]
    case 'step': {
      const { event, standsBp, reason, message, judged, action } = body.step
      if (event === null && action === null && reason === null) return []
      return [
        {
          ...common,
          what: event ?? 'note',
          share: standsBp === null ? null : standsBp / 10_000,
          reasonCode: reason !== null && isReasonCode(reason) ? reason : null,
          message,
          rollback: judged?.rollback ?? null,
          guardrails: [...(judged?.guardrails ?? [])],
        },
      ]
    }
  }
}

function armsOf({ name, spec }: Guardrail, { live, settings }: Pick<Rollout, 'live' | 'settings'>): MeasuredArms[] {
  const told = describe(spec, live.guardrails[name] ?? startEvidence(spec), settings.falsePromotionRate)
  if (told.arms !== null) return [{ name, what: spec.kind === 'mean' ? 'mean' : 'share of failures', ...bothArms(told.arms) }]
  return told.quantiles.flatMap((quantile) => slowOf(name, quantile))
}

function slowOf(name: string, { quantile, slow, edge, shiftedEdge }: Description['quantiles'][number]): MeasuredArms[] {
  if (slow === null || edge === null || shiftedEdge === null) return []
  const at = `p${Number((quantile * 100).toPrecision(4))}`
  return [{ name, what: `requests slower than ${edge} in stable, ${shiftedEdge} in the canary (${at})`, ...bothArms(slow) }]
}

function bothArms(arms: { stable: Measured; canary: Measured }): Pick<MeasuredArms, 'stable' | 'canary'> {
  const one = ({ value, interval, requests }: Measured) => ({ value, lower: interval?.[0] ?? null, upper: interval?.[1] ?? null, requests })
  return { stable: one(arms.stable), canary: one(arms.canary) }
}

export function timeOf(atMs: number): string {
  return new Date(atMs).toISOString()
}
