import { invertDecreasing } from '../bisection.ts'
import { checkCount, type Interval } from '../proportions.ts'
import { betaBinomial, twoSidedBetaBinomialLogE } from './beta-binomial.ts'

/**
 * Confidence sequence of a share: the interval may be looked at after every trial and holds at all of them together (Howard et al. 2021;
 * confseq's bernoulli_confidence_interval).
 *
 * @param level such as 0.95
 * @param optimum number of trials at which it is tightest
 * @throws NotEstimable for no trials
 */
export function shareInterval(successes: number, trials: number, level: number, optimum = 1_000): Interval {
  checkCount(successes, trials)
  const alpha = 1 - level
  const share = successes / trials
  const excess = (p: number) => {
    const variance = p * (1 - p)
    const law = betaBinomial(p, 1 - p, variance * optimum, TUNED_FOR, 2)
    return twoSidedBetaBinomialLogE(successes - trials * p, variance * trials, law) + Math.log(alpha)
  }
  return [
    successes === 0 ? 0 : invertDecreasing(excess, 0, 0, share),
    successes === trials ? 1 : invertDecreasing((p) => -excess(p), 0, share, 1),
  ]
}

/** The level for which the mixture is tightest, whatever the level asked. */
const TUNED_FOR = 0.05
