import { incompleteBeta, logBeta } from '../beta.ts'

/**
 * Beta-binomial mixture: the e-process of a sum of centred Bernoulli trials (Howard et al. 2021; confseq's beta_binomial_log_mixture).
 *
 * @param g least step down and @param h largest step up of a trial: p and 1 − p for Bernoulli trials around p
 * @param s Σ (x − p)
 * @param v its variance so far, gh × trials
 */
export type BetaBinomial = { readonly g: number; readonly h: number; readonly r: number }

/** @param optimum variance at which it is tightest */
export function betaBinomial(g: number, h: number, optimum: number, alpha: number, sides: 1 | 2): BetaBinomial {
  const doubled = 2 * Math.log(1 / (sides === 1 ? 2 * alpha : alpha))
  const rho = optimum / (doubled + Math.log(1 + doubled))
  return { g, h, r: Math.max(rho - g * h, 1e-3 * g * h) }
}

export function twoSidedBetaBinomialLogE(s: number, v: number, { g, h, r }: BetaBinomial): number {
  const [a, b] = parameters(s, v, g, h, r)
  return scale(s, v, g, h) + logBeta(a, b) - logBeta(r / (g * (g + h)), r / (h * (g + h)))
}

/** Of "the mean is at most p". */
export function oneSidedBetaBinomialLogE(s: number, v: number, { g, h, r }: BetaBinomial): number {
  const [a, b] = parameters(s, v, g, h, r)
  const [a0, b0] = [r / (g * (g + h)), r / (h * (g + h))]
  const x = h / (g + h)
  return scale(s, v, g, h) + (logBeta(a, b) + Math.log(incompleteBeta(a, b, x))) - (logBeta(a0, b0) + Math.log(incompleteBeta(a0, b0, x)))
}

function parameters(s: number, v: number, g: number, h: number, r: number): [number, number] {
  const range = g + h
  return [(r + v) / (g * range) - s / range, (r + v) / (h * range) + s / range]
}

function scale(s: number, v: number, g: number, h: number): number {
  const range = g + h
  return (v / (g * h)) * Math.log(range) - ((v + h * s) / (h * range)) * Math.log(g) - ((v - g * s) / (g * range)) * Math.log(h)
}
