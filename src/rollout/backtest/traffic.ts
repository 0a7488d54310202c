import type { Uniform } from '../../stats/uniform.ts'
import type { SeenWindow } from '../entry.ts'
import { ARMS, type Arm } from '../ports.ts'
import { kindOf, type Reading, type RecordedRelease, requestsOf } from './recording.ts'
import { keepForShare, splitWindow, thinWindow } from './thin.ts'

/**
 * What stands for the other arm of a release that went live all at once. `split`: the same requests dealt into two arms of one model: it
 * tells of false alarms alone. `before`: the windows so much earlier: other minutes, other traffic.
 */
export type OneArm = { readonly kind: 'split' } | { readonly kind: 'before'; readonly lagMs: number }

/** What a rollout would have been shown of a window, had the canary had `share` of the traffic then. */
export type Traffic = (window: SeenWindow, share: number, random: Uniform) => SeenWindow

/** @param oneArm for releases whose models did not answer side by side */
export function trafficOf(release: RecordedRelease, oneArm: OneArm | null): Traffic {
  if (kindOf(release) === 'beside' || oneArm === null) return besides(release)
  return oneArm.kind === 'split' ? split(release) : before(release, oneArm.lagMs)
}

function besides({ atMs }: RecordedRelease): Traffic {
  return (window, share, random) => {
    if (window.fromMs < atMs || share === 0) return thinWindow(window, { stable: 1, canary: 0 }, random)
    const [stable, canary] = [requestsOf(window, 'stable'), requestsOf(window, 'canary')]
    if (stable === null || canary === null) return notEvaluable(window, 'the recording does not say how many requests there were')
    return thinWindow(window, keepForShare({ stable, canary }, share), random)
  }
}

function split({ atMs }: RecordedRelease): Traffic {
  return (window, share, random) => {
    const arms = ARMS.filter((arm) => (requestsOf(window, arm) ?? 0) > 0)
    const [served] = arms
    if (served === undefined) return window
    if (arms.length > 1) return notEvaluable(window, 'both models served in it')
    return splitWindow(window, served, window.fromMs < atMs ? 0 : share, random)
  }
}

/** Both sides are cut to the smaller of the two, so that the split is the ladder's whatever the hour's traffic was. */
function before({ windows, atMs }: RecordedRelease, lagMs: number): Traffic {
  const earlier = new Map(windows.map((window) => [window.fromMs, window]))
  return (window, share, random) => {
    if (window.fromMs < atMs) return splitWindow(window, servedIn(window), 0, random)
    const control = earlier.get(window.fromMs - lagMs)
    if (control === undefined || control.toMs - control.fromMs !== window.toMs - window.fromMs || control.toMs > atMs)
      return notEvaluable(window, 'there is no window of the old model at the same time before')
    const served = servedIn(window)
    if (ARMS.every((arm) => (requestsOf(window, arm) ?? 0) > 0)) return notEvaluable(window, 'both models served in it')
    const joined = join(window, served, control, servedIn(control))
    const [then, now] = [requestsOf(joined, 'stable') ?? 0, requestsOf(joined, 'canary') ?? 0]
    if (then === 0 || now === 0) return notEvaluable(window, 'one of the two times has no requests')
    const keep = { stable: (1 - share) * Math.min(1, now / then), canary: share * Math.min(1, then / now) }
    return thinWindow(joined, keep, random)
  }
}

function servedIn(window: SeenWindow): Arm {
  return (requestsOf(window, 'canary') ?? 0) > 0 ? 'canary' : 'stable'
}

/** The canary of one window beside the stable arm of another. */
function join(window: SeenWindow, served: Arm, control: SeenWindow, then: Arm): SeenWindow {
  const readings = Object.entries(window.readings).map(([name, now]): [string, Reading] => {
    const was = control.readings[name]
    if (now.kind === 'not-evaluable') return [name, now]
    if (was === undefined) return [name, { kind: 'not-evaluable', why: 'it was not recorded at the time before' }]
    if (was.kind === 'not-evaluable') return [name, was]
    if (now.kind === 'rate' && was.kind === 'rate')
      return [name, { kind: 'rate', arms: { stable: was.arms[then], canary: now.arms[served] } }]
    if (now.kind === 'mean' && was.kind === 'mean')
      return [name, { kind: 'mean', arms: { stable: was.arms[then], canary: now.arms[served] } }]
    if (now.kind === 'histogram' && was.kind === 'histogram' && String(now.edges) === String(was.edges))
      return [name, { kind: 'histogram', edges: now.edges, arms: { stable: was.arms[then], canary: now.arms[served] } }]
    return [name, { kind: 'not-evaluable', why: 'the two times have different buckets' }]
  })
  const requests =
    window.requests === null || control.requests === null ? null : { stable: control.requests[then], canary: window.requests[served] }
  return { ...window, requests, readings: Object.fromEntries(readings) }
}

function notEvaluable(window: SeenWindow, why: string): SeenWindow {
  const readings = Object.keys(window.readings).map((name) => [name, { kind: 'not-evaluable', why }] as const)
  return { ...window, requests: null, readings: Object.fromEntries(readings) }
}
