import type { Comparison } from '../../judge/comparison.ts'
import { formatCount, formatPlain } from '../../judge/format-number.ts'
import { plan } from '../../judge/plan.ts'
import type { Metric } from '../../metrics/metric.ts'
import { findMetric } from '../../metrics/registry.ts'
import type { Task } from '../../metrics/sample.ts'
import { detectableHarm } from '../../stats/power.ts'

/** A line of `metrics`: the margin that the rows can decide, and a limit a bit on the easy side of what the model reaches. */
export type MetricProposal = {
  readonly name: string
  readonly margin: number
  readonly limit: { readonly key: 'min' | 'max'; readonly value: number } | null
  readonly why: string
}

const CONFIDENCE = 0.95
/** Nobody's retrain keeps less of a metric between 0 and 1 (as `plan` has it); of others a hundredth of their value. */
const SMALLEST_MARGIN = 0.005
const SMALLEST_SHARE = 0.01
/**
 * Standard error of the difference of two retrained models, in standard errors of one: models trained on wholly other rows share
 * about three quarters of their variance, so √(2 · (1 − 0.875)) = 0.5. Their AUC of 0.896 needed 7,300 rows for a margin of 0.005.
 */
export const DIFFERENCE_SHARE = 0.5
/** A limit below the measured value by as much as two margins catches a slow slide without stopping a usual retrain. */
const LIMIT_MARGINS = 2

const METRICS: Readonly<Record<Task, readonly string[]>> = {
  'binary-classification': ['roc_auc', 'log_loss'],
  'multiclass-classification': ['accuracy', 'log_loss'],
  regression: ['mean_absolute_error', 'root_mean_squared_error'],
  ranking: ['ndcg@10'],
}

/** What is measured to find out: limits that hold always, so that each metric's own value and error are had without a baseline. */
export function metricsToTry(task: Task): MetricProposal[] {
  return METRICS[task].map((name) => {
    const { higherIsBetter } = findMetric(name, task)
    const limit = higherIsBetter ? { key: 'min' as const, value: 0 } : { key: 'max' as const, value: Number.MAX_SAFE_INTEGER }
    return { name, margin: SMALLEST_MARGIN, limit, why: 'not measured: a common margin' }
  })
}

/** What shows that a number is not the one that the model predicts; not for the policy. */
export function metricsToDoubt(task: Task): MetricProposal[] {
  return task === 'regression'
    ? [{ name: 'r2', margin: SMALLEST_MARGIN, limit: { key: 'min', value: Number.MIN_SAFE_INTEGER }, why: '' }]
    : []
}

/** Where nothing could be measured: margins that are common, and no limits. */
export function unmeasuredMetrics(task: Task): MetricProposal[] {
  return metricsToTry(task).map((metric) => ({ ...metric, limit: null }))
}

/**
 * @param alone of the model by itself, with `metricsToTry`: beside another its columns are read in that one's order
 * @param beside another version; null when there is none
 */
export function proposeMetrics(task: Task, alone: readonly Comparison[], beside: readonly Comparison[] | null): MetricProposal[] {
  const { checks } = plan(alone, { confidence: CONFIDENCE, smallestMargin: () => 0 })
  const pairs = beside === null ? [] : plan(beside, { confidence: CONFIDENCE, smallestMargin: () => 0 }).checks
  return unmeasuredMetrics(task).map((unmeasured) => {
    const metric = findMetric(unmeasured.name, task)
    const limited = alone.find(
      ({ kind, metric: name, measured }) => kind === 'limit' && name === metric.name && measured.kind === 'measured',
    )
    const check = checks.find(({ id }) => id === limited?.id)
    if (limited?.measured.kind !== 'measured' || check === undefined) return unmeasured
    const { candidate: value, n } = limited.measured
    const pair = pairs.find(({ id }) => id === metric.name)?.passableMargin ?? 0
    const usual = detectableHarm(check.standardError * DIFFERENCE_SHARE)
    // Two versions that happen to be alike would give a margin that the next retrain cannot keep.
    const margin = roundedUp(Math.max(usual, pair, smallestMargin(metric, value)))
    const forPair = pair > 0 ? `, ${formatPlain(pair, 2)} for the two at hand` : ''
    const decides = `${formatCount(n)} ${check.unit} decide ${formatPlain(usual, 2)} for versions that differ as retrained models usually do${forPair}`
    return { name: metric.name, margin, limit: limitFor(metric, value, margin), why: `this model: ${formatPlain(value, 4)}; ${decides}` }
  })
}

function smallestMargin({ bounds }: Metric, value: number): number {
  return bounds === 'unit-interval' ? SMALLEST_MARGIN : Math.abs(value) * SMALLEST_SHARE
}

function limitFor({ higherIsBetter, bounds }: Metric, value: number, margin: number): MetricProposal['limit'] {
  const room = LIMIT_MARGINS * margin
  const unit = 10 ** Math.floor(Math.log10(margin))
  if (!higherIsBetter) return { key: 'max', value: tidy(Math.ceil((value + room) / unit) * unit) }
  const least = Math.floor((value - room) / unit) * unit
  return { key: 'min', value: tidy(bounds === 'unit-interval' ? Math.max(0, least) : least) }
}

/** To one or two digits, upwards: 0.0051 is no margin that anybody would write. */
function roundedUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value))
  const steps = value / unit
  return tidy((steps <= 2 ? Math.ceil(steps * 2 - 1e-9) / 2 : Math.ceil(steps - 1e-9)) * unit)
}

/** 0.30000000000000004 is 0.3. */
function tidy(value: number): number {
  return Number(value.toPrecision(6))
}
