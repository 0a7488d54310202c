import { type Capacities, capacitiesUnderLoad, compareCost } from '../../../../src/gates/benchmark/cost/compare-cost.ts'
import { monthlyCost, replicasFor, usdPerMillion } from '../../../../src/gates/benchmark/cost/money.ts'
import { costSection, trafficSection } from '../../../../src/gates/benchmark/cost/policy.ts'
import { reportCost } from '../../../../src/gates/benchmark/cost/report-cost.ts'
import { loadSection } from '../../../../src/gates/benchmark/load/policy.ts'
import { judge } from '../../../../src/judge/judge.ts'
import { countLatencies } from '../../../../src/sources/benchmark/latency-histogram.ts'

const serving = { priceUsdPerHour: 0.36, capacity: 100, utilisation: 0.5 }

test('money is price over what a machine answers', () => {
  // 0.36 / (100 · 0.5 · 3600) is 2e-6 USD a prediction.
  expect(usdPerMillion(serving)).toBeCloseTo(2, 12)
  // 300/s take six machines of 50/s: 6 · 0.36 · 730; 40/s take 0.8 of one, and one is the least.
  const month = monthlyCost({ average: 40, peak: 300 }, serving)
  expect(month.replicasAtPeak).toBe(6)
  expect(month.usdAtPeak).toBeCloseTo(1576.8, 9)
  expect(month.usdScaled).toBeCloseTo(262.8, 9)
  expect(monthlyCost({ average: 120, peak: 300 }, serving).usdScaled).toBeCloseTo(2.4 * 262.8, 9)
})

test.each([
  [50, 1],
  [50.1, 2],
  [1, 1],
  [300, 6],
])('%d predictions a second take %i machines', (rate, machines) => expect(replicasFor(rate, serving)).toBe(machines))

/** Six rounds; the candidate answers 1/1.1 of the baseline's predictions, the rounds differing by some per mille. */
function capacities(slower: number, rounds = 6): Capacities {
  const jitter = [1, 1.002, 0.998, 1.001, 0.999, 1.0005]
  return {
    rounds: jitter.slice(0, rounds).map((factor) => ({ baseline: 100, candidate: (100 / slower) * factor, control: null })),
    basis: 'in a test',
  }
}

const measurement = { rounds: [], hasBaseline: true, problems: [], secondsPerRound: 1, tooShort: null }

function checkOf(cost: Record<string, unknown>, measured: Capacities) {
  const comparisons = compareCost({
    cost: costSection.parse({ 'price-per-hour': 0.36, utilisation: '50%', ...cost }),
    load: null,
    measurement,
    capacities: measured,
  })
  return judge(comparisons, { confidence: 0.95, onInconclusive: 'block', minRows: 0, minRarerClass: 0 }).checks[0]
}

test.each([
  ['10 % dearer at 5 % allowed', { margin: '5%' }, capacities(1.1), 'fail'],
  ['10 % dearer at 15 % allowed', { margin: '15%' }, capacities(1.1), 'pass'],
  ['10 % dearer at 0.3 USD allowed', { margin: 0.3 }, capacities(1.1), 'pass'],
  ['cheaper', { margin: '0%' }, capacities(0.9), 'pass'],
  ['under a ceiling', { max: 2.5 }, capacities(1.1), 'pass'],
  ['over a ceiling', { max: 2.1 }, capacities(1.1), 'fail'],
  ['too few rounds', { margin: '5%' }, capacities(1.1, 5), 'inconclusive'],
] as const)('the cost of a million predictions: %s', (_, cost, measured, outcome) => {
  expect(checkOf(cost, measured)?.outcome).toBe(outcome)
})

test('the difference is in USD, and relative to the baseline’s', () => {
  const check = checkOf({ margin: '5%' }, capacities(1.1))
  expect(check?.baseline).toBeCloseTo(2, 9)
  expect(check?.harm).toBeCloseTo(0.2, 2)
  expect(check?.margin).toBeCloseTo(0.1, 9)
})

test('an instance by name brings its dated price, a price given wins, and an unknown name is refused with the nearest', () => {
  const named = costSection.parse({ instance: 'c7g.large', utilisation: '50%' })
  const report = reportCost(capacities(1), named, trafficSection.parse({ average: '40/s', peak: '300/s' }), 0.95)
  expect(report.notes[0]).toContain('0.0725 USD an hour (of c7g.large: AWS EC2 on-demand prices, us-east-1')
  expect(report.notes[1]).toMatch(/^The cost of a month changes by .* USD when machines follow the traffic/)
  expect(report.reported.find(({ metric }) => metric.startsWith('cost of a million'))?.candidate).toBeCloseTo(
    (0.0725 / (50 * 3600)) * 1e6,
    3,
  )
  expect(report.figures.map(({ title }) => title)).toEqual(['Cost of a million predictions', 'Cost of a month'])
  const wrong = costSection.safeParse({ instance: 'c7g.larg' })
  expect(JSON.stringify(wrong.error?.issues)).toContain('Did you mean `c7g.large`?')
})

test('the bars of a month have labels that are told apart, and whole', () => {
  const { figures } = reportCost(
    capacities(1),
    costSection.parse({ 'price-per-hour': 1 }),
    trafficSection.parse({ average: '4/s', peak: '9/s' }),
    0.95,
  )
  const labels = figures.map((figure) => (figure.kind === 'bars' ? figure.labels : []))
  expect(labels).toEqual([['a million'], ['for the peak', 'with the traffic']])
})

test('the checks and the report state the same cost, and the month follows from it', () => {
  // Single rounds differ so much that medians of the arms would point the other way.
  const pairs = [
    [100, 130],
    [300, 90],
    [110, 120],
    [90, 105],
    [400, 100],
    [105, 115],
  ] as const
  const measured = { rounds: pairs.map(([baseline, candidate]) => ({ baseline, candidate, control: null })), basis: 'in a test' }
  const cost = costSection.parse({ 'price-per-hour': 0.36, utilisation: '50%', margin: '5%', max: 9 })
  const [compared, ceiling] = compareCost({ cost, load: null, measurement, capacities: measured }).map((one) => one.measured)
  const report = reportCost(measured, cost, trafficSection.parse({ average: '400/s', peak: '900/s' }), 0.95)
  const row = (metric: string) => report.reported.find((one) => one.metric.startsWith(metric))
  if (compared?.kind !== 'measured' || ceiling?.kind !== 'measured') throw new Error('not measured')
  expect(row('cost of a million')?.baseline).toBeCloseTo(compared.baseline ?? 0, 9)
  expect(row('cost of a million')?.candidate).toBeCloseTo(compared.candidate, 9)
  expect(ceiling.candidate).toBeCloseTo(compared.candidate, 9)
  const month = row('cost of a month, machines follow')
  const difference = /by ([+−\d.]+) \(/.exec(report.notes[1] ?? '')?.[1]?.replace('−', '-')
  expect(Number(difference)).toBeCloseTo((month?.candidate ?? 0) - (month?.baseline ?? 0), 1)
})

test('predictions a second are counted by the rows that were sent, not by those that were asked for', () => {
  const load = loadSection.parse({ rate: '10/s', 'rows-per-request': 100, latency: { p50: { max: '10ms' } } })
  // The curve crosses the limit of 10 ms at 100 requests a second.
  const window = (rate: number, ms: number) => ({
    ...{
      rate,
      planned: 100,
      answered: 100,
      failed: 0,
      counts: countLatencies(Array(100).fill(ms)).map(([bucket, n]): [number, number] => [bucket, n]),
      serviceCounts: [],
      serviceMs: 1,
    },
    ...{ utilisation: 0.5, drainMs: 0, lateMs: 0, error: null },
  })
  const round = { declared: {}, curve: { candidate: [window(50, 1), window(99, 10), window(101, 10.5), window(150, 20)] } }
  const measured = { rounds: [round], hasBaseline: false, rows: { candidate: 40 }, secondsPerRound: 1 }
  const [found] = capacitiesUnderLoad(measured, load)?.rounds ?? []
  expect((found?.candidate ?? 0) / 40).toBeCloseTo(99, -1)
})

test.each([
  ['windows with too few requests', 3, 'a `load.duration` of about 90 s would do'],
  ['a search that did not cross the limit', 1, 'take a quieter runner, or a `max` farther from what one request takes'],
])('too few rounds told the cost, because of %s: the advice is one that helps', (_, durationFactor, advice) => {
  const load = loadSection.parse({ rate: '10/s', duration: '30s', latency: { p50: { max: '10ms' } } })
  const cost = costSection.parse({ 'price-per-hour': 1, max: 1 })
  const [comparison] = compareCost({ cost, load, measurement, capacities: { ...capacities(1, 2), durationFactor } })
  expect(comparison?.measured).toMatchObject({ kind: 'not-enough', why: expect.stringContaining(advice) })
})
