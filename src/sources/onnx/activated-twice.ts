import { MeasurementError } from '../../errors.ts'
import type { OutputPlan } from './read-answers.ts'

/** Fewer logits may all lie between 0 and 1 by chance. */
const FEWEST_ROWS = 100
/** float16 probabilities of a thousand classes sum to 1 within this. */
const SUM_TOLERANCE = 0.01

/**
 * Watches an output that the policy calls logits. Probabilities put through a sigmoid once more keep their order, so that roc_auc
 * notices nothing while log_loss is ruined, and a candidate beside such a baseline looks better than it is.
 */
export class ActivatedTwice {
  readonly #plan: OutputPlan
  #rows = 0
  #areProbabilities = true

  constructor(plan: OutputPlan) {
    this.#plan = plan
  }

  /** @param values as the model gave them, before the activation */
  look(values: ArrayLike<number>, rows: number): void {
    this.#rows += rows
    if (this.#areProbabilities) this.#areProbabilities = areProbabilities(values, values.length / rows, this.#plan.activation)
  }

  /** @throws MeasurementError OUTPUT_NOT_PROBABILITY when all that was seen were probabilities already */
  refuse(): void {
    const { model, output, activation } = this.#plan
    if (!this.#areProbabilities || this.#rows < FEWEST_ROWS) return
    throw new MeasurementError(
      'OUTPUT_NOT_PROBABILITY',
      `${model}: \`activation: ${activation}\` is for logits, and its output ${JSON.stringify(output)} gives probabilities already: all ${this.#rows} rows lie between 0 and 1`,
      'Take `activation` out of the policy if both models give probabilities. If only one does, compare with the commit that has its own policy (leave `--baseline` out), or export both alike.',
    )
  }
}

function areProbabilities(values: ArrayLike<number>, width: number, activation: OutputPlan['activation']): boolean {
  for (let start = 0; start < values.length; start += width) {
    let sum = 0
    for (let i = start; i < start + width; i++) {
      const value = values[i] ?? Number.NaN
      if (!(value >= 0 && value <= 1)) return false
      sum += value
    }
    if (activation === 'softmax' && Math.abs(sum - 1) > SUM_TOLERANCE) return false
  }
  return true
}
