import type { Course } from '../course.ts'
import type { Judged, SeenWindow } from '../entry.ts'
import { timeOf } from '../story.ts'
import type { PassportStep } from './schema.ts'

type Standing = { readonly shareBp: number; readonly sinceMs: number }

/** Each share that was left upwards by proof, with what was seen while it stood. */
export function stepsOf({ entries, windows }: Course, warmUpMs: number): PassportStep[] {
  const steps: PassportStep[] = []
  let standing: Standing = { shareBp: 0, sinceMs: 0 }
  for (const { entry, history } of entries) {
    const { body, at } = entry
    const standsBp = history.current?.standsBp ?? 0
    if (body.kind === 'step' && (body.step.event === 'shift' || body.step.event === 'promote')) {
      const from = standing.sinceMs + warmUpMs
      const seen = windows.filter(({ fromMs, toMs }) => fromMs >= from && toMs <= at)
      steps.push({
        share: standing.shareBp / 10_000,
        from: timeOf(standing.sinceMs),
        to: timeOf(at),
        windows: seen.length,
        requests: requestsOf(seen),
        guardrails: (body.step.judged?.guardrails ?? []).map(told),
      })
    }
    if (standsBp !== standing.shareBp) standing = { shareBp: standsBp, sinceMs: at }
  }
  return steps
}

function requestsOf(windows: readonly SeenWindow[]): PassportStep['requests'] {
  const sum = { stable: 0, canary: 0 }
  for (const { requests } of windows) {
    if (requests === null) return null
    sum.stable += requests.stable
    sum.canary += requests.canary
  }
  return sum
}

function told({ name, critical, sentence, ratio, exclusion, rollback }: Judged['guardrails'][number]): PassportStep['guardrails'][number] {
  return { name, critical, excluded: sentence, ratio, exclusionLogE: exclusion, harmLogE: rollback }
}
