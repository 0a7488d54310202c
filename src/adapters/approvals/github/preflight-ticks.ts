import { findWorkflow } from './find-workflow.ts'
import type { Ahead } from './preflight.ts'

/** Its name in action-templates/. */
const TICKS = 'rollout-tick.yml'

/** Somebody must look at the answer: without ticks an approval moves nothing. Whoever ticks otherwise knows it. */
export async function checkTicks(ahead: Pick<Ahead, 'asked' | 'place'>): Promise<readonly string[]> {
  const found = await findWorkflow(TICKS, ahead)
  if (found === null) return [`No workflow ${TICKS} is there: an answer is seen by whatever calls \`rollout\` in its place.`]
  const { state, html_url } = found
  if (state === 'active') return []
  const why = state === 'disabled_inactivity' ? 'GitHub switched it off after 60 days without a commit' : `it is switched off (${state})`
  return [`${TICKS} does not run: ${why}. Nothing ticks, and no answer is seen, until somebody enables it: ${html_url}.`]
}
