import type { Action } from '../entry.ts'
import { percent } from '../percent.ts'
import type { Rung } from '../settings.ts'
import { type Decision, type Look, move, note, STAY } from './decision.ts'

/** Without a lease and without a watching job the share may not stand above what is allowed unattended. */
export function isCapped({ rollout, observed }: Look): boolean {
  return !observed.attended && rollout.settings.leaseMs === null
}

/** It would go on where somebody watched: said once, in the journal, because all that anybody sees is a rollout that stands. */
export function waitForWatch(look: Look, shareBp: number): Decision {
  const { waits, settings } = look.rollout
  const message =
    `It does not go on to ${percent(shareBp)}: the target has no lease, no job watches, and \`unattended-max\` is ${percent(settings.unattendedMaxBp)}. ` +
    'Let a job watch (`--watch 12h`), use a target with a lease, or start again with a larger `unattended-max`.'
  if (waits === message) return STAY
  const { step } = note(look, message)
  return { step: step === null ? null : { ...step, reason: 'UNATTENDED' }, action: null }
}

/** The next share, or the promotion where there is none, on the proof of all critical guardrails. `agreed`: who did, in words. */
export function raise(look: Look, following: Rung | null, agreed: string): Decision {
  const { rollout, judged } = look
  const proof = judged.guardrails
    .filter(({ critical }) => critical)
    .map(
      ({ name, ratio, exclusion }) =>
        `${name}: ${ratio === 1 ? 'worse than the margin' : `${ratio}× and worse`} excluded (ln E ${exclusion?.toFixed(2)} ≥ ${judged.exclusionAt.toFixed(2)})`,
    )
    .join('; ')
  if (following === null) {
    const action: Action = { kind: 'promote', digest: rollout.candidate.digest }
    return move(look, 'promote', { reason: null, message: `${proof}.${agreed} The canary becomes the stable arm.`, action })
  }
  const action: Action = { kind: 'set-share', shareBp: following.shareBp, leaseMs: rollout.settings.leaseMs }
  const message = `${proof}.${agreed} ${percent(rollout.standsBp)} → ${percent(following.shareBp)}.`
  return move(look, 'shift', { reason: null, message, action, rung: rollout.rung + 1 })
}
