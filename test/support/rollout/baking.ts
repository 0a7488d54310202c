import { FakeRollout, type Written } from './fake-rollout.ts'
import type { ServiceOptions } from './fake-service.ts'
import { watchSafety } from './watch-safety.ts'

export type Baking = FakeRollout & { offences: string[] }

/** A healthy rollout that bakes at 5 %, its first step, for longer than any test takes; its writes are held against the journal. */
export async function bakingAtFive(options: ServiceOptions = {}, written: Written = {}): Promise<Baking> {
  const rollout = new FakeRollout({ lease: true, rps: 500, ...options }, { steps: ['5%', '50%'], bake: '5h', ...written })
  const offences = watchSafety(rollout)
  rollout.start()
  while (rollout.state !== 'baking') await minutes(rollout, 1)
  return Object.assign(rollout, { offences })
}

/** A tick a minute. */
export async function minutes(rollout: FakeRollout, count: number): Promise<void> {
  for (let minute = 0; minute < count; minute++) {
    await rollout.tick()
    rollout.service.pass(60_000)
  }
}
