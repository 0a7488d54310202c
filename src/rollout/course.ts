import { type Entry, type SeenWindow, windowsOf } from './entry.ts'
import { absorb, judgeLive } from './evidence.ts'
import { addEntry, addEntryBy, type History, NO_HISTORY } from './fold.ts'
import type { Rollout } from './rollout.ts'

/** How the evidence stood at one time; e-values as natural logarithms. */
export type Point = { readonly atMs: number; readonly judged: ReturnType<typeof judgeLive> }

/** A rollout from its first entry to its last. */
export type Course = {
  /** Each entry of this rollout, with what the journal said after it. */
  readonly entries: readonly { readonly entry: Entry; readonly history: History }[]
  /** As the evidence grew since the start, window by window where there are not too many. */
  readonly points: readonly Point[]
  /** Closed windows since the start that decisions rest on, oldest first, each once. */
  readonly windows: readonly SeenWindow[]
  /** What decided: after a promotion that stands the evidence that it was proven by, not that of the settling. */
  readonly decided: Rollout | null
}

const MOST_POINTS = 60

export function courseOf(entries: readonly Entry[], id: string): Course {
  const windows = windowsBehind(entries, id)
  const startedMs = entries.find(({ rollout }) => rollout === id)?.at ?? 0
  const points: Point[] = []
  const follow = followed(Math.max(1, Math.ceil(windows.length / MOST_POINTS)), points)
  let history: History = NO_HISTORY
  let promoted: Rollout | null = null
  const own: { entry: Entry; history: History }[] = []
  for (const entry of entries) {
    if (entry.rollout !== id) {
      history = addEntry(history, entry)
      continue
    }
    // Where the entry brings no windows, the evidence is as before it.
    let taken = history.current
    const take: typeof absorb = (...given) => {
      taken = follow(...given)
      return taken
    }
    history = addEntryBy(take, history, entry)
    own.push({ entry, history })
    // The settling begins its evidence anew.
    if (entry.body.kind === 'step' && entry.body.step.event === 'settle') promoted = taken
  }
  const last = own.at(-1)?.history.current ?? null
  const stands = last !== null && (last.state === 'promoted' || last.state === 'settling')
  return {
    entries: own,
    points: points.filter(({ atMs }) => atMs > startedMs),
    windows: windows.filter(({ toMs }) => toMs > startedMs),
    decided: stands && promoted !== null ? promoted : last,
  }
}

/** Adds windows as ever, and keeps how the evidence stood after every so many. */
function followed(chunk: number, points: Point[]): typeof absorb {
  return (before, windows, nowMs) => {
    let rollout = before
    for (let from = 0; from < windows.length; from += chunk) {
      const some = windows.slice(from, from + chunk)
      rollout = absorb(rollout, some, nowMs)
      points.push({ atMs: Math.min(nowMs, some.at(-1)?.toMs ?? nowMs), judged: judgeLive(rollout) })
    }
    return rollout
  }
}

function windowsBehind(entries: readonly Entry[], id: string): SeenWindow[] {
  const seen = new Map<string, SeenWindow>()
  for (const entry of entries) if (entry.rollout === id) for (const window of seenIn(entry)) seen.set(window.id, window)
  return [...seen.values()].sort((a, b) => a.toMs - b.toMs)
}

function seenIn({ body }: Entry): readonly SeenWindow[] {
  return body.kind === 'step' ? windowsOf(body.observations) : []
}
