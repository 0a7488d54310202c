import { FakeRollout } from '../../support/rollout/fake-rollout.ts'

jest.setTimeout(60_000)

/** At 5 % of the traffic, then taken back by hand while so many requests a window go on reaching the canary; twenty minutes later. */
async function takenBack(probes: number, rps = 500): Promise<FakeRollout> {
  const rollout = new FakeRollout({ lease: true, rps }, { steps: ['5%', '50%'], bake: '2h' })
  rollout.start()
  while (rollout.state !== 'baking') await minute(rollout)
  rollout.command('rollback')
  rollout.service.behaviour.probes = probes
  for (let minutes = 0; minutes < 20; minutes++) await minute(rollout)
  return rollout
}

async function minute(rollout: FakeRollout): Promise<void> {
  await rollout.tick()
  rollout.service.pass(60_000)
}

test.each([
  ['nothing', 0, 500, 'rolled-back', 'the canary had no request in the window'],
  ['the questions of two tickers and a few health probes', 10, 500, 'rolled-back', 'had 10 requests, as many as probes make'],
  ['more than probes make', 11, 500, 'rolling-back', 'still had 11 requests in the latest window'],
  ['a fiftieth of the share that stood', 30, 500, 'rolling-back', 'still had 30 requests'],
  ['few, of a service that has few', 3, 20, 'rolling-back', 'still had 3 requests'],
  ['nothing, of a service that has few', 0, 20, 'rolled-back', 'the canary had no request in the window'],
])('the canary goes on getting %s', async (_, probes, rps, state, said) => {
  const rollout = await takenBack(probes, rps)
  expect([rollout.state, rollout.service.shareBp, rollout.steps.at(-1)?.message]).toEqual([state, 0, expect.stringContaining(said)])
})
