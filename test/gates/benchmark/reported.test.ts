import { compareRounds } from '../../../src/gates/benchmark/compare-rounds.ts'
import { capacitiesOfCalls } from '../../../src/gates/benchmark/cost/compare-cost.ts'
import { costSection } from '../../../src/gates/benchmark/cost/policy.ts'
import { reportCost } from '../../../src/gates/benchmark/cost/report-cost.ts'
import { reportedNumbers } from '../../../src/gates/benchmark/reported.ts'
import { measurementOf, policyOf, roundOf } from '../../support/benchmark-rounds.ts'

// One round of many calls is slow: whatever weighs by calls, or takes the middle, says something else than the ratios of the rounds.
const rounds = [1.3, 0.9, 0.92, 0.9, 0.95, 0.91].map((ratio, index) => roundOf({ ratio, calls: index === 0 ? 4000 : 400 }))
const measurement = measurementOf(rounds)
const policy = policyOf({ latency: { p50: { margin: '5%' }, mean: { margin: '5%' } }, cpu: { margin: '5%' } })
const comparisons = compareRounds(measurement, policy)
const measured = { measurement, probes: { baseline: null, candidate: null }, roundsPlanned: 6, stoppedEarly: false }
const reported = reportedNumbers(measured, policy, { baseline: 1, candidate: 1 }, comparisons)

test.each([
  ['latency.p50', 'latency p50 (ms)'],
  ['latency.mean', 'latency mean (ms)'],
  ['cpu', 'processor time (ms a call)'],
])('what %s compares is reported as it was compared', (id, metric) => {
  const compared = comparisons.find((one) => one.id === id)?.measured
  const row = reported.find((one) => one.metric === metric)
  if (compared?.kind !== 'measured') throw new Error('not measured')
  expect(row?.baseline).toBeCloseTo(compared.baseline ?? 0, 12)
  expect(row?.candidate).toBeCloseTo(compared.candidate, 12)
})

test('the throughput of calls is what the cost is worked out from', () => {
  const cost = costSection.parse({ 'price-per-hour': 1 })
  const report = reportCost(capacitiesOfCalls(measurement, [1]), cost, null, 0.95)
  const machine = report.reported.find(({ metric }) => metric === 'predictions a second of one machine')
  expect(reported.find(({ metric }) => metric === 'throughput (rows/s)')?.candidate).toBeCloseTo(machine?.candidate ?? 0, 9)
})
