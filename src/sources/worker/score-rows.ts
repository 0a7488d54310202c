import type { ArmName, Scoring, ScoringJob } from '../scored-rows.ts'
import { RowCollector } from './collect-rows.ts'
import type { Finished, ResultMessage } from './messages.ts'
import { labelOf } from './open-arms.ts'
import { type Listener, supervise, type WorkerOptions } from './supervise.ts'

export type ScoreOptions = WorkerOptions & { readonly onProgress?: (rowsDone: number, rowsTotal: number) => void }

/**
 * Scores all arms on the same rows, in a process of its own that holds no token: a model that crashes, hangs or eats memory
 * ends that process and nothing else. When this returns or throws, the process is gone.
 *
 * @throws MeasurementError with what went wrong, in which arm, batch and rows
 * @throws the signal's reason when aborted
 */
export function scoreRows(job: ScoringJob, options: ScoreOptions): Promise<Scoring> {
  return supervise(job, new ScoringListener(job, options.onProgress), options)
}

class ScoringListener implements Listener<Scoring> {
  readonly #job: ScoringJob
  readonly #onProgress: ScoreOptions['onProgress']
  readonly #rows: RowCollector

  constructor(job: ScoringJob, onProgress: ScoreOptions['onProgress']) {
    this.#job = job
    this.#onProgress = onProgress
    this.#rows = new RowCollector(job.limits.memoryLimitBytes)
  }

  labelOf(arm: ArmName): string {
    const subject = this.#job.arms[arm]
    return subject === undefined ? arm : labelOf(arm, subject)
  }

  take(message: ResultMessage, payload: Uint8Array): { readonly result: Scoring } | null {
    switch (message.kind) {
      case 'batch':
        this.#rows.add(message, payload)
        this.#onProgress?.(this.#rows.rows, message.rowsTotal)
        return null
      case 'finished':
        return { result: this.#scoring(message) }
      case 'written':
      case 'turns-counted':
      case 'surveyed':
      case 'schema':
      case 'column':
      case 'profiled':
      case 'probed':
        throw new Error(`${message.kind}, which nobody asked for`)
    }
  }

  #scoring(finished: Finished): Scoring {
    const arms = (['baseline', 'candidate', 'anchor'] as const).filter((arm) => this.#job.arms[arm] !== undefined)
    if (finished.slices.length !== this.#job.data.slices.length) throw new Error(`${finished.slices.length} slices`)
    return { scored: this.#rows.finish(finished, arms), notes: finished.notes, environment: finished.environment }
  }
}
