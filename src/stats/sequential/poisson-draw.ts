import { logGamma } from '../gamma.ts'
import type { Uniform } from '../uniform.ts'

/** A Poisson count: by multiplying uniforms where few, else by Hörmann's transformed rejection (1993, PTRS), exact as well. */
export function poisson(mean: number, random: Uniform): number {
  return mean < 10 ? byProducts(mean, random) : byRejection(mean, random)
}

function byProducts(mean: number, random: Uniform): number {
  if (mean <= 0) return 0
  const limit = Math.exp(-mean)
  let count = 0
  for (let product = random.uniform(); product > limit; product *= random.uniform()) count++
  return count
}

function byRejection(mean: number, random: Uniform): number {
  const b = 0.931 + 2.53 * Math.sqrt(mean)
  const a = -0.059 + 0.02483 * b
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
  const squeeze = 0.9277 - 3.6224 / (b - 2)
  for (;;) {
    const u = random.uniform() - 0.5
    const v = random.uniform()
    const us = 0.5 - Math.abs(u)
    const count = Math.floor(((2 * a) / us + b) * u + mean + 0.43)
    if (us >= 0.07 && v <= squeeze) return count
    if (count < 0 || (us < 0.013 && v > us)) continue
    const density = count * Math.log(mean) - mean - logGamma(count + 1)
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= density) return count
  }
}
