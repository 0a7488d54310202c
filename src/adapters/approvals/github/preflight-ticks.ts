import { statusOf } from '../../publishing/github/refusals.ts'
import type { Ahead } from './preflight.ts'

/** Its name in action-templates/. */
const TICKS = 'rollout-tick.yml'

/** Somebody must look at the answer: without ticks an approval moves nothing. Whoever ticks otherwise knows it. */
export async function checkTicks({ asked, place }: Pick<Ahead, 'asked' | 'place'>): Promise<readonly string[]> {
  const { client, owner, repo } = place
  const found = await asked('Looking at a workflow', 'actions: read', () =>
    client.rest.actions.getWorkflow({ owner, repo, workflow_id: TICKS }).catch((error) => {
      if (statusOf(error) !== 404) throw error
      return null
    }),
  )
  if (found === null) return [`No workflow ${TICKS} is there: an answer is seen by whatever calls \`rollout\` in its place.`]
  const { state, html_url } = found.data
  if (state === 'active') return []
  const why = state === 'disabled_inactivity' ? 'GitHub switched it off after 60 days without a commit' : `it is switched off (${state})`
  return [`${TICKS} does not run: ${why}. Nothing ticks, and no answer is seen, until somebody enables it: ${html_url}.`]
}
