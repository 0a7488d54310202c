import type { Figure } from '../../../judge/figure.ts'
import { formatNumber } from '../../../judge/format-number.ts'
import type { Verdict } from '../../../judge/verdict.ts'
import { logRatioDistribution } from '../../../stats/ratio.ts'
import { geometricMeanOf } from '../comparison-parts.ts'
import { FEWEST_ROUNDS } from '../round.ts'
import type { Capacities } from './compare-cost.ts'
import { COST_METRIC } from './cost-metric.ts'
import { INSTANCE_PRICES } from './instance-prices.ts'
import { monthlyCost, type Serving, usdPerMillion } from './money.ts'
import { type CostPolicy, priceUsdPerHourOf, type TrafficPolicy } from './policy.ts'

type Reported = Verdict['reported'][number]

export type CostReport = { readonly reported: readonly Reported[]; readonly figures: readonly Figure[]; readonly notes: readonly string[] }

/**
 * Money for the reader: a million predictions, machines and a month, each arm's and the difference with its interval. All of it
 * comes from the same two numbers of predictions a second, whose ratio is that of the pairs.
 */
export function reportCost(capacities: Capacities, cost: CostPolicy, traffic: TrafficPolicy | null, confidence: number): CostReport {
  const price = priceUsdPerHourOf(cost)
  if (price === null || capacities.rounds.length === 0) return { reported: [], figures: [], notes: [] }
  const serving = (capacity: number): Serving => ({ priceUsdPerHour: price, capacity, utilisation: cost.utilisation })
  const candidate = serving(geometricMeanOf(capacities.rounds.map((round) => round.candidate)))
  const before = capacities.rounds.flatMap((round) => round.baseline ?? [])
  const baseline = before.length === 0 ? null : serving(geometricMeanOf(before))
  const row = (metric: string, value: (each: Serving) => number, why: string): Reported => ({
    metric,
    slice: null,
    baseline: baseline === null ? null : value(baseline),
    candidate: value(candidate),
    why,
  })
  const month = traffic === null ? [] : monthRows(traffic, row)
  const perMillion = row(COST_METRIC, usdPerMillion, capacities.basis)
  return {
    reported: [row('predictions a second of one machine', ({ capacity }) => capacity, capacities.basis), perMillion, ...month],
    figures: costBars(perMillion, month),
    notes: [
      priceNote(cost, price, capacities.basis),
      ...(baseline === null || traffic === null ? [] : differenceNote(capacities, { baseline, traffic, confidence })),
    ],
  }
}

function monthRows(traffic: TrafficPolicy, row: (metric: string, value: (each: Serving) => number, why: string) => Reported): Reported[] {
  const load = `at ${traffic.average}/s on average and ${traffic.peak}/s at the peak`
  return [
    row('machines for the peak', (each) => monthlyCost(traffic, each).replicasAtPeak, load),
    row('cost of a month, machines for the peak (USD)', (each) => monthlyCost(traffic, each).usdAtPeak, load),
    row('cost of a month, machines follow the traffic (USD)', (each) => monthlyCost(traffic, each).usdScaled, load),
  ]
}

function priceNote({ pricePerHour, instance, utilisation }: CostPolicy, price: number, basis: string): string {
  const from =
    pricePerHour !== null || instance === null ? 'from the policy' : `of ${instance}: ${INSTANCE_PRICES.source}, ${INSTANCE_PRICES.asOf}`
  return `Cost: ${price} USD an hour (${from}), ${Number((utilisation * 100).toPrecision(4))} % of what a machine answers ${basis}. This runner's speed stands for the machine's: of both models alike, so that the ratio holds where the amount may not.`
}

/** The month's difference with both bounds, by the interval of the ratio over rounds: money falls as the capacity rises. */
function differenceNote(
  { rounds }: Capacities,
  { baseline, traffic, confidence }: { readonly baseline: Serving; readonly traffic: TrafficPolicy; readonly confidence: number },
): string[] {
  const logs = rounds.flatMap((round) => (round.baseline === null ? [] : [Math.log(round.candidate / round.baseline)]))
  if (logs.length < FEWEST_ROUNDS) return []
  const ratio = logRatioDistribution(logs)
  const now = monthlyCost(traffic, baseline)
  const difference = (logRatio: number, of: (cost: ReturnType<typeof monthlyCost>) => number) =>
    of(monthlyCost(traffic, { ...baseline, capacity: baseline.capacity * Math.exp(logRatio) })) - of(now)
  const interval = (of: (cost: ReturnType<typeof monthlyCost>) => number) => {
    const [least, middle, most] = [ratio.quantile(confidence), ratio.estimate, ratio.quantile(1 - confidence)].map((log) =>
      difference(log, of),
    )
    return `${signed(middle ?? 0)} (${signed(least ?? 0)} to ${signed(most ?? 0)})`
  }
  return [
    `The cost of a month changes by ${interval(({ usdScaled }) => usdScaled)} USD when machines follow the traffic, and by ${interval(({ usdAtPeak }) => usdAtPeak)} USD with machines for the peak, each bound at ${Number((confidence * 100).toPrecision(5))} %.`,
  ]
}

function signed(usd: number): string {
  const text = formatNumber(usd, 2)
  return usd > 0 ? `+${text}` : text
}

/** As short as a bar's label is, and told apart. */
const MONTHLY_LABELS = ['for the peak', 'with the traffic']

function costBars(perMillion: Reported, month: readonly Reported[]): Figure[] {
  const bars = (title: string, rows: readonly Reported[], labels: readonly string[]): Figure => ({
    kind: 'bars',
    title,
    caption: '',
    x: '',
    y: 'USD',
    labels: [...labels],
    groups: (['baseline', 'candidate'] as const)
      .filter((arm) => rows.some((row) => row[arm] !== null))
      .map((arm) => ({ name: arm, arm, values: rows.map((row) => row[arm]) })),
  })
  const monthly = month.filter(({ metric }) => metric.endsWith('(USD)'))
  return [
    bars('Cost of a million predictions', [perMillion], ['a million']),
    ...(monthly.length === 0 ? [] : [bars('Cost of a month', monthly, MONTHLY_LABELS)]),
  ]
}
