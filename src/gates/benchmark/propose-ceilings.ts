import { UsageError } from '../../errors.ts'
import { formatPlain } from '../../judge/format-number.ts'
import { batchesOf, middleOf } from './comparison-parts.ts'
import { latencyIn } from './latency-keys.ts'
import type { BenchmarkPolicy } from './policy.ts'
import type { Measurement } from './round.ts'

/** Room above what was measured, for a ceiling that holds on the next runner too. */
const ROOM = 1.5

/** Without a baseline only ceilings can decide. */
export function hasCeilings({ latency, memory, load, cost }: BenchmarkPolicy): boolean {
  const rules = [...Object.values(latency), ...Object.values(load?.latency ?? {}), memory, cost]
  return rules.some((rule) => (rule?.max ?? null) !== null)
}

/** The policy has none, and there is nothing to compare with: ready-made ones from what was measured. */
export function ceilingsWanted(model: string, measurement: Measurement, { batchSizes }: BenchmarkPolicy): UsageError {
  const slowest = batchSizes.flatMap((rows) => {
    const medians = batchesOf(measurement, rows).flatMap((batch) => latencyIn(batch, 'candidate', 'p50') ?? [])
    return medians.length === 0 ? [] : [middleOf(medians)]
  })
  const ceiling = slowest.length === 0 ? '8ms' : `${formatPlain(Math.max(...slowest) * ROOM, 2)}ms`
  return new UsageError({
    where: `models.${model}.benchmark`,
    found: 'no baseline to compare with, and no ceiling',
    expected: 'a ceiling (`max`) while there is no baseline',
    remedy: `Add one with room above what was measured here: \`latency: { p50: { max: ${ceiling} } }\`.`,
  })
}
