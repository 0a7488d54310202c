import { formatPlain } from '../judge/format-number.ts'
import type { Bound } from './entry.ts'
import { type Asked, askedOf } from './harms.ts'
import type { Rollout } from './rollout.ts'
import type { Guardrail } from './settings.ts'

/**
 * At most so much worse is the canary, of every question of every critical guardrail; ceilings, which exclude nothing, left out.
 *
 * @param alpha level of each bound; it holds at every look
 */
export function boundsOf(rollout: Rollout, alpha: number): Bound[] {
  return questionsOf(rollout, alpha).map(({ asked: { id, harm } }) => ({ id, upper: roundedOrNull(harm?.upper) }))
}

/** `worse by at most 0.9 points (allowed 2)`, of each critical guardrail's questions. */
export function boundsInWords(rollout: Rollout, alpha: number): string[] {
  return questionsOf(rollout, alpha).map(({ guardrail, asked }) => `${asked.id} ${inWords(guardrail, asked)}`)
}

function questionsOf(rollout: Rollout, alpha: number) {
  const critical = rollout.settings.guardrails.filter((guardrail) => guardrail.critical)
  return critical.flatMap((guardrail) =>
    askedOf(guardrail, rollout, alpha)
      .filter(({ isCeiling }) => !isCeiling)
      .map((asked) => ({ guardrail, asked })),
  )
}

function inWords({ spec, unit }: Guardrail, { harm }: Asked): string {
  if (harm === null || harm.upper === null) return 'not bounded yet'
  const [factor, name] = spec.kind === 'rate' ? [100, ' points'] : [1, unit === undefined ? '' : ` ${unit}`]
  const say = (amount: number) => `${formatPlain(amount * factor, 2)}${name}`
  const upper = harm.upper >= 0 ? `worse by at most ${say(harm.upper)}` : `better by at least ${say(-harm.upper)}`
  return `${upper} (allowed ${say(harm.margin)})`
}

/** Another machine's last bit changes no journal. */
function roundedOrNull(value: number | null | undefined): number | null {
  return value === null || value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(6))
}
