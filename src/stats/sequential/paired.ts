import { incompleteBetaUpper, logBeta } from '../beta.ts'
import { betaBinomial, oneSidedBetaBinomialLogE } from './beta-binomial.ts'

/**
 * Both models answered the same requests (a shadow): ln e-value of "they disagree in at most `tolerance` of them".
 *
 * @param optimum requests at which it is most sensitive
 */
export function disagreementLogE(disagreements: number, requests: number, tolerance: number, alpha = 0.05, optimum = 1_000): number {
  const variance = tolerance * (1 - tolerance)
  const law = betaBinomial(tolerance, 1 - tolerance, variance * optimum, alpha, 1)
  return oneSidedBetaBinomialLogE(disagreements - tolerance * requests, variance * requests, law)
}

/** Of the requests that one of both answered wrongly: with equal models each is the canary's with probability ½ (McNemar), prior Beta(1, 1). */
export function discordanceLogE(canaryWrongOnly: number, stableWrongOnly: number): number {
  return logBeta(1 + canaryWrongOnly, 1 + stableWrongOnly) + (canaryWrongOnly + stableWrongOnly) * Math.LN2
}

/** The same against "the canary is wrong no more often": the prior cut to its half above ½. */
export function canaryWrongLogE(canaryWrongOnly: number, stableWrongOnly: number): number {
  const above = incompleteBetaUpper(1 + canaryWrongOnly, 1 + stableWrongOnly, 0.5)
  return discordanceLogE(canaryWrongOnly, stableWrongOnly) + Math.log(above) + Math.LN2
}
