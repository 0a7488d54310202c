import { logGamma } from './gamma.ts'
import type { Uniform } from './uniform.ts'

/**
 * How many of `trials` succeed, each by itself with probability `p`: by inversion where few do, else by Hörmann's transformed rejection
 * (1993, The generation of binomial random variates, BTRS), both exact. Time does not grow with the trials.
 *
 * @throws RangeError for trials that are no count, and a `p` outside [0, 1]
 */
export function drawBinomial(trials: number, p: number, random: Uniform): number {
  if (!Number.isSafeInteger(trials) || trials < 0) throw new RangeError(`${trials} trials`)
  if (!(p >= 0 && p <= 1)) throw new RangeError(`a probability of ${p}`)
  if (p > 0.5) return trials - drawBinomial(trials, 1 - p, random)
  if (p === 0 || trials === 0) return 0
  return trials * p < FEW ? byInversion(trials, p, random) : byRejection(trials, p, random)
}

/** Below it inversion is fast, and the rejection's hat does not cover. */
const FEW = 10

function byInversion(trials: number, p: number, random: Uniform): number {
  const odds = p / (1 - p)
  for (;;) {
    let chance = Math.exp(trials * Math.log1p(-p))
    let left = random.uniform()
    // Beyond this the chances are below the last bit of the sum: what rounding leaves there is drawn again.
    for (let count = 0; count <= Math.min(trials, 110); count++) {
      if (left < chance) return count
      left -= chance
      chance *= (odds * (trials - count)) / (count + 1)
    }
  }
}

function byRejection(trials: number, p: number, random: Uniform): number {
  const deviation = Math.sqrt(trials * p * (1 - p))
  const b = 1.15 + 2.53 * deviation
  const a = -0.0873 + 0.0248 * b + 0.01 * p
  const squeeze = 0.92 - 4.2 / b
  const alpha = (2.83 + 5.1 / b) * deviation
  const mode = Math.floor((trials + 1) * p)
  const logChance = logChanceAgainst(trials, p, mode)
  for (;;) {
    const u = random.uniform() - 0.5
    const v = random.uniform()
    const us = 0.5 - Math.abs(u)
    const count = Math.floor(((2 * a) / us + b) * u + trials * p + 0.5)
    if (us >= 0.07 && v <= squeeze) return count
    if (count < 0 || count > trials) continue
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= logChance(count)) return count
  }
}

/** ln of a count's probability over that of the mode. */
function logChanceAgainst(trials: number, p: number, mode: number): (count: number) => number {
  const logOdds = Math.log(p / (1 - p))
  const ways = (count: number) => -logGamma(count + 1) - logGamma(trials - count + 1)
  const ofMode = ways(mode)
  return (count) => ways(count) - ofMode + (count - mode) * logOdds
}
