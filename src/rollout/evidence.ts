import { mergeForRollback } from '../stats/sequential/combine.ts'
import { addPreCanary, addReading, exclusionLogE, type Reading, rollbackLogE, startEvidence } from '../stats/sequential/guardrail.ts'
import { addToIncident, type IncidentEvidence, startIncident } from '../stats/sequential/incident.ts'
import { followedRatios } from '../stats/sequential/spec.ts'
import { addToSplit, startSplit } from '../stats/sequential/split.ts'
import type { Judged, SeenWindow } from './entry.ts'
import { ceilingInWords, whyNeverRead } from './open-ceilings.ts'
import { type LiveEvidence, phaseOf, type Rollout, type ShareChange } from './rollout.ts'
import type { Guardrail, Settings } from './settings.ts'
import { splitCounts } from './split-counts.ts'
import { addToStrata } from './strata.ts'

export function startLive(settings: Settings, fromMs = 0): LiveEvidence {
  return {
    fromMs,
    guardrails: Object.fromEntries(settings.guardrails.map(({ name, spec }) => [name, startEvidence(spec)])),
    split: null,
    windows: 0,
    windowsAtShare: 0,
    seenMs: null,
    lastId: null,
    strata: [],
    unread: {},
    incidents: Object.fromEntries(settings.guardrails.map(({ name }) => [name, startIncident()])),
  }
}

/** Adds closed windows in their order. One that was scored before, or that lies in the future, changes nothing. */
export function absorb(rollout: Rollout, windows: readonly SeenWindow[], nowMs: number): Rollout {
  let { live } = rollout
  for (const window of windows) live = addWindow(rollout, live, window, nowMs)
  return { ...rollout, live }
}

/** A clock may be wrong by so much before a window counts as one of the future. */
const SKEW_MS = 120_000

function addWindow(rollout: Rollout, live: LiveEvidence, window: SeenWindow, nowMs: number): LiveEvidence {
  if (window.toMs > nowMs + SKEW_MS || (live.seenMs !== null && window.toMs <= live.seenMs)) return live
  const { settings } = rollout
  const isSeen = isEvaluable(settings, window)
  const isSettling = phaseOf(rollout) === 'settling'
  const watched = isSettling ? live : { ...live, incidents: watchStable(settings, live, window) }
  const seen = isSeen ? { ...watched, seenMs: window.toMs, lastId: window.id } : watched
  const shareBp = shareAt(rollout.changes, window, settings.warmUpMs)
  if (window.fromMs < live.fromMs) return seen
  if (shareBp === 'before') return { ...seen, guardrails: addAll(settings.guardrails, seen, window, addPreCanary) }
  // After a retarget nothing but the one arm is left, and only its ceilings judge.
  if (shareBp === 'changing' || (shareBp === 0 && !(isSettling && settings.promotion === 'retarget'))) return seen
  const judged = isSettling ? asSettling(window, settings.promotion) : window
  const requests = splitCounts(judged)
  const share = (isSettling ? 10_000 - shareBp : shareBp) / 10_000
  return {
    ...seen,
    guardrails: addAll(settings.guardrails, seen, judged, addReading),
    split: requests === null || isSettling ? seen.split : addToSplit(seen.split ?? startSplit(share), share, requests),
    windows: seen.windows + (isSeen ? 1 : 0),
    windowsAtShare: seen.windowsAtShare + (ofCriticals(settings, window).some(hasCanary) ? 1 : 0),
    strata: addToStrata(seen.strata, shareBp, judged.readings),
    unread: { ...seen.unread, ...whyUnread(settings, window) },
  }
}

function whyUnread({ guardrails }: Settings, { readings }: SeenWindow): Record<string, string> {
  const reasons = guardrails.flatMap(({ name }) => {
    const reading = readings[name] ?? { kind: 'not-evaluable', why: 'the telemetry says nothing about it' }
    return reading.kind === 'not-evaluable' ? [[name, reading.why] as const] : []
  })
  return Object.fromEntries(reasons)
}

/** Every critical guardrail could be read in it. */
export function isEvaluable(settings: Settings, window: SeenWindow): boolean {
  const readings = ofCriticals(settings, window)
  return readings.length > 0 && readings.every((reading) => reading !== undefined && reading.kind !== 'not-evaluable')
}

function hasCanary(reading: Reading | undefined): boolean {
  switch (reading?.kind) {
    case 'rate':
      return reading.arms.canary.requests > 0
    case 'histogram':
      return reading.arms.canary.counts.some((count) => count > 0)
    case 'mean':
      return reading.arms.canary.count > 0
    default:
      return false
  }
}

function ofCriticals({ guardrails }: Settings, { readings }: SeenWindow): (Reading | undefined)[] {
  return guardrails.filter(({ critical }) => critical).map(({ name }) => readings[name])
}

/** The stable arm by itself: what is broken without the canary is not the canary's fault. */
function watchStable({ guardrails }: Settings, { incidents }: LiveEvidence, { readings }: SeenWindow): Record<string, IncidentEvidence> {
  return Object.fromEntries(
    guardrails.map(({ name, spec }) => {
      const evidence = incidents[name] ?? startIncident()
      const reading = readings[name]
      return [name, reading === undefined ? evidence : addToIncident(spec, evidence, reading)]
    }),
  )
}

type Add = typeof addReading

function addAll(guardrails: readonly Guardrail[], live: LiveEvidence, window: SeenWindow, add: Add): LiveEvidence['guardrails'] {
  return Object.fromEntries(
    guardrails.map(({ name, spec }) => {
      const evidence = live.guardrails[name] ?? startEvidence(spec)
      const reading = window.readings[name]
      return [name, reading === undefined ? evidence : add(spec, evidence, reading)]
    }),
  )
}

/** The share that stood through the whole window, warm-up left out; the rule looks at times alone, never at outcomes. */
export function shareAt(changes: readonly ShareChange[], { fromMs, toMs }: SeenWindow, warmUpMs: number): number | 'before' | 'changing' {
  const first = changes[0]
  if (first === undefined || toMs <= first.fromMs) return 'before'
  let shareBp = 0
  for (const change of changes) {
    if (toMs > change.fromMs && fromMs < change.toMs + warmUpMs) return 'changing'
    if (change.toMs <= fromMs) shareBp = change.shareBp
  }
  return shareBp
}

/**
 * After a promotion the question stays "is the new model worse?": after a swap the new one is the stable arm and the old one, at 1 %, its
 * control. After a retarget it is compared with itself, which leaves its ceilings.
 */
function asSettling(window: SeenWindow, promotion: Settings['promotion']): SeenWindow {
  const turn = <Value>({ stable, canary }: { stable: Value; canary: Value }) =>
    promotion === 'swap' ? { stable: canary, canary: stable } : { stable, canary: stable }
  const readings = Object.entries(window.readings).map(([name, reading]): [string, Reading] => {
    switch (reading.kind) {
      case 'rate':
        return [name, { ...reading, arms: turn(reading.arms) }]
      case 'histogram':
        return [name, { ...reading, arms: turn(reading.arms) }]
      case 'mean':
        return [name, { ...reading, arms: turn(reading.arms) }]
      default:
        return [name, reading]
    }
  })
  return { ...window, requests: window.requests === null ? null : turn(window.requests), readings: Object.fromEntries(readings) }
}

/** What the evidence says now. Numbers are rounded, so that another machine's last bit changes no journal. */
export function judgeLive({ settings, live, rung }: Rollout): Judged {
  const ratio = settings.rungs[rung]?.ratio ?? null
  const exclusionAt = -Math.log(settings.falsePromotionRate)
  const all = settings.guardrails.map((guardrail) => {
    const { name, critical, spec } = guardrail
    const evidence = live.guardrails[name] ?? startEvidence(spec)
    const excluded = followedRatios(spec).filter((one) => exclusionLogE(spec, evidence, one) >= exclusionAt)
    const rollback = rollbackLogE(spec, evidence)
    return {
      name,
      critical,
      rollback: rounded(rollback),
      exclusion: ratio === null ? null : rounded(exclusionLogE(spec, evidence, ratio)),
      ratio,
      sentence: sentenceOf(guardrail, live, excludedInWords(excluded, followedRatios(spec))),
      raw: rollback,
    }
  })
  return {
    guardrails: all.map(({ raw: _, ...guardrail }) => guardrail),
    rollback: rounded(mergeForRollback(all.map(({ raw }) => raw))),
    rollbackAt: rounded(-Math.log(settings.falseRollbackRate)),
    exclusionAt: rounded(exclusionAt),
    windows: live.windows,
  }
}

function sentenceOf(guardrail: Guardrail, live: LiveEvidence, excluded: string): string {
  const unread = whyNeverRead(guardrail.name, live)
  return [excluded, unread === null ? [] : `never read: ${unread}`, ceilingInWords(guardrail, live) ?? []].flat().join('; ')
}

/** JSON knows no infinity: no evidence at all is a very small number. */
function rounded(logE: number): number {
  if (!Number.isFinite(logE)) return logE > 0 ? 1e9 : -1e9
  return Number(logE.toFixed(6))
}

/** `excluded: 4× and more; not excluded: 3×`. */
function excludedInWords(excluded: readonly number[], followed: readonly number[]): string {
  const times = (ratio: number) => (ratio === 1 ? 'the margin' : `${ratio}×`)
  const least = excluded.at(-1)
  const open = followed.find((ratio) => !excluded.includes(ratio) && (least === undefined || ratio < least))
  if (least === undefined) return `nothing is excluded yet, not even ${times(followed[0] ?? 1)}`
  return open === undefined ? 'excluded: worse than the margin' : `excluded: ${times(least)} and worse; not excluded: ${times(open)}`
}
