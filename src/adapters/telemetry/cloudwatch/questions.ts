import type { CloudwatchTelemetryPolicy } from '../../../rollout/policy/telemetry/cloudwatch.ts'
import { type ByArm, byArm, type Signal } from '../../../rollout/ports.ts'
import { type Series, seriesOf } from './metric.ts'

/** What a guardrail asks, of each arm. */
export type Question =
  | { readonly name: string; readonly kind: 'rate'; readonly arms: ByArm<{ readonly requests: Series; readonly failures: Series }> }
  | {
      readonly name: string
      readonly kind: 'histogram'
      /** Seconds. */
      readonly edges: readonly number[]
      /** One more range than edges; together they are all samples. */
      readonly arms: ByArm<{ readonly total: Series; readonly ranges: readonly Series[] }>
    }
  | {
      readonly name: string
      readonly kind: 'mean'
      readonly arms: ByArm<{ readonly count: Series; readonly sum: Series; readonly sumOfSquares: Series }>
    }

export type Split = ByArm<Series>

type Policy = Pick<CloudwatchTelemetryPolicy, 'edges' | 'latencyUnit'>

/** @throws UsageError for a query that is none */
export function questionOf(signal: Signal, policy: Policy, arms: ByArm<string>): Question {
  const { name } = signal
  const series = (key: string, query: string) => seriesOf(`guardrails.${name}.${key}`, query, arms)
  switch (signal.kind) {
    case 'rate': {
      const [requests, failures] = [series('requests', signal.requests), series('failures', signal.failures)]
      return { name, kind: 'rate', arms: byArm((arm) => ({ requests: requests[arm], failures: failures[arm] })) }
    }
    case 'histogram': {
      const metric = series('histogram', signal.histogram)
      return {
        name,
        kind: 'histogram',
        edges: policy.edges.map((edge) => edge / 1000),
        arms: byArm((arm) => ({
          total: { ...metric[arm], stat: 'SampleCount' },
          ranges: rangesOf(policy).map((stat) => ({ ...metric[arm], stat })),
        })),
      }
    }
    case 'mean': {
      const [count, sum] = [series('count', signal.count), series('sum', signal.sum)]
      const sumOfSquares = series('sum-of-squares', signal.sumOfSquares)
      return { name, kind: 'mean', arms: byArm((arm) => ({ count: count[arm], sum: sum[arm], sumOfSquares: sumOfSquares[arm] })) }
    }
  }
}

/** All requests, for the check of the split: as the policy says, else those of the first rate. */
export function splitOf(query: string | null, questions: readonly Question[], arms: ByArm<string>): Split | null {
  if (query !== null) return seriesOf('telemetry.requests', query, arms)
  const first = questions.find((question) => question.kind === 'rate')
  return first === undefined ? null : byArm((arm) => first.arms[arm].requests)
}

/** Trimmed counts: the lower end is outside of a range, the upper one within, so that all of them are each sample once. */
export function rangesOf({ edges, latencyUnit }: Policy): string[] {
  const inUnit = edges.map((edge) => String(Number((edge * PER_MS[latencyUnit]).toFixed(MOST_DECIMALS))))
  return [...inUnit, ''].map((upper, index) => `TC(${inUnit[index - 1] ?? ''}:${upper})`)
}

const PER_MS = { us: 1000, ms: 1, s: 0.001 }
/** CloudWatch takes no more. */
const MOST_DECIMALS = 10

export function seriesIn(questions: readonly Question[], split: Split | null): Series[] {
  const asked = questions.flatMap(seriesAsked)
  return split === null ? asked : [...asked, ...both(split)]
}

function seriesAsked(question: Question): Series[] {
  switch (question.kind) {
    case 'rate':
      return both(question.arms).flatMap(({ requests, failures }) => [requests, failures])
    case 'histogram':
      return both(question.arms).flatMap(({ total, ranges }) => [total, ...ranges])
    case 'mean':
      return both(question.arms).flatMap(({ count, sum, sumOfSquares }) => [count, sum, sumOfSquares])
  }
}

function both<Value>({ stable, canary }: ByArm<Value>): readonly Value[] {
  return [stable, canary]
}
