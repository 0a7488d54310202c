import { setTimeout as sleep } from 'node:timers/promises'
import { warmUp } from '../../../../src/sources/benchmark/load/warm-up.ts'

test('a slow model is not called thirty times before the load', async () => {
  let calls = 0
  const warm = await warmUp(async () => {
    calls++
    await sleep(600)
    return 600
  })
  expect(calls).toBe(2)
  expect(warm).toEqual({ aloneMs: 600, fastestMs: 600 })
})

test('of a fast one the median and the fastest of thirty are known; what was not timed is left out', async () => {
  expect(await warmUp(async (request) => (request % 2 === 0 ? null : request))).toEqual({ aloneMs: 15, fastestMs: 1 })
  expect(await warmUp(async () => null)).toBeNull()
})
