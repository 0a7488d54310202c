import { loadAndCost } from '../../../src/gates/benchmark/load-and-cost.ts'
import { measurementOf, policyOf, roundOf } from '../../support/benchmark-rounds.ts'

const NOTHING_ANSWERED = { rounds: [], hasBaseline: true, rows: {}, secondsPerRound: 1 }
const noted = (load: Record<string, unknown>) =>
  loadAndCost(policyOf({ load: { rate: '20/s', ...load } }), measurementOf([roundOf({ ratio: 1 })]), NOTHING_ANSWERED).notes

test('a load without a limit is told and not judged, and the report says so', () => {
  expect(noted({})).toContain(
    'No latency under load was judged, because `load.latency` has no limit: add `margin` or `max` there, or remove `load`.',
  )
  expect(noted({ latency: { p99: { max: '20ms' } } })).toEqual([])
})
