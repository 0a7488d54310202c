import { MeasurementError } from '../../../src/errors.ts'
import { planBenchmark, timingPlan } from '../../../src/gates/benchmark/plan-benchmark.ts'
import { planSchedule } from '../../../src/gates/benchmark/schedule.ts'
import { renderTimingPlans } from '../../../src/report/timing-plan-report.ts'
import { policyOf } from '../../support/benchmark-rounds.ts'

const PROBES = { baseline: null, candidate: null as never }

test('a percentile that the budget cannot support is named beforehand, with the budget that would do', () => {
  const callMs = new Map([[1, 10]])
  const schedule = planSchedule({ remainingMs: 60_000, arms: 3, callMs, startMs: 500, coldMs: 0, callsWanted: 0, longestMs: 20_000 })
  const policy = policyOf({ latency: { p50: { margin: '5%' }, p99: { margin: '10%' }, 'p99.9': { max: '80ms' } }, 'time-budget': '60s' })
  const plan = timingPlan('slow', policy, { probes: PROBES, problems: [], callMs, schedule })
  expect(plan.rounds).toBeGreaterThanOrEqual(10)
  expect(plan.unsupported.map(({ id }) => id)).toEqual(['latency.p99', 'latency.p99.9.max'])
  const text = renderTimingPlans([plan], 'terminal')
  expect(text).toMatch(/latency\.p99: p99 takes at least 299 calls a round, and about \d+ fit; a `time-budget` of about \d+ min would do\./)
  expect(text).toMatch(/latency\.p99\.9\.max: p99\.9 takes at least 2,995 calls, and about 1,\d+ fit/)
})

test('batch sizes that a model does not answer, and a budget too short for anything', () => {
  const callMs = new Map([[1, 20_000]])
  const schedule = planSchedule({ remainingMs: 30_000, arms: 3, callMs, startMs: 500, coldMs: 0, callsWanted: 0, longestMs: 20_000 })
  const error = new MeasurementError('BATCH_REFUSED', 'candidate (a.onnx) takes exactly 1 row a call, not 32', 'Export it.')
  const look = { probes: PROBES, problems: [{ arm: 'candidate' as const, rows: 32, error }], callMs, schedule }
  const { rounds, unsupported } = timingPlan('heavy', policyOf({ 'batch-sizes': [1, 32] }), look)
  expect(rounds).toBe(0)
  expect(unsupported.map(({ id }) => id)).toEqual(['calls of 32 rows', 'everything'])
})

test('a load too short for its percentiles is named before a request is sent, with the duration that would do', () => {
  const callMs = new Map([[1, 1]])
  const schedule = planSchedule({ remainingMs: 60_000, arms: 3, callMs, startMs: 100, coldMs: 0, callsWanted: 0, longestMs: 20_000 })
  const latency = { p50: { margin: '10%' }, p99: { margin: '10%', max: '20ms' } }
  const look = { probes: PROBES, problems: [], callMs, schedule }
  const of = (duration: string) =>
    timingPlan('served', policyOf({ load: { rate: '20/s', duration, latency } }), look).unsupported.filter(({ id }) =>
      id.startsWith('load.'),
    )
  expect(of('12s').map(({ id }) => id)).toEqual(['load.p99', 'load.p99.max'])
  expect(of('12s')[0]?.why).toBe(
    'p99 takes at least 299 requests a round, and 20/s sends about 40; a `load.duration` of about 90 s would do',
  )
  expect(of('2m').map(({ id }) => id)).toEqual([])
})

test('of a served model the load is told, and what it is too little for; nothing is sent', async () => {
  const benchmark = policyOf({ latency: { p99: { margin: '10%' } }, load: { rate: '20/s', duration: '12s' } })
  const model = { name: 'served', subject: { kind: 'endpoint' } }
  const plan = await planBenchmark({ model, benchmark } as Parameters<typeof planBenchmark>[0])
  expect(plan.unsupported.map(({ id }) => id)).toEqual(['load.p99'])
  expect(renderTimingPlans([plan], 'terminal')).toContain(`A served model is judged under load alone.
Load: 20/s for 12 s, about 240 requests to each model.`)
})
