import { isDecided } from '../../../src/gates/benchmark/measure-rounds.ts'
import { measurementOf, policyOf, roundOf } from '../../support/benchmark-rounds.ts'

// Median and mean of the candidate lie on the baseline's, up to a few percent that go up and down from round to round.
const rounds = (spread: number) => Array.from({ length: 8 }, (_, index) => roundOf({ ratio: index % 2 === 0 ? 1 + spread : 1 - spread }))
const COST = { instance: 'c7g.large' }

test.each<[name: string, policy: Record<string, unknown>, decided: boolean]>([
  ['a latency with room to spare is decided', { latency: { p50: { margin: '50%' } } }, true],
  ['beside it a cost that is open keeps the rounds going', { latency: { p50: { margin: '50%' } }, cost: { ...COST, margin: '2%' } }, false],
  ['a cost alone keeps the rounds going too', { latency: {}, cost: { ...COST, margin: '2%' } }, false],
  ['a cost with room to spare is decided', { latency: {}, cost: { ...COST, margin: '90%' } }, true],
  [
    'a cost under load is no question to these rounds',
    { latency: {}, cost: { ...COST, margin: '2%' }, load: { rate: '20/s', latency: { p50: { max: '20ms' } } } },
    true,
  ],
])('%s', (_, written, decided) => {
  expect(isDecided(measurementOf(rounds(0.04)), policyOf(written))).toBe(decided)
})
