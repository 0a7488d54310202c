import { Split } from '../../scripts/demo/split.mjs'

const BLUE = { identity: 'a'.repeat(64), ready: true, why: null }
const GREEN = { identity: 'b'.repeat(64), ready: true, why: null }

function newSplit() {
  const clock = { nowMs: 1_000_000 }
  const split = new Split(
    async (name: string) => (name === 'blue' ? BLUE : GREEN),
    () => clock.nowMs,
  )
  const ask = (request: string, asked: object = {}) => split.answer({ contract: 1, request, ...asked })
  const apply = (shareBp: number, leaseMs: number | null = 10_000) => ask('apply', { shareBp, expectedGeneration: null, leaseMs })
  const served = (requests: number) => Array.from({ length: requests }, () => split.route()).filter((name) => name === 'green').length
  return { clock, split, ask, apply, served }
}

test.each([
  // share in basis points, of so many requests, the canary's
  [0, 1_000, 0],
  [100, 1_000, 10],
  [500, 1_000, 50],
  [5_000, 1_000, 500],
  [10_000, 1_000, 1_000],
])('a share of %i basis points of %i requests is %i, evenly spread', async (shareBp, requests, expected) => {
  const { apply, served } = newSplit()
  await apply(shareBp)
  expect(Math.abs(served(requests) - expected)).toBeLessThanOrEqual(1)
  expect(Math.abs(served(requests) - expected)).toBeLessThanOrEqual(1)
})

test('a lease that nobody renews ends the share, and cannot be renewed afterwards', async () => {
  const { clock, ask, apply, served } = newSplit()
  await apply(5_000)
  clock.nowMs += 9_000
  expect(await ask('renew-lease', { durationMs: 10_000 })).toEqual({ ok: true })
  clock.nowMs += 9_000
  expect(served(100)).toBe(50)
  clock.nowMs += 1_000
  expect(served(100)).toBe(0)
  expect(await ask('read')).toMatchObject({ shareBp: 5_000, effectiveBp: 0, leaseLeftMs: 0 })
  expect(await ask('renew-lease', { durationMs: 10_000 })).toMatchObject({ ok: false, kind: 'refused' })
})

test('a promotion exchanges the roles once, and leaves the old model without traffic', async () => {
  const { ask, apply, split, served } = newSplit()
  await apply(5_000)
  const promote = () => ask('promote', { digest: GREEN.identity, expectedGeneration: null })
  expect([await promote(), await promote()]).toEqual([{ ok: true }, { ok: true }])
  expect(await ask('read')).toMatchObject({ shareBp: 0, swapped: true, arms: { stable: GREEN, canary: BLUE } })
  expect([split.serverOf('stable'), served(100)]).toEqual(['green', 100])
})

test('who writes with an old generation is refused, and changes nothing', async () => {
  const { ask, apply } = newSplit()
  expect(await ask('read')).toMatchObject({ generation: '0' })
  await apply(100)
  expect(await ask('apply', { shareBp: 9_000, expectedGeneration: '0', leaseMs: null })).toMatchObject({ ok: false, kind: 'conflict' })
  expect(await ask('read')).toMatchObject({ shareBp: 100 })
})
