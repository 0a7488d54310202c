import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { MeasurementError } from '../errors.ts'
import type { Released } from '../gates/evaluate/model-files.ts'
import type { World } from '../host/world.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import { type Journal, JournalError } from '../rollout/ports.ts'
import { readHistory } from '../rollout/read-history.ts'
import { originOf } from '../sources/git/origin.ts'
import type { Repository } from '../sources/git/repository.ts'

type Place = { readonly repository: Repository | null; readonly token?: { readonly server: string; readonly value: string } }

/**
 * What the rollout's journal says is live. Only a model with a `rollout` has one.
 *
 * @throws MeasurementError on a runner whose journal cannot be read: a comparison that is asked for is never left out silently
 */
export async function findReleased(
  { name, rollout }: ModelPolicy,
  place: Place,
  { cwd, run }: Pick<World, 'cwd' | 'run'>,
): Promise<Released> {
  if (rollout === null) return { kind: 'none', why: 'no model has been released by a rollout yet' }
  const journal = await openJournal(name, rollout.environment, place, cwd)
  if (journal === null) return { kind: 'none', why: 'there is no journal of a rollout here' }
  try {
    const { released } = readHistory((await journal.read()).entries).history
    if (released === null) return { kind: 'none', why: 'no model has been released by a rollout yet' }
    const { reference, digest } = released
    if (reference === null) return { kind: 'none', why: `${digest.slice(0, 12)} is live, and no reference that lasts names its file` }
    return { kind: 'released', reference, sha256: digest }
  } catch (error) {
    if (!(error instanceof JournalError)) throw error
    if (run === null) return { kind: 'none', why: `the journal of the rollout cannot be read (${error.message})` }
    throw new MeasurementError(
      'JOURNAL_UNREADABLE',
      error.message,
      'The last release is asked for by `anchor` (`anchor: none` does without) and after a push as the baseline (`--baseline` names another).',
      { cause: error },
    )
  }
}

async function openJournal(model: string, environment: string, { repository, token }: Place, cwd: string): Promise<Journal | null> {
  const { openFileJournal, openGitJournal } = await import('../adapters/registry.ts')
  const file = join(cwd, '.sluice', `${model}.${environment}.jsonl`)
  if (repository !== null && (await originOf(repository.place)) !== null)
    return openGitJournal({ place: repository.place, model, environment, ...(token === undefined ? {} : { token }) })
  return existsSync(file) ? openFileJournal(file) : null
}
