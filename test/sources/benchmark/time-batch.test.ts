import type { BenchArm } from '../../../src/sources/benchmark/measurements.ts'
import { timeBatch } from '../../../src/sources/benchmark/time-batch.ts'
import { drawFrom } from '../../../src/sources/benchmark/turns.ts'

/** Arms whose latencies are said, not measured: the loop must hand on what they say. */
function saying(arm: BenchArm, latencyOf: () => number) {
  let calls = 0
  const call = async () => {
    calls++
    return latencyOf()
  }
  return { arm, call, made: () => calls }
}

const options = { rows: 1, quantiles: [0.5, 0.99], measureMs: 60, draw: drawFrom(1), announce: () => {} }

test('an arm that is twice as slow is found twice as slow, whatever the noise that both share', async () => {
  const shared = () => 1 + 0.5 * Math.sin(performance.now() / 20)
  const arms = [
    saying('baseline', () => 0.2 * shared()),
    saying('candidate', () => 0.4 * shared()),
    saying('control', () => 0.2 * shared()),
  ]
  const { arms: timed, quantilesAsked } = await timeBatch(arms, options)
  expect(quantilesAsked).toEqual([0.5, 0.99])
  expect(timed.candidate?.logRatioToBaseline).toBeCloseTo(Math.log(2), 1)
  expect(timed.control?.logRatioToBaseline).toBeCloseTo(0, 1)
  expect(timed.baseline?.calls).toBe(timed.candidate?.calls)
})

test('every call of a turn but the first is counted, and no call of the warm-up', async () => {
  // Turns of 0.4 ms are four calls of 0.1 ms, after one that fetches the model back into the caches.
  const arms = [saying('baseline', () => 0.1), saying('candidate', () => 0.1)]
  const { arms: timed } = await timeBatch(arms, options)
  const { calls = 0, warmUp, counts = [] } = timed.candidate ?? {}
  expect(calls % 4).toBe(0)
  expect(arms[1]?.made()).toBe((calls * 5) / 4 + (warmUp?.calls ?? 0))
  expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(calls)
})

test('long turns are told, so that a death has an arm; short ones only once', async () => {
  const told = async (latency: number) => {
    const arms: (BenchArm | null)[] = []
    const pair = [saying('baseline', () => latency), saying('candidate', () => latency)]
    const { arms: timed } = await timeBatch(pair, { ...options, measureMs: 1, announce: (arm) => arms.push(arm) })
    return { arms, turns: timed.candidate?.calls ?? 0 }
  }
  expect((await told(0.4)).arms).toEqual(['baseline', 'candidate', null])
  const { arms, turns } = await told(50)
  expect(arms.length).toBe(2 + 2 * turns)
  expect(arms).not.toContain(null)
})

test('a call that takes longer than the time is made once a cycle, for no more than twice the time', async () => {
  const slow = (arm: BenchArm) => ({
    arm,
    call: async () => {
      const end = performance.now() + 20
      while (performance.now() < end);
      return 20
    },
  })
  const { arms } = await timeBatch([slow('baseline'), slow('candidate')], { ...options, measureMs: 10 })
  expect(arms.candidate?.calls).toBe(arms.baseline?.calls)
  expect(arms.candidate?.calls).toBeLessThanOrEqual(2)
})

test('a dozen short calls warm an arm up even when there is no time: the first may all have been interrupted', async () => {
  let call = 0
  const unsteady = { arm: 'candidate' as const, call: async () => 2 ** call++ }
  const { arms } = await timeBatch([unsteady], { ...options, measureMs: 0 })
  expect(arms.candidate?.warmUp.calls).toBeGreaterThanOrEqual(12)
})

test('what a call throws ends the batch', async () => {
  const broken = { arm: 'candidate' as const, call: async () => Promise.reject(new Error('no')) }
  await expect(timeBatch([broken], options)).rejects.toThrow('no')
})
