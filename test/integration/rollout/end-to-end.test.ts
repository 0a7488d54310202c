import { CANARY, isOver, LiveService } from '../../support/rollout/live-service.ts'
import { servedShare } from '../../support/rollout/load.ts'
import { pause } from '../../support/rollout/ports.ts'

jest.setTimeout(180_000)

let live: LiveService
beforeEach(() => {
  live = new LiveService()
})
afterEach(() => live.stop())

test('ten times the failures are rolled back within twelve windows of the first share, and the canary gets no more traffic', async () => {
  await live.start({ canary: { failures: 0.2 } })
  await live.tickUntil((state) => state === 'baking', 30_000)
  const began = Date.now()
  expect(await live.tickUntil(isOver, 90_000)).toBe('rolled-back')
  expect(Date.now() - began).toBeLessThan(12 * 5000 + 15_000)
  expect(await live.ports.target.read()).toMatchObject({ shareBp: 0, effectiveBp: 0 })
  const verified = Date.now()
  await pause(1500)
  expect(servedShare(live.load.answers, 'canary', verified + 500)).toBe(0)
  expect(await live.offencesSoFar()).toEqual([])
})

test('a healthy canary, with failures in both arms, is promoted by proof and serves everything', async () => {
  await live.start()
  expect(await live.tickUntil(isOver, 140_000)).toBe('promoted')
  expect(await live.ports.target.read()).toMatchObject({ swapped: true, shareBp: 0 })
  expect(await live.ports.identity?.probe('stable')).toBe(CANARY)
  expect(await live.offencesSoFar()).toEqual([])
})
