import type { LateStream } from './closed-pipe.ts'
import { createLog, type Log } from './log.ts'
import { createProgress, type Progress } from './progress.ts'
import { type Publication, publish } from './publish.ts'
import type { Interruption } from './signals.ts'

/** The door to the person: a terminal, or a step's log, summary, outputs and annotations. */
export interface Host {
  readonly log: Log
  readonly progress: Progress
  /** Stdout is a terminal of so many columns; null for a pipe or a runner. */
  readonly columns: number | null
  /** May use colours on stdout. */
  readonly color: boolean
  publish(publication: Publication): Promise<void>
}

export type HostOptions = {
  readonly process: Pick<NodeJS.Process, 'stdout' | 'env'>
  readonly stderr: LateStream
  readonly isRunner: boolean
  readonly noColor: boolean
  readonly interruption: Interruption
}

export function createHost({ process, stderr, isRunner, noColor, interruption }: HostOptions): Host {
  const { stdout } = process
  // A runner's log is no terminal, even where a local executor gives it a pseudo-terminal.
  const isTerminal = stdout.isTTY === true && !isRunner
  const log = createLog(stderr, isRunner)
  let progress: Progress | null = null
  return {
    log,
    progress: {
      start(title) {
        progress ??= createProgress({ stderr, rewritable: stderr.isTTY && !isRunner, now: () => performance.now(), every: repeat })
        return progress.start(title)
      },
    },
    columns: isTerminal ? stdout.columns : null,
    color: isTerminal && !noColor,
    publish: (publication) =>
      publish(publication, {
        stdout,
        log,
        isRunner,
        summaryFile: process.env['GITHUB_STEP_SUMMARY'],
        onCleanup: interruption.onCleanup,
      }),
  }
}

function repeat(milliseconds: number, callback: () => void): () => void {
  const timer = setInterval(callback, milliseconds)
  // Progress alone keeps no process alive.
  timer.unref()
  return () => clearInterval(timer)
}
