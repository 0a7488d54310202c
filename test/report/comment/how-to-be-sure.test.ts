import { compareRounds } from '../../../src/gates/benchmark/compare-rounds.ts'
import { judge } from '../../../src/judge/judge.ts'
import { howToBeSure } from '../../../src/report/comment/how-to-be-sure.ts'
import { measurementOf, policyOf, type RoundSpec, roundOf } from '../../support/benchmark-rounds.ts'

function sureOf(specs: readonly RoundSpec[], latency: Record<string, unknown>): string {
  const comparisons = compareRounds(measurementOf(specs.map(roundOf)), policyOf({ latency }))
  const { checks } = judge(comparisons, { confidence: 0.95, onInconclusive: 'block', minRows: 0, minRarerClass: 0 })
  return howToBeSure([{ model: 'm', verdict: { checks } }] as unknown as Parameters<typeof howToBeSure>[0])
}

const swinging = (by: number) => (_: unknown, index: number) => (index % 2 === 0 ? 1 + by : 1 - by)

test('a noisy runner: the time that would do', () => {
  const specs = Array.from({ length: 10 }, swinging(0.1)).map((ratio, index) => ({ ratio, controlRatio: index % 2 === 0 ? 0.9 : 1.1 }))
  expect(sureOf(specs, { p50: { margin: '5%' } })).toMatch(/\* latency\.p50: a quieter runner, or a time budget longer by \d+ s\./)
})

test('a margin that no budget decides: none is advised', () => {
  const specs = Array.from({ length: 10 }, swinging(0.1)).map((ratio, index) => ({ ratio, controlRatio: index % 2 === 0 ? 0.9 : 1.1 }))
  expect(sureOf(specs, { p50: { margin: '0.05%' } })).toContain('* latency.p50: a quieter runner, or a wider margin.')
})

test('too few calls: a longer budget', () => {
  const specs = Array.from({ length: 6 }, () => ({ ratio: 1, calls: 10 }))
  expect(sureOf(specs, { p99: { max: '8ms' } })).toContain('* latency.p99.max: a longer `time-budget`.')
})
