import type { Rollout } from '../../rollout/rollout.ts'
import type { LiveModel } from '../rollout/ports.ts'
import { readJournal } from '../rollout/read-journal.ts'
import type { Asked } from './ports.ts'

/** The newest rollout of a model; null before the first. */
export async function currentRollout(live: LiveModel, { inputs, world, outside }: Asked): Promise<Rollout | null> {
  return (await readJournal(await outside.rollout.journal(live, inputs, world))).history.current
}
