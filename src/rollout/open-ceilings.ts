import { startEvidence } from '../stats/sequential/guardrail.ts'
import { whyCeilingIsOpen } from '../stats/sequential/open-ceiling.ts'
import type { Rollout } from './rollout.ts'
import type { Guardrail } from './settings.ts'

/** Guardrails, critical or not, with a ceiling that nobody could look at yet: until somebody has, nothing is promoted. */
export function openCeilings({ settings, live }: Pick<Rollout, 'settings' | 'live'>): readonly string[] {
  return settings.guardrails.filter((guardrail) => ceilingInWords(guardrail, live) !== null).map(({ name }) => name)
}

/** `its ceiling is not judged yet: …`; null where it is, or there is none. */
export function ceilingInWords({ name, spec }: Guardrail, live: Rollout['live']): string | null {
  const why = whyCeilingIsOpen(spec, live.guardrails[name] ?? startEvidence(spec))
  return why === null ? null : `its ceiling is not judged yet: ${why}`
}

/** Why not one window of a guardrail could be judged since the evidence was begun; null: one was, or there was none at all. */
export function whyNeverRead(name: string, { guardrails, unread }: Rollout['live']): string | null {
  return (guardrails[name]?.windows ?? 0) > 0 ? null : (unread[name] ?? null)
}
