/**
 * What a sample says about one parameter, as a confidence distribution (Xie & Singh 2013, Int. Stat. Rev. 81): its quantile at
 * level p is the one-sided confidence bound at that level, its cdf at x the p-value of "the parameter is at most x".
 * Intervals, bounds and tests against any margin come from this one object, so they cannot contradict each other.
 */
export interface ConfidenceDistribution {
  /** Point estimate, in the parameter's unit. */
  readonly estimate: number
  /** Standard error of the estimate, same unit; 0 when the data leave no doubt (identical scores). */
  readonly standardError: number
  /** How it was made: `delong`, `paired-t`, `tango`, `bca-bootstrap`, `influence-t`, …; appears in the verdict. */
  readonly method: string
  /** p-value of H0 "parameter ≤ x", in [0, 1]; not decreasing in x. */
  cdf(x: number): number
  /**
   * p-value of H0 "parameter ≥ x". Left out, it is 1 − cdf(x); given where that would lose a small tail's digits, or where the
   * distribution has an atom at x (identical scores), which belongs to both tails. Read it through `upperTail(distribution, x)`.
   */
  upperTail?(x: number): number
  /** One-sided confidence bound at level p in (0, 1): quantile(0.05) is the lower, quantile(0.95) the upper 95 % bound. */
  quantile(p: number): number
}
