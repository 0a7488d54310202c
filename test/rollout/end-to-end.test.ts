import { openEntries } from '../../src/rollout/chain.ts'
import { replay } from '../../src/rollout/replay.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'
import { CANARY, STABLE } from '../support/rollout/fake-service.ts'

describe.each([
  ['swap', true],
  ['retarget', false],
] as const)('by %s, lease %s', (promotion, lease) => {
  test('a healthy canary goes up the ladder and is promoted', async () => {
    const rollout = new FakeRollout({ promotion, lease })
    rollout.start()
    const ticks = await rollout.until(['promoted'])
    expect(rollout.events).toEqual([
      'arm',
      'shifted',
      'shift',
      'shifted',
      'shift',
      'shifted',
      'shift',
      'shifted',
      'promote',
      'settle',
      'finish',
    ])
    expect(ticks).toBeLessThan(360)
    expect(rollout.service.models.stable).toBe(CANARY)
    expect(rollout.service.shareBp).toBe(0)
    expect(rollout.history.released).toMatchObject({ digest: CANARY, reference: 'git:v2:models/m.onnx' })
  })

  test('ten times the failures are rolled back, verified', async () => {
    const rollout = new FakeRollout({ promotion, lease, failureRate: { stable: 0.02, canary: 0.2 } })
    rollout.start()
    const ticks = await rollout.until(['rolled-back'])
    expect(ticks).toBeLessThan(30)
    expect(rollout.events.slice(-2)).toEqual(['breach', 'verified'])
    expect([rollout.service.shareBp, rollout.service.models.stable, rollout.history.released]).toEqual([0, STABLE, null])
  })
})

test('the journal replays to the same decisions, byte for byte', async () => {
  const rollout = new FakeRollout({ lease: true, failureRate: { stable: 0.02, canary: 0.2 } })
  rollout.start()
  await rollout.until(['rolled-back'])
  const replayed = replay(openEntries(rollout.journal.entries))
  expect(replayed.length).toBe(rollout.steps.length)
  expect(replayed.filter(({ same }) => !same)).toEqual([])
})
