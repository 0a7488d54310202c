/** The time budget is over: what was running is ended, and what was measured by then counts. */
export class BudgetOver extends Error {
  override readonly name = 'BudgetOver'
}

/** A budget of time as a signal, which also passes on that of the whole program. */
export class Deadline {
  readonly signal: AbortSignal
  readonly #endsAt: number
  readonly #timer: NodeJS.Timeout
  readonly #outer: AbortSignal
  readonly #pass: () => void

  constructor(budgetMs: number, outer: AbortSignal) {
    const controller = new AbortController()
    this.signal = controller.signal
    this.#endsAt = performance.now() + budgetMs
    this.#timer = setTimeout(() => controller.abort(new BudgetOver(`${budgetMs} ms are over`)), budgetMs)
    this.#outer = outer
    this.#pass = () => controller.abort(outer.reason)
    outer.addEventListener('abort', this.#pass, { once: true })
    if (outer.aborted) this.#pass()
  }

  get remainingMs(): number {
    return Math.max(0, this.#endsAt - performance.now())
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#outer.removeEventListener('abort', this.#pass)
  }
}
