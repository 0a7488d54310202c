import { UsageError } from '../../errors.ts'
import type { InputsOf } from '../../host/inputs.ts'
import type { ModelFile } from '../../rollout/entry.ts'
import { isOpen } from '../../rollout/fold.ts'
import { advance } from './advance.ts'
import type { LiveModel } from './ports.ts'
import { readJournal } from './read-journal.ts'
import { bringCandidate, type Candidate, lastingReference, type StartAround, startRollout } from './start.ts'
import { command } from './write-command.ts'

type Inputs = InputsOf<'rollout'>

/** Starts a rollout of the model that this call brings, unless it is this very one that is open or finished. @returns why nothing was begun */
export async function begin(live: LiveModel, inputs: Inputs, around: StartAround): Promise<string | null> {
  const { session, journal, world } = around
  const { current, queued } = journal.history
  const candidate = await bringCandidate(live, inputs, session, world)
  const digest = candidate.file.sha256
  const before = current?.state
  const isSame = current?.candidate.digest === digest
  if (current !== null && isOpen(current)) return isSame ? null : meetNewCandidate(live, candidate, inputs, around)
  if (isSame && !inputs.restart) return `The rollout of ${digest.slice(0, 12)} is finished: ${before}. \`--restart\` rolls it out again.`
  if (queued !== null && queued.digest !== digest)
    world.host.log.info(`${queued.digest.slice(0, 12)} waited for its turn; ${digest.slice(0, 12)} is newer and takes it.`)
  await startRollout(live, candidate, inputs, around)
  return null
}

async function meetNewCandidate(live: LiveModel, candidate: Candidate, inputs: Inputs, around: StartAround): Promise<string | null> {
  const { session, ports, world } = around
  const journal = await readJournal(ports.journal)
  const { current } = journal.history
  if (!isOpen(current)) return null
  const [open, next] = [current.candidate.digest.slice(0, 12), candidate.file.sha256.slice(0, 12)]
  switch (live.rollout.onNewCandidate) {
    case 'refuse':
      throw new UsageError({
        where: '--candidate',
        found: `${next}, while the rollout of ${open} is open (${current.state})`,
        expected: 'no second candidate: the policy says `on-new-candidate: refuse`',
        remedy: 'Wait, end the first by `sluice abort`, or choose `replace` or `queue`.',
      })
    case 'queue': {
      const to: ModelFile = {
        digest: candidate.file.sha256,
        reference: await lastingReference(candidate, session),
        commit: candidate.commit,
      }
      await command(
        ports.journal,
        { command: 'queue', why: `${next} waits until ${open} is finished.`, to },
        { nowMs: ports.clock.nowMs(), world },
      )
      return `${next} waits until the rollout of ${open} is finished; call \`rollout\` with it again then.`
    }
    case 'replace': {
      await command(
        ports.journal,
        { command: 'replace', why: `${next} replaces ${open}.`, to: null },
        { nowMs: ports.clock.nowMs(), world },
      )
      const { history } = await advance(live, ports, 0, world)
      if (isOpen(history.current)) return `${open} is still on its way back; ${next} can start when that is verified.`
      await startRollout(live, candidate, inputs, { ...around, journal: await readJournal(ports.journal) })
      return null
    }
  }
}
