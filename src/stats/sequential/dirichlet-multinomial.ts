import { incompleteBetaUpper, logBeta } from '../beta.ts'
import { logGamma } from '../gamma.ts'

/**
 * ln Bayes factor of counts against fixed shares, prior Dirichlet(k × shares): the sequential test of multinomial counts (Lindon and Malek
 * 2022; savvi, ssrm). Large k is sensitive to small deviations of large counts (10,000 for the split of traffic), small k (2–10) to rare ones.
 */
export function sharesLogE(counts: readonly number[], shares: readonly number[], k: number): number {
  const [control, canary] = counts
  const [shareOfFirst, shareOfSecond] = shares
  if (counts.length !== shares.length) throw new RangeError(`${counts.length} counts for ${shares.length} shares`)
  const likelihood = counts.reduce((sum, count, i) => sum + (count === 0 ? 0 : count * Math.log(shares[i] ?? 0)), 0)
  if (counts.length === 2 && control !== undefined && canary !== undefined && shareOfFirst !== undefined && shareOfSecond !== undefined) {
    // Two shares without the cancellation of large log-gammas.
    return logBeta(k * shareOfFirst + control, k * shareOfSecond + canary) - logBeta(k * shareOfFirst, k * shareOfSecond) - likelihood
  }
  const prior = shares.map((share) => k * share)
  return logBetaOf(prior.map((a, i) => a + (counts[i] ?? 0))) - logBetaOf(prior) - likelihood
}

/** The same for two arms against "the canary's share is at most `share`": the prior cut to larger ones. */
export function canaryShareLogE(control: number, canary: number, share: number, k: number): number {
  const [a, b] = [k * share, k * (1 - share)]
  const cut = Math.log(incompleteBetaUpper(a + canary, b + control, share)) - Math.log(incompleteBetaUpper(a, b, share))
  return sharesLogE([control, canary], [1 - share, share], k) + cut
}

function logBetaOf(parameters: readonly number[]): number {
  return parameters.reduce((sum, a) => sum + logGamma(a), 0) - logGamma(parameters.reduce((sum, a) => sum + a, 0))
}
