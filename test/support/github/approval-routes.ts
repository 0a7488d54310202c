import { invalid, missing, type Request, type Route } from './answers.ts'
import { approvalJson, environmentJson, repositoryJson, reviewJson, runJson, workflowJson } from './approval-state.ts'
import { pullJson, type State } from './state.ts'

/** Where people answer: reviews of a pull request, protected environments, and the runs that wait in them. */
export const APPROVAL_ROUTES: Readonly<Record<string, Route>> = {
  'get /repos/{owner}/{repo}': {
    needs: [['metadata', 'read']],
    answer: (_, state) => ({ status: 200, body: repositoryJson(state) }),
  },
  'get /repos/{owner}/{repo}/commits/{commit_sha}/pulls': {
    needs: [['pull-requests', 'read']],
    answer({ operation }, state) {
      const sha = operation.parameters['commit_sha'] ?? ''
      const items = state.pulls.filter(({ headSha, mergeCommit, contains = [] }) => [headSha, mergeCommit, ...contains].includes(sha))
      return { status: 200, list: { items: items.map((one) => pullJson(state, one)) } }
    },
  },
  'get /repos/{owner}/{repo}/pulls/{pull_number}/reviews': {
    needs: [['pull-requests', 'read']],
    answer({ operation, api }, state) {
      const items = state.reviews.filter(({ pull }) => pull === Number(operation.parameters['pull_number']))
      return { status: 200, list: { items: items.map((one) => reviewJson(state, one, api)) } }
    },
  },
  'get /repos/{owner}/{repo}/environments/{environment_name}': {
    needs: [['actions', 'read']],
    answer({ operation, api }, state) {
      const found = state.environments.find(({ name }) => name === operation.parameters['environment_name'])
      return found === undefined ? missing() : { status: 200, body: environmentJson(state, found, api) }
    },
  },
  'get /repos/{owner}/{repo}/contents/{path}': {
    needs: [['contents', 'read']],
    answer({ operation, api }, state) {
      const path = operation.parameters['path'] ?? ''
      const found = state.workflows.find((one) => one.path === path)
      if (found === undefined) return missing()
      const content = Buffer.from(found.text).toString('base64')
      const urls = { url: api, git_url: api, html_url: api, download_url: api, _links: { git: api, self: api, html: api } }
      const file = { type: 'file', encoding: 'base64', size: content.length, name: path, path, content, sha: 'f'.repeat(40) }
      return { status: 200, body: { ...file, ...urls } }
    },
  },
  'get /repos/{owner}/{repo}/actions/workflows/{workflow_id}': {
    needs: [['actions', 'read']],
    answer(request, state) {
      const workflow = workflowOf(request, state)
      return workflow === undefined ? missing() : { status: 200, body: workflowJson(state, workflow, request.api) }
    },
  },
  'get /repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': {
    needs: [['actions', 'read']],
    answer(request, state) {
      const workflow = workflowOf(request, state)
      if (workflow === undefined) return missing()
      const fits = (name: string, value: string) => [null, value].includes(request.query.get(name))
      const runs = state.runs.filter(
        ({ workflowId, event, branch }) => workflowId === workflow.id && fits('event', event) && fits('branch', branch),
      )
      return { status: 200, list: { key: 'workflow_runs', items: [...runs].reverse().map((one) => runJson(state, one, request.api)) } }
    },
  },
  'post /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches': {
    needs: [['actions', 'write']],
    answer(request, state) {
      const { body, api } = request
      const workflow = workflowOf(request, state)
      if (workflow === undefined) return missing()
      if (body.ref !== 'main') return invalid(`No ref found for: ${body.ref}`)
      if (workflow.state !== 'active') return invalid('Cannot trigger a workflow_dispatch on a disabled workflow')
      const title = /^run-name:/m.test(workflow.text) ? `Approve ${body.inputs?.request}` : workflow.path
      const id = state.nextId++
      state.runs.push({
        ...{ id, workflowId: workflow.id, path: workflow.path, title, event: 'workflow_dispatch', branch: 'main', attempt: 1 },
        ...{ status: 'waiting', conclusion: null, createdAt: request.nowMs, approvals: [] },
      })
      if (body.return_run_details !== true) return { status: 204 }
      const html = `https://github.test/${state.repository}/actions/runs/${id}`
      return { status: 200, body: { workflow_run_id: id, run_url: `${api}/repos/${state.repository}/actions/runs/${id}`, html_url: html } }
    },
  },
  'get /repos/{owner}/{repo}/actions/runs/{run_id}': {
    needs: [['actions', 'read']],
    answer(request, state) {
      const run = runOf(request, state)
      return run === undefined ? missing() : { status: 200, body: runJson(state, run, request.api) }
    },
  },
  'get /repos/{owner}/{repo}/actions/runs/{run_id}/approvals': {
    needs: [['actions', 'read']],
    answer(request, state) {
      const run = runOf(request, state)
      return run === undefined ? missing() : { status: 200, body: run.approvals.map((one) => approvalJson(state, one, request.api)) }
    },
  },
}

function workflowOf({ operation }: Request, { workflows }: State) {
  const wanted = operation.parameters['workflow_id']
  return workflows.find(({ id, path }) => String(id) === wanted || path === `.github/workflows/${wanted}`)
}

function runOf({ operation }: Request, { runs }: State) {
  return runs.find(({ id }) => id === Number(operation.parameters['run_id']))
}
