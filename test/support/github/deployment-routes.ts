import { invalid, missing, type Route } from './answers.ts'
import { deploymentJson, type State, statusJson } from './state.ts'

const MAX_DESCRIPTION = 140

/** The list of deployments, with what GitHub's description does not say: which statuses a success ends, how long a description may be. */
export const DEPLOYMENT_ROUTES: Readonly<Record<string, Route>> = {
  'get /repos/{owner}/{repo}/deployments': {
    needs: [['deployments', 'read']],
    answer({ query, api }, state) {
      const fits = (name: 'task' | 'environment', value: string) => [null, 'none', value].includes(query.get(name))
      const items = state.deployments.filter(({ task, environment }) => fits('task', task) && fits('environment', environment))
      return { status: 200, list: { items: [...items].reverse().map((one) => deploymentJson(state, one, api)) } }
    },
  },
  'post /repos/{owner}/{repo}/deployments': {
    needs: [['deployments', 'write']],
    answer({ body, api }, state) {
      if (!/^[0-9a-f]{40}$/.test(body.ref)) return invalid(`No ref found for: ${body.ref}`)
      if (body.auto_merge !== false) return { status: 202, body: { message: 'Auto-merged main into the ref' } }
      if (body.required_contexts === undefined) return { status: 409, body: { message: 'Conflict: Commit status checks failed' } }
      const { ref, task = 'deploy', environment = 'production', description = '', payload = '' } = body
      const deployment = { id: state.nextId++, ref, task, environment, description: description ?? '', payload, statuses: [] }
      state.deployments.push(deployment)
      return { status: 201, body: deploymentJson(state, deployment, api) }
    },
  },
  'get /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': {
    needs: [['deployments', 'read']],
    answer({ operation, api }, state) {
      const deployment = find(state, operation.parameters['deployment_id'])
      if (deployment === undefined) return missing()
      return { status: 200, list: { items: [...deployment.statuses].reverse().map((one) => statusJson(state, deployment, one, api)) } }
    },
  },
  'post /repos/{owner}/{repo}/deployments/{deployment_id}/statuses': {
    needs: [['deployments', 'write']],
    answer({ operation, body, api }, state) {
      const deployment = find(state, operation.parameters['deployment_id'])
      if (deployment === undefined) return missing()
      if ((body.description ?? '').length > MAX_DESCRIPTION) return invalid('Description is too long (maximum is 140 characters)')
      const status = {
        id: state.nextId++,
        state: body.state,
        description: body.description ?? '',
        logUrl: body.log_url ?? '',
        autoInactive: body.auto_inactive ?? true,
      }
      deployment.statuses.push(status)
      if (status.state === 'success' && status.autoInactive) endOthers(state, deployment)
      return { status: 201, body: statusJson(state, deployment, status, api) }
    },
  },
}

function find({ deployments }: State, id: string | undefined) {
  return deployments.find((one) => one.id === Number(id))
}

/** Of whatever task: the environment alone counts. */
function endOthers(state: State, { id, environment }: State['deployments'][number]): void {
  for (const other of state.deployments) {
    if (other.id === id || other.environment !== environment || other.statuses.at(-1)?.state !== 'success') continue
    other.statuses.push({ id: state.nextId++, state: 'inactive', description: '', logUrl: '', autoInactive: false })
  }
}
