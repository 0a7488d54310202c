import regularised from '@stdlib/math-base-special-betainc'
import { invertDecreasing } from './bisection.ts'
import { HALF_LOG_TWO_PI, logGamma, stirlingRemainder } from './gamma.ts'

/** Regularised incomplete beta function I_x(a, b): the cdf of Beta(a, b), for a, b > 0 and x in [0, 1]. */
export function incompleteBeta(a: number, b: number, x: number): number {
  return regularised(x, a, b, true, false)
}

/** 1 − I_x(a, b), accurate where it is small. */
export function incompleteBetaUpper(a: number, b: number, x: number): number {
  return regularised(x, a, b, true, true)
}

/** x with I_x(a, b) = p, by bisection on ln x: limits of rare events are tiny, and their relative error is what counts. */
export function betaQuantile(p: number, a: number, b: number): number {
  if (p <= 0 || p >= 1) return p <= 0 ? 0 : 1
  return Math.exp(invertDecreasing((logX) => -incompleteBeta(a, b, Math.exp(logX)), -p, LOG_OF_LEAST, 0))
}

/** P(X ≤ x) for the F distribution. */
export function fCdf(x: number, df1: number, df2: number): number {
  return x <= 0 ? 0 : incompleteBeta(df1 / 2, df2 / 2, (df1 * x) / (df1 * x + df2))
}

/** ln B(a, b) = ln Γ(a) + ln Γ(b) − ln Γ(a + b), without their cancellation when an argument is large. */
export function logBeta(a: number, b: number): number {
  const small = Math.min(a, b)
  const large = Math.max(a, b)
  if (large < STIRLING_FROM) return logGamma(small) + logGamma(large) - logGamma(small + large)
  const sum = small + large
  // ln Γ(large) − ln Γ(sum), leading terms combined by hand.
  const largeOverSum =
    small - (large - 0.5) * Math.log1p(small / large) - small * Math.log(sum) + stirlingRemainder(large) - stirlingRemainder(sum)
  if (small < STIRLING_FROM) return logGamma(small) + largeOverSum
  return (
    HALF_LOG_TWO_PI -
    0.5 * Math.log(small) -
    (large - 0.5) * Math.log1p(small / large) -
    small * Math.log1p(large / small) +
    stirlingRemainder(small) +
    stirlingRemainder(large) -
    stirlingRemainder(sum)
  )
}

const STIRLING_FROM = 15

/** exp of it is the smallest double above 0. */
const LOG_OF_LEAST = -744.4
