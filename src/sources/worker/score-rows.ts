import { MeasurementError, UsageError } from '../../errors.ts'
import type { ArmName, Scoring, ScoringJob } from '../scored-rows.ts'
import { RowCollector } from './collect-rows.ts'
import { explainDeath, placeOf, timedOut } from './explain-death.ts'
import type { Frame } from './frames.ts'
import { type Failure, type Finished, type Step, type WorkerJob, workerMessage } from './messages.ts'
import { labelOf } from './open-arms.ts'
import { StepTimer } from './step-timer.ts'
import { type Entry, startWorker } from './worker-process.ts'

export type ScoreOptions = {
  /** Where the native packages lie: installRuntime's answer. */
  readonly runtimeFolder: string
  /** Starts this program as a worker: it must call runWorker(). */
  readonly entry: Entry
  /** Of onnxruntime's intra-op pool and of DuckDB. */
  readonly threads: number
  readonly signal: AbortSignal
  readonly onProgress?: (rowsDone: number, rowsTotal: number) => void
}

/**
 * Scores all arms on the same rows, in a process of its own that holds no token: a model that crashes, hangs or eats memory
 * ends that process and nothing else. When this returns or throws, the process is gone.
 *
 * @throws MeasurementError with what went wrong, in which arm, batch and rows
 * @throws the signal's reason when aborted
 */
export async function scoreRows(job: ScoringJob, options: ScoreOptions): Promise<Scoring> {
  options.signal.throwIfAborted()
  const worker = new Supervisor(job, options)
  options.signal.addEventListener('abort', worker.stop, { once: true })
  try {
    return await worker.run()
  } catch (cause) {
    throw options.signal.aborted ? options.signal.reason : cause
  } finally {
    options.signal.removeEventListener('abort', worker.stop)
  }
}

/** Reads what one worker says, times its steps, and turns its end into a result or an error. */
class Supervisor {
  readonly #job: ScoringJob
  readonly #options: ScoreOptions
  readonly #rows: RowCollector
  readonly #timer: StepTimer
  #step: Step | null = null
  #outcome: { finished: Finished } | { error: Error } | null = null
  #kill: () => void = () => {}

  constructor(job: ScoringJob, options: ScoreOptions) {
    this.#job = job
    this.#options = options
    this.#rows = new RowCollector(job.limits.memoryLimitBytes)
    this.#timer = new StepTimer(job.limits.timeLimitMs, (step) =>
      this.#end({ error: timedOut(step, this.#labelOf(step) ?? '', job.limits.timeLimitMs) }),
    )
  }

  readonly stop = (): void => this.#kill()

  async run(): Promise<Scoring> {
    const { runtimeFolder, threads, entry, signal } = this.#options
    const job: WorkerJob = { ...this.#job, runtimeFolder, threads, parentPid: process.pid }
    const worker = startWorker(entry, job, {
      hear: (frame) => this.#take(frame),
      hearNonsense: (cause) => this.#end({ error: this.#notToBeTrusted(cause) }),
    })
    this.#kill = worker.kill
    if (signal.aborted) worker.kill()
    try {
      const ending = await worker.ended
      if (this.#outcome === null) {
        throw explainDeath({ ...ending, step: this.#step, label: this.#labelOf(this.#step), memoryLimitBytes: job.limits.memoryLimitBytes })
      }
      if ('error' in this.#outcome) throw this.#outcome.error
      return this.#scoring(this.#outcome.finished)
    } finally {
      this.#timer.stop()
    }
  }

  #take({ header, payload }: Frame): void {
    if (this.#outcome !== null) return
    const message = workerMessage.parse(header)
    switch (message.kind) {
      case 'step':
        this.#step = message
        this.#timer.start(message)
        return
      case 'batch':
        this.#rows.add(message, payload)
        this.#options.onProgress?.(this.#rows.rows, message.rowsTotal)
        return
      case 'finished':
        this.#end({ finished: message })
        return
      case 'failed':
        this.#end({ error: errorOf(message) })
    }
  }

  /** The worker has nothing left to do: libraries that crash while they are taken down are none of the model's faults. */
  #end(outcome: { finished: Finished } | { error: Error }): void {
    this.#outcome ??= outcome
    this.#timer.stop()
    this.#kill()
  }

  #scoring(finished: Finished): Scoring {
    const arms: ArmName[] = (['baseline', 'candidate', 'anchor'] as const).filter((arm) => this.#job.arms[arm] !== undefined)
    try {
      if (finished.slices.length !== this.#job.data.slices.length) throw new Error(`${finished.slices.length} slices`)
      return { scored: this.#rows.finish(finished, arms), notes: finished.notes, environment: finished.environment }
    } catch (cause) {
      throw this.#notToBeTrusted(cause)
    }
  }

  /** A worker that says what it cannot mean: native code has written over its memory, or a hostile model has taken it over. */
  #notToBeTrusted(cause: unknown): MeasurementError {
    if (cause instanceof MeasurementError) return cause
    const place = placeOf(this.#step, this.#labelOf(this.#step))
    const why = cause instanceof Error ? cause.message : String(cause)
    const remedy = 'Do not trust the model before you know why.'
    return new MeasurementError('MODEL_CRASHED', `What came from ${place} makes no sense: ${why}`, remedy, { cause })
  }

  #labelOf(step: Step | null): string | null {
    if (step === null || !('arm' in step)) return null
    const subject = this.#job.arms[step.arm]
    return subject === undefined ? step.arm : labelOf(step.arm, subject)
  }
}

function errorOf(failure: Failure): Error {
  switch (failure.error) {
    case 'measurement':
      return new MeasurementError(failure.reasonCode, failure.message, failure.remedy)
    case 'usage':
      return new UsageError(...failure.problems)
    case 'fault': {
      const fault = new Error(failure.message)
      fault.stack = failure.stack
      return fault
    }
  }
}
