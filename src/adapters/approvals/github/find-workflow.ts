import { nullIfMissing } from '../../publishing/github/refusals.ts'
import type { Ahead } from './preflight.ts'

/** @param file its name in `.github/workflows`. @returns null: the default branch has none */
export async function findWorkflow(file: string, { asked, place }: Pick<Ahead, 'asked' | 'place'>) {
  const { client, owner, repo } = place
  const look = () => client.rest.actions.getWorkflow({ owner, repo, workflow_id: file }).catch(nullIfMissing)
  return (await asked('Looking at a workflow', 'actions: read', look))?.data ?? null
}
