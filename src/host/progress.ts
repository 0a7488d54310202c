import type { Sink } from './log.ts'
import { printable } from './log.ts'
import { disarmCommands } from './workflow-commands.ts'

/** One phase of work; `advance` is cheap enough for every batch. */
export interface Phase {
  /** @param done so much of `total`, in the phase's own unit; call it as often as convenient */
  advance(done: number, total: number): void
  end(): void
}

export interface Progress {
  start(title: string): Phase
}

export type ProgressOptions = {
  readonly stderr: Sink
  /** A terminal that a line can be rewritten on; false on a runner, whatever the stream says. */
  readonly rewritable: boolean
  /** Milliseconds from any fixed point. */
  readonly now: () => number
  /** Calls back every so many milliseconds until the returned function is called. */
  readonly every: (milliseconds: number, callback: () => void) => () => void
}

/** Shorter work needs no progress. */
const SILENT_MS = 2_000
const PLAIN_INTERVAL_MS = 10_000
const REWRITE_INTERVAL_MS = 250
const CLEAR_LINE = '\r\u001B[K'

/** Phase, share and time left, for phases that take over two seconds; at most a line in ten seconds where lines stay. */
export function createProgress({ stderr, rewritable, now, every }: ProgressOptions): Progress {
  const start = (title: string): Phase => {
    const startedAt = now()
    let done = 0
    let total = 0
    let lastPrintedAt: number | null = null
    const print = () => {
      const elapsed = now() - startedAt
      const due = lastPrintedAt === null ? elapsed >= SILENT_MS : rewritable || now() - lastPrintedAt >= PLAIN_INTERVAL_MS
      if (!due) return
      lastPrintedAt = now()
      const line = disarmCommands(printable(describe(title, elapsed, done, total)).replaceAll('\n', ' '))
      stderr.write(rewritable ? `${CLEAR_LINE}${line}` : `${line}\n`)
    }
    const stop = every(rewritable ? REWRITE_INTERVAL_MS : SILENT_MS / 2, print)
    return {
      advance(newDone, newTotal) {
        done = newDone
        total = newTotal
      },
      end() {
        stop()
        if (lastPrintedAt !== null && rewritable) stderr.write(CLEAR_LINE)
      },
    }
  }
  return { start }
}

function describe(title: string, elapsedMs: number, done: number, total: number): string {
  if (total <= 0 || done <= 0) return `${title}: ${duration(elapsedMs)} so far`
  const share = Math.min(1, done / total)
  const leftMs = (elapsedMs / share) * (1 - share)
  return `${title}: ${Math.floor(share * 100)} %, about ${duration(leftMs)} left`
}

function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 90) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  return minutes < 90 ? `${minutes} min` : `${(minutes / 60).toFixed(1)} h`
}
