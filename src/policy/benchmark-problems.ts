import type { Problem } from '../errors.ts'
import { priceUsdPerHourOf } from '../gates/benchmark/cost/policy.ts'
import type { Placed } from './call-problems.ts'
import type { WrittenModel } from './schema.ts'

/** Keys of `benchmark` that mean nothing without another one. */
export function benchmarkProblems({ benchmark }: WrittenModel, at: Placed): Problem[] {
  if (benchmark === null) return []
  const { cost, traffic } = benchmark
  const problems: Problem[] = []
  if (cost !== null && priceUsdPerHourOf(cost) === null) {
    const found = '`cost` without a price'
    const remedy = 'Add `price-per-hour: 0.085`, or `instance: c7g.large`.'
    problems.push(at(['benchmark', 'cost'], { found, expected: '`price-per-hour` or `instance`', remedy }))
  }
  if (traffic !== null && cost === null) {
    const found = '`traffic` without `cost`'
    problems.push(
      at(['benchmark', 'traffic'], {
        found,
        expected: '`cost`, which turns it into money',
        remedy: 'Add `cost: { instance: c7g.large }`.',
      }),
    )
  }
  if (traffic !== null && traffic.average > traffic.peak) {
    const found = `an average of ${traffic.average}/s above the peak of ${traffic.peak}/s`
    problems.push(at(['benchmark', 'traffic'], { found, expected: 'a peak that is the most', remedy: 'Swap them, or correct one.' }))
  }
  return problems
}
