import type { DistributionRequest } from './distribution/request.ts'

/**
 * What a reference is to the evaluation data. The same path at another commit (or elsewhere, under the same name) is an earlier version,
 * whose rows are expected again; anything else is what the model was trained on, whose rows must not be.
 *
 * @param reference as the policy writes it: `data/train.parquet`, `git:v1.2:data/holdout.parquet`
 * @param evaluation paths of the evaluation data, written likewise
 */
export function relationOf(reference: string, evaluation: readonly string[]): DistributionRequest['relation'] {
  const path = pathOf(reference)
  return evaluation.some((one) => pathOf(one) === path) ? 'versions' : 'training'
}

function pathOf(reference: string): string {
  return (/^git:[^:]*:(.*)$/.exec(reference)?.[1] ?? reference).replace(/^\.\//, '')
}
