import { logMeanExp } from './log-mean.ts'

/**
 * ln of the mean of e-values, weighted where asked: an e-value under any dependence, and the only admissible symmetric merge (Vovk and Wang
 * 2021). It reaches 1/α no later than Bonferroni would. Their number must be fixed before the first window.
 *
 * @param weights sum to 1; uniform when left out
 * @returns −∞ for none: no evidence
 */
export function mergeForRollback(logEs: readonly number[], weights?: readonly number[]): number {
  if (weights !== undefined) {
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const fit = weights.length === logEs.length && weights.every((weight) => weight >= 0) && Math.abs(total - 1) < 1e-9
    if (!fit) throw new RangeError(`found weights ${weights.join(', ')}, expected ${logEs.length} that sum to 1`)
  }
  return logMeanExp(logEs, weights)
}

/**
 * ln of the e-value of promotion, where every guardrail must exclude its harm: the least of them. No correction for their number is needed
 * (intersection and union; Berger 1982).
 *
 * @returns −∞ for none: no evidence is never a pass
 */
export function mergeForPromotion(logEs: readonly number[]): number {
  return logEs.length === 0 ? -Infinity : Math.min(...logEs)
}

/** Whether an e-value disproves its hypothesis at level alpha. */
export function disproves(logE: number, alpha: number): boolean {
  return logE >= -Math.log(alpha)
}
