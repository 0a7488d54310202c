import { setTimeout as sleep } from 'node:timers/promises'
import type { MirroredDeployment } from '../../../report/ports.ts'
import type { Place } from './client.ts'
import { cutText } from './cut-text.ts'
import { isUncertain } from './refusals.ts'

const MAX_DESCRIPTION = 140
const MOST_ATTEMPTS = 3
/** Of earlier rollouts that may still be shown as live: the newest ones. */
const MOST_EARLIER = 10

type Known = { readonly id: number; readonly rollout: string | null }

/** One deployment for a rollout, with its newest status; a success takes the place of the model that was live before. */
export async function keepDeployment(shown: MirroredDeployment, place: Place): Promise<void> {
  const known = await listOf(shown, place)
  const own = known.find(({ rollout }) => rollout === shown.rollout) ?? (await create(shown, known, place))
  const isWritten = await keepStatus(own.id, shown.state, shown, place)
  if (!isWritten || shown.state !== 'success') return
  for (const { id } of known.filter((one) => one.id !== own.id).slice(0, MOST_EARLIER)) {
    const [newest] = await statusesOf(id, place)
    if (newest?.state === 'success') await keepStatus(id, 'inactive', { ...shown, description: `${shown.rollout} took its place` }, place)
  }
}

/** @returns whether it was written: what stands there already is left */
async function keepStatus(
  id: number,
  state: MirroredDeployment['state'],
  { description, logUrl }: Pick<MirroredDeployment, 'description' | 'logUrl'>,
  place: Place,
): Promise<boolean> {
  const { client, owner, repo } = place
  const text = cutText(description, MAX_DESCRIPTION)
  const [newest] = await statusesOf(id, place)
  if (newest?.state === state && newest.description === text) return false
  await client.rest.repos.createDeploymentStatus({
    owner,
    repo,
    deployment_id: id,
    state,
    description: text,
    // It would mark other models of the same environment as gone.
    auto_inactive: false,
    ...(logUrl === null ? {} : { log_url: logUrl }),
  })
  return true
}

/** A creation without an answer may have happened: it is looked for before it is tried again. */
async function create(shown: MirroredDeployment, before: readonly Known[], place: Place): Promise<Known> {
  const { client, owner, repo, pauseMs, signal } = place
  for (let attempt = 1; ; attempt++) {
    try {
      const { data } = await client.rest.repos.createDeployment({
        owner,
        repo,
        ref: shown.commit,
        task: taskOf(shown),
        environment: shown.environment,
        description: cutText(`${shown.model}, rollout ${shown.rollout}`, MAX_DESCRIPTION),
        payload: { rollout: shown.rollout },
        // Nothing is merged, and what must be green was asked before the rollout.
        auto_merge: false,
        required_contexts: [],
      })
      if ('id' in data) return { id: data.id, rollout: shown.rollout }
      throw new Error('the branch was merged instead of deployed')
    } catch (error) {
      if (!isUncertain(error) || attempt === MOST_ATTEMPTS) throw error
      await sleep(pauseMs * attempt, undefined, { signal })
      const made = (await listOf(shown, place)).find(({ id, rollout }) => rollout === shown.rollout && before.every((one) => one.id !== id))
      if (made !== undefined) return made
    }
  }
}

/** Newest first: one page holds the rollouts of months. */
async function listOf(shown: MirroredDeployment, { client, owner, repo }: Place): Promise<readonly Known[]> {
  const query = { owner, repo, environment: shown.environment, task: taskOf(shown), per_page: 100 } as const
  const { data } = await client.rest.repos.listDeployments(query)
  return data.map(({ id, payload }) => ({ id, rollout: rolloutOf(payload) })).sort((a, b) => b.id - a.id)
}

async function statusesOf(id: number, { client, owner, repo }: Place) {
  const { data } = await client.rest.repos.listDeploymentStatuses({ owner, repo, deployment_id: id, per_page: 100 })
  return [...data].sort((a, b) => b.id - a.id)
}

/** Each model has its own line in the list of an environment. */
function taskOf({ model }: Pick<MirroredDeployment, 'model'>): string {
  return `sluice:${model}`
}

/** Some servers hand a payload back as text. */
function rolloutOf(payload: unknown): string | null {
  if (typeof payload === 'object' && payload !== null && 'rollout' in payload) return String(payload.rollout)
  if (typeof payload !== 'string' || payload === '') return null
  try {
    return rolloutOf(JSON.parse(payload))
  } catch {
    return null
  }
}
