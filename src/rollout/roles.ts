import { cutText } from './cut-text.ts'
import type { SeenWindow } from './entry.ts'
import { cutLines } from './fit-texts.ts'
import { ARMS, type ByArm, type Window } from './ports.ts'
import { isCount, possibleReading } from './possible-reading.ts'
import { phaseOf, type Rollout } from './rollout.ts'

/** Which roles the arms had in a window; `both` where they were exchanged in it. */
export type RolesAt = (window: Pick<Window, 'fromMs' | 'toMs'>) => 'named' | 'swapped' | 'both'

/**
 * Windows are read after they closed, so the promotion may have happened since: those that ended before it was written down are told in the
 * roles of then, and those that may have it in them are of no use to either arm. Nobody knows the very moment: the write may have been
 * done by a tick that was killed before it could say so.
 */
export function rolesOf(rollout: Rollout, isSwapped: boolean, stable: string | null): RolesAt {
  const named = (swapped: boolean) => (swapped ? 'swapped' : 'named')
  const { promotion, candidate } = rollout
  const isMade = promotion !== null && (isSwapped !== promotion.swapped || stable === candidate.digest)
  if (!isMade) return () => named(isSwapped)
  const isUnconfirmed = phaseOf(rollout) === 'promoting'
  return ({ toMs }) => {
    if (toMs <= promotion.fromMs) return named(promotion.swapped)
    return isUnconfirmed ? 'both' : named(isSwapped)
  }
}

export function seenInRoles(window: Window, roles: ReturnType<RolesAt>): SeenWindow {
  if (roles !== 'both') return seenWindow(window, roles === 'swapped')
  const why = 'the arms exchanged their roles in it'
  const readings = Object.keys(window.readings).map((name) => [name, { kind: 'not-evaluable', why }] as const)
  return seenWindow({ ...window, requests: null, readings: Object.fromEntries(readings) }, false)
}

/** Telemetry knows the arms by the names that the policy gives them; after a swap they have each other's roles. */
export function seenWindow({ id, fromMs, toMs, requests, readings, events }: Window, isSwapped: boolean): SeenWindow {
  const roles = <Value>({ stable, canary }: ByArm<Value>) => (isSwapped ? { stable: canary, canary: stable } : { stable, canary })
  const seen = Object.entries(readings).map(([name, read]): [string, SeenWindow['readings'][string]] => {
    const reading = possibleReading(read)
    switch (reading.kind) {
      case 'rate':
        return [name, { kind: 'rate', arms: roles(reading.arms) }]
      case 'histogram':
        return [name, { kind: 'histogram', edges: [...reading.edges], arms: roles(reading.arms) }]
      case 'mean':
        return [name, { kind: 'mean', arms: roles(reading.arms) }]
      default:
        return [name, { kind: 'not-evaluable', why: cutText(reading.why) }]
    }
  })
  const counted = requests !== null && ARMS.every((arm) => isCount(requests[arm])) ? roles(requests) : null
  return {
    id,
    fromMs,
    toMs,
    requests: counted,
    readings: Object.fromEntries(seen),
    events: [...cutLines(events.map((one) => cutText(one)))],
  }
}
