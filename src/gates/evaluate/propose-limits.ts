import { UsageError } from '../../errors.ts'
import { formatMargin } from '../../judge/margin.ts'
import { type Metric, UndefinedMetric } from '../../metrics/metric.ts'
import { findMetric } from '../../metrics/registry.ts'
import type { Answers, Sample } from '../../metrics/sample.ts'
import type { EvaluatePolicy } from './policy.ts'
import type { Measurement } from './sample.ts'

/** Precise enough for a limit that a person then moves. */
const SIGNIFICANT_DIGITS = 3

/** Without a baseline only floors and ceilings can decide (design §4); a policy without them would decide nothing. */
export function hasLimits({ metrics }: EvaluatePolicy): boolean {
  return Object.values(metrics).some(({ min, max }) => min !== null || max !== null)
}

/** What to write instead: the values that the candidate has, as the policy's floors and ceilings. */
export function limitsWanted(model: string, { sample, arms: { candidate } }: Measurement, { metrics }: EvaluatePolicy): UsageError {
  const lines = Object.entries(metrics).flatMap(([name, { margin }]) => {
    const metric = findMetric(name, sample.task)
    const limit = candidate === undefined || metric.reportOnly !== null ? null : limitOf(metric, sample, candidate)
    const kept = margin === null ? '' : `margin: ${formatMargin(margin)}, `
    return limit === null ? [] : [`${name}: { ${kept}${limit} }`]
  })
  return new UsageError({
    where: `models.${model}.evaluate.metrics`,
    found: 'no floor or ceiling, and there is no baseline to compare with',
    expected: 'a baseline (`--baseline`), or at least one limit',
    remedy:
      lines.length === 0 ? 'Add `min` or `max` to a metric.' : `What this model reaches, to paste and adjust: \`${lines.join('`, `')}\`.`,
  })
}

function limitOf(metric: Metric, sample: Sample, candidate: Answers): string | null {
  try {
    const { value } = metric.estimate(sample, candidate)
    return metric.higherIsBetter ? `min: ${rounded(value, Math.floor)}` : `max: ${rounded(value, Math.ceil)}`
  } catch (error) {
    if (error instanceof UndefinedMetric) return null
    throw error
  }
}

/** Towards the easier side, so that the very model that was measured holds its own limit. */
function rounded(value: number, round: (value: number) => number): number {
  if (value === 0) return 0
  const decimals = SIGNIFICANT_DIGITS - 1 - Math.floor(Math.log10(Math.abs(value)))
  const unit = 10 ** Math.min(Math.max(decimals, 0), 15)
  // 1.1 · 100 is 110.00000000000001.
  return round(Number((value * unit).toPrecision(12))) / unit
}
