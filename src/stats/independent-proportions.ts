import { invertDecreasing } from './bisection.ts'
import type { ConfidenceDistribution } from './confidence-distribution.ts'
import { checkCount, type Interval, wilsonInterval } from './proportions.ts'
import { scoreDistribution } from './score-distribution.ts'

/** A count of successes among n independent rows. */
export type Count = { readonly successes: number; readonly n: number }

/**
 * Difference of two independent shares, first − second, by square-and-add of Wilson limits (Newcombe 1998, Stat. Med. 17:873,
 * method 10); `level` is two-sided.
 */
export function newcombeInterval(first: Count, second: Count, level: number): Interval {
  const share1 = first.successes / first.n
  const share2 = second.successes / second.n
  const [lower1, upper1] = wilsonInterval(first.successes, first.n, level)
  const [lower2, upper2] = wilsonInterval(second.successes, second.n, level)
  const difference = share1 - share2
  return [difference - Math.hypot(share1 - lower1, upper2 - share2), difference + Math.hypot(upper1 - share1, share2 - lower2)]
}

/**
 * Difference of two independent shares, first − second, by the score test with the shares estimated under the hypothesis (Miettinen
 * and Nurminen 1985, Stat. Med. 4:213), variance times N / (N − 1).
 *
 * @throws NotEstimable where a group is empty
 */
export function miettinenNurminenDistribution(first: Count, second: Count): ConfidenceDistribution {
  checkCount(first.successes, first.n)
  checkCount(second.successes, second.n)
  const estimate = first.successes / first.n - second.successes / second.n
  const total = first.n + second.n
  const score = (difference: number) => {
    const share2 = constrainedShare(first, second, difference)
    const share1 = Math.min(1, Math.max(0, share2 + difference))
    const variance = ((share1 * (1 - share1)) / first.n + (share2 * (1 - share2)) / second.n) * (total / (total - 1))
    if (variance > 0) return (estimate - difference) / Math.sqrt(variance)
    return estimate === difference ? 0 : estimate > difference ? Infinity : -Infinity
  }
  return scoreDistribution(estimate, score, { low: -1, high: 1 }, 'miettinen-nurminen')
}

/**
 * Maximum-likelihood share of the second group when first − second = difference. The derivative of the likelihood decreases in the
 * share, so its root is found by bisection; the closed form (a cubic by arc cosines) loses half the digits near double roots.
 */
function constrainedShare(first: Count, second: Count, difference: number): number {
  const slope = (share: number) =>
    ratio(first.successes, share + difference) -
    ratio(first.n - first.successes, 1 - share - difference) +
    ratio(second.successes, share) -
    ratio(second.n - second.successes, 1 - share)
  return invertDecreasing(slope, 0, Math.max(0, -difference), Math.min(1, 1 - difference))
}

function ratio(count: number, share: number): number {
  return count === 0 ? 0 : count / share
}
