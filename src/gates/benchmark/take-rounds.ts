import type { PreparedArms, RoundJob } from '../../sources/benchmark/jobs.ts'
import type { BenchArm, ColdMeasurement } from '../../sources/benchmark/measurements.ts'
import { balancedOrders, type Draw, drawFrom } from '../../sources/benchmark/turns.ts'
import type { Deadline } from './deadline.ts'
import { quantilesAsked } from './latency-keys.ts'
import type { BenchmarkPolicy } from './policy.ts'
import type { BatchProblem, Round } from './round.ts'
import { type BenchmarkRunner, COLD_CALLS_MS, limitsOf, sizesOf } from './runner.ts'

type Alone = 'baseline' | 'candidate'

export type RoundsPlan = {
  readonly policy: BenchmarkPolicy
  readonly prepared: PreparedArms['arms']
  readonly problems: readonly BatchProblem[]
  /** Of one batch size in one round. */
  readonly measureMs: number
}

/** Every round has another order of loading, of batch sizes and of turns; all are balanced and drawn from the policy's seed. */
export class RoundTaker {
  readonly #plan: RoundsPlan
  readonly #draw: Draw
  readonly #loading: Generator<readonly BenchArm[], never, void>
  readonly #alone: Generator<readonly Alone[], never, void>

  constructor(plan: RoundsPlan) {
    this.#plan = plan
    this.#draw = drawFrom(plan.policy.seed)
    const isAlone = plan.prepared.baseline === undefined
    this.#loading = balancedOrders<BenchArm>(isAlone ? ['candidate'] : ['baseline', 'candidate', 'control'], this.#draw)
    this.#alone = balancedOrders<Alone>(isAlone ? ['candidate'] : ['baseline', 'candidate'], this.#draw)
  }

  /** Both models beside each other, then each alone where memory is a question. @throws MeasurementError, BudgetOver */
  async take(runner: BenchmarkRunner, deadline: Deadline): Promise<Round> {
    const { policy, prepared } = this.#plan
    const job = this.#nextJob()
    const alone = this.#alone.next().value
    const timing = await runner.round(job, deadline.signal)
    if (policy.memory === null) return { timing, cold: null }
    const cold = new Map<Alone, ColdMeasurement>()
    for (const arm of alone) {
      const own = prepared[arm]
      const batchSizes = sizesOf(policy).filter((rows) => this.#answers(arm, rows))
      if (own === undefined || batchSizes.length === 0) continue
      const request = { kind: 'benchmark-cold', arm, prepared: own, batchSizes, callsMs: COLD_CALLS_MS, limits: job.limits } as const
      cold.set(arm, await runner.cold(request, deadline.signal, () => {}))
    }
    const candidate = cold.get('candidate')
    return { timing, cold: candidate === undefined ? null : { candidate, baseline: cold.get('baseline') ?? null } }
  }

  #nextJob(): RoundJob {
    const { policy, prepared, measureMs } = this.#plan
    const loadingOrder = this.#loading.next().value
    const batches = this.#shuffledSizes()
      .map((rows) => ({ rows, arms: loadingOrder.filter((arm) => this.#answers(arm, rows)), measureMs }))
      .filter(({ arms }) => arms.includes('candidate'))
    const seed = this.#draw(2 ** 31 - 1)
    return { kind: 'benchmark-round', loadingOrder, prepared, batches, quantiles: quantilesAsked(policy), seed, limits: limitsOf(policy) }
  }

  #answers(arm: BenchArm, rows: number): boolean {
    const model = arm === 'candidate' ? 'candidate' : 'baseline'
    return !this.#plan.problems.some((problem) => problem.rows === rows && problem.arm === model)
  }

  #shuffledSizes(): number[] {
    return sizesOf(this.#plan.policy)
      .map((rows) => ({ rows, key: this.#draw(2 ** 30) }))
      .sort((a, b) => a.key - b.key)
      .map(({ rows }) => rows)
  }
}
