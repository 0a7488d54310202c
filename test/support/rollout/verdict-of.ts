import { rolloutVerdict } from '../../../src/commands/rollout/rollout-verdict.ts'
import { parseVerdict, renderVerdict, type Verdict } from '../../../src/judge/verdict.ts'
import { openEntries } from '../../../src/rollout/chain.ts'
import { readHistory } from '../../../src/rollout/read-history.ts'
import { fakeWorld } from '../fake-world.ts'
import type { FakeRollout } from './fake-rollout.ts'

/** What a rollout hands on: as it is read back from the file. */
export function verdictOf(rollout: FakeRollout): Verdict {
  const { current } = readHistory(rollout.journal.entries).history
  if (current === null) throw new Error('no rollout')
  const verdict = rolloutVerdict({
    model: 'income',
    environment: 'production',
    rollout: current,
    entries: openEntries(rollout.journal.entries),
    policy: { path: 'sluice.yml', sha256: 'e'.repeat(64), source: 'working-tree', loosened: [] },
    bytes: 1,
    startedAt: new Date(rollout.service.nowMs),
    world: fakeWorld(),
  })
  return parseVerdict(renderVerdict(verdict), 'income.rollout.verdict.json')
}
