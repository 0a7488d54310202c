import { MeasurementError, UsageError } from '../../errors.ts'
import type { ArmName } from '../scored-rows.ts'
import { explainDeath, placeOf, timedOut } from './explain-death.ts'
import type { Frame } from './frames.ts'
import { type Failure, type Job, type ResultMessage, type Step, workerMessage } from './messages.ts'
import { StepTimer } from './step-timer.ts'
import { type Entry, startWorker } from './worker-process.ts'

export type WorkerOptions = {
  /** Where the native packages lie: installRuntime's answer. */
  readonly runtimeFolder: string
  /** Starts this program as a worker: it must call runWorker(). */
  readonly entry: Entry
  /** Of onnxruntime's intra-op pool and of DuckDB. */
  readonly threads: number
  readonly signal: AbortSignal
}

/** What the parent makes of a worker's words; how a worker ends is the same for every job. */
export type Listener<Result> = {
  /** How messages call an arm: `candidate (models/income.onnx)`. */
  labelOf(arm: ArmName): string
  /** The result once it is whole, null before. @throws Error for what makes no sense */
  take(message: ResultMessage, payload: Uint8Array): { readonly result: Result } | null
}

/** Runs one job in a process of its own. When this returns or throws, the process is gone. @throws the signal's reason when aborted */
export async function supervise<Result>(job: Job, listener: Listener<Result>, options: WorkerOptions): Promise<Result> {
  options.signal.throwIfAborted()
  const worker = new Supervisor(job, listener)
  options.signal.addEventListener('abort', worker.stop, { once: true })
  try {
    return await worker.run(options)
  } catch (cause) {
    throw options.signal.aborted ? options.signal.reason : cause
  } finally {
    options.signal.removeEventListener('abort', worker.stop)
  }
}

/** Reads what one worker says, times its steps, and turns its end into a result or an error. */
class Supervisor<Result> {
  readonly #job: Job
  readonly #listener: Listener<Result>
  readonly #timer: StepTimer
  #step: Step | null = null
  #outcome: { readonly result: Result } | { readonly error: Error } | null = null
  #kill: () => void = () => {}

  constructor(job: Job, listener: Listener<Result>) {
    this.#job = job
    this.#listener = listener
    const { limits } = job
    this.#timer = new StepTimer(limits.timeLimitMs, (step) => this.#end({ error: timedOut(step, this.#labelOf(step), limits) }))
  }

  readonly stop = (): void => this.#kill()

  async run({ runtimeFolder, threads, entry, signal }: WorkerOptions): Promise<Result> {
    const worker = startWorker(
      entry,
      { ...this.#job, runtimeFolder, threads, parentPid: process.pid },
      { hear: (frame) => this.#hear(frame), hearNonsense: (cause) => this.#end({ error: this.#notToBeTrusted(cause) }) },
    )
    this.#kill = worker.kill
    if (signal.aborted) worker.kill()
    try {
      const ending = await worker.ended
      if (this.#outcome === null) {
        const { memoryLimitBytes } = this.#job.limits
        throw explainDeath({ ...ending, step: this.#step, label: this.#labelOf(this.#step), memoryLimitBytes })
      }
      if ('error' in this.#outcome) throw this.#outcome.error
      return this.#outcome.result
    } finally {
      this.#timer.stop()
    }
  }

  #hear({ header, payload }: Frame): void {
    if (this.#outcome !== null) return
    const message = workerMessage.parse(header)
    switch (message.kind) {
      case 'step':
        this.#begin(message)
        return
      case 'failed':
        this.#end({ error: errorOf(message) })
        return
      case 'batch':
        this.#take(message, payload)
        this.#begin({ kind: 'step', step: 'read', batch: message.batch + 1 })
        return
      case 'finished':
      case 'written':
      case 'turns-counted':
      case 'surveyed':
      case 'schema':
      case 'column':
      case 'profiled':
      case 'probed':
      case 'benchmark-inputs':
      case 'benchmark-batch':
      case 'benchmark-cold':
      case 'benchmark-round':
      case 'benchmark-load':
        this.#take(message, payload)
    }
  }

  #begin(step: Step): void {
    this.#step = step
    this.#timer.start(step)
  }

  #take(message: ResultMessage, payload: Uint8Array): void {
    const whole = this.#listener.take(message, payload)
    if (whole !== null) this.#end(whole)
  }

  /** The worker has nothing left to do: libraries that crash while they are taken down are none of the model's faults. */
  #end(outcome: { readonly result: Result } | { readonly error: Error }): void {
    this.#outcome ??= outcome
    this.#timer.stop()
    this.#kill()
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
    return step === null || !('arm' in step) || step.arm === null ? null : this.#listener.labelOf(step.arm)
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
