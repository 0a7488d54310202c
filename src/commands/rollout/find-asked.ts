import { UsageError } from '../../errors.ts'
import type { World } from '../../host/world.ts'
import type { Verdict } from '../../judge/verdict.ts'
import type { Request } from '../../rollout/entry.ts'
import type { Journal } from '../../rollout/ports.ts'
import type { Rollout } from '../../rollout/rollout.ts'
import { allLiveModelsAndPolicy, type PersonInputs } from './live-models.ts'
import type { JournalInputs, LiveModel, RolloutPorts } from './ports.ts'
import { readJournal } from './read-journal.ts'

export type FoundRequest = {
  readonly live: LiveModel
  /** That it goes by, as verdicts name it. */
  readonly policy: Verdict['policy']
  readonly journal: Journal
  readonly id: string
  readonly current: Rollout
}

type Inputs = PersonInputs & JournalInputs & { readonly request: string | null }

/**
 * The rollout that the request is of, among those of all models: the id names one.
 *
 * @throws UsageError where none has such a request, with those that are open
 */
export async function findAsked(inputs: Inputs, world: World, outside: RolloutPorts): Promise<FoundRequest> {
  const all: Omit<FoundRequest, 'id'>[] = []
  const { all: models, policy } = await allLiveModelsAndPolicy(inputs, world)
  for (const live of models) {
    const journal = await outside.journal(live, inputs, world)
    const { current } = (await readJournal(journal)).history
    if (current !== null) all.push({ live, policy, journal, current })
  }
  const wanted = inputs.request?.trim().toLowerCase() ?? null
  const open = all.flatMap((one) => (one.current.request === null ? [] : [{ ...one, id: one.current.request.id }]))
  const ended = all.flatMap((one) => (one.current.closed === null ? [] : [{ ...one, id: one.current.closed.id }]))
  const found =
    wanted === null
      ? open.find(({ current }) => world.run === null || current.request?.runId === world.run.id)
      : [...open, ...ended].find(({ id }) => id === wanted)
  if (found !== undefined) return found
  throw new UsageError({
    where: '--request',
    found: wanted === null ? 'none, and none that waits for this run' : `${wanted}, which nobody was asked`,
    expected: open.length === 0 ? 'an open request; there is none' : open.map(({ id, live }) => `${id} (${live.model.name})`).join(', '),
    remedy: '`sluice status` shows what is asked, and how it is answered.',
  })
}

/** @throws UsageError where the request has ended, with what became of it */
export function requireOpen({ request, closed }: Rollout, id: string): Request {
  if (request?.id === id) return request
  throw new UsageError({
    where: '--request',
    found: `${id}, which ${closed?.id === id ? `is over (${closed.outcome}): ${closed.why}` : 'is not open'}`,
    expected: request === null ? 'an open request; there is none' : `${request.id}, the open one`,
    remedy: request === null ? 'A new one is asked when there is something to ask; `sluice status` says so.' : 'Answer that one.',
  })
}
