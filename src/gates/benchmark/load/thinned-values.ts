import type { OrderedValues } from '../../../stats/quantile-bound.ts'

/**
 * Values that depend on each other, counted as fewer that do not: of a queue, one long request makes its neighbours long. The bound of
 * a quantile by counting then needs as many more requests as shares over the limit differ more between rounds than chance allows.
 *
 * @param effect how many dependent values are worth one: at least 1 (the design effect, Kish 1965)
 */
export function thinnedValues(values: OrderedValues, effect: number): OrderedValues {
  if (effect <= 1) return values
  const rankOf = (rank: number) => Math.min(values.n, Math.max(1, Math.round(rank * effect)))
  return {
    n: Math.floor(values.n / effect),
    atLeast: (rank) => values.atLeast(rankOf(rank)),
    atMost: (rank) => values.atMost(rankOf(rank)),
    countAbove: (x) => Math.ceil(values.countAbove(x) / effect),
    countSurelyAbove: (x) => Math.floor(values.countSurelyAbove(x) / effect),
  }
}

export type RoundCount = { readonly requests: number; readonly over: number }

/** Variance of the rounds' shares over what independent requests would have; 1 where nothing is over, or everything. */
export function designEffect(rounds: readonly RoundCount[]): number {
  const requests = rounds.reduce((sum, round) => sum + round.requests, 0)
  const share = rounds.reduce((sum, { over }) => sum + over, 0) / Math.max(1, requests)
  if (rounds.length < 2 || share <= 0 || share >= 1) return 1
  // Pearson's χ² of the rounds against one common share, over its degrees of freedom.
  const chiSquare = rounds.reduce(
    (sum, { requests: n, over }) => sum + (n === 0 ? 0 : (over - n * share) ** 2 / (n * share * (1 - share))),
    0,
  )
  return Math.max(1, chiSquare / (rounds.length - 1))
}

/** What was never answered, told as so long: a number that can be shown and that no limit allows. */
export function cappedValues(values: OrderedValues, mostMs: number): OrderedValues {
  return {
    ...{ n: values.n, countAbove: (x: number) => values.countAbove(x), countSurelyAbove: (x: number) => values.countSurelyAbove(x) },
    atLeast: (rank) => Math.min(mostMs, values.atLeast(rank)),
    atMost: (rank) => Math.min(mostMs, values.atMost(rank)),
  }
}
