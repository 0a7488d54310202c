type Immediate = (callback: (...values: unknown[]) => void, ...values: unknown[]) => unknown

/**
 * Times the native call inside an onnxruntime session's `run`. The binding calls it from `setImmediate`, so that what a caller can time
 * from outside contains a turn of the event loop (microseconds to milliseconds, as other work has it). While a call is timed,
 * `setImmediate` calls back at once, and the clock is read right around the callback.
 */
export class NativeClock {
  readonly #original: Immediate
  #armed = false
  #insideMs: number | null = null
  #calls = 0
  #wrapperMs = 0
  #everyCallSeen = true

  constructor() {
    this.#original = globalThis.setImmediate as Immediate
    const immediate: Immediate = (callback, ...values) => {
      if (!this.#armed) return this.#original(callback, ...values)
      this.#armed = false
      const start = performance.now()
      callback(...values)
      this.#insideMs = performance.now() - start
      return undefined
    }
    Reflect.set(globalThis, 'setImmediate', immediate)
  }

  /**
   * Latency of one call in milliseconds. As little as possible happens around it: what runs between calls takes the caches from them.
   *
   * @param explain throws what it makes of a call's failure
   */
  async time(run: () => Promise<unknown>, explain: (cause: unknown) => never): Promise<number> {
    this.#insideMs = null
    this.#armed = true
    const start = performance.now()
    const running = run()
    const synchronousMs = performance.now() - start
    this.#armed = false
    try {
      await running
    } catch (cause) {
      explain(cause)
    }
    if (this.#insideMs === null) {
      // Another version of the binding: the whole of `run` is timed, and the report says so.
      this.#everyCallSeen = false
      return performance.now() - start
    }
    this.#calls++
    this.#wrapperMs += synchronousMs - this.#insideMs
    return this.#insideMs
  }

  get nativeCallTimed(): boolean {
    return this.#everyCallSeen
  }

  /** JavaScript around the native call, a call on average. */
  get wrapperMs(): number {
    return this.#calls === 0 ? 0 : Math.max(0, this.#wrapperMs / this.#calls)
  }

  stop(): void {
    Reflect.set(globalThis, 'setImmediate', this.#original)
  }
}

const CLOCK_READINGS = 2_000

/** What reading the clock twice costs: the median of many. */
export function clockCostMs(): number {
  const costs = new Float64Array(CLOCK_READINGS)
  for (let i = 0; i < CLOCK_READINGS; i++) {
    const start = performance.now()
    costs[i] = performance.now() - start
  }
  costs.sort()
  return costs[CLOCK_READINGS / 2] ?? 0
}
