import type { Step } from './messages.ts'

/** Times the steps in which a model's own code runs. Time spent reading data is not a model's, and has no limit. */
export class StepTimer {
  readonly #limitMs: number
  readonly #onTimeout: (step: Step) => void
  #timer: NodeJS.Timeout | undefined
  #step: Step | null = null

  constructor(limitMs: number, onTimeout: (step: Step) => void) {
    this.#limitMs = limitMs
    this.#onTimeout = onTimeout
  }

  start(step: Step): void {
    this.stop()
    if (step.step !== 'load' && step.step !== 'run' && step.step !== 'call') return
    this.#step = step
    this.#timer = setTimeout(() => this.#expire(step), this.#limitMs)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#step = null
  }

  /** When this process itself stood still, the next step may lie unread in the pipe: timers run before pipes are read. */
  #expire(step: Step): void {
    setImmediate(() => setImmediate(() => this.#step === step && this.#onTimeout(step)))
  }
}
