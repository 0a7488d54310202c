import { forbidden, invalid, missing, type Route } from './answers.ts'
import { APPROVAL_ROUTES } from './approval-routes.ts'
import { CONVERSATION_ROUTES } from './conversation-routes.ts'
import { DEPLOYMENT_ROUTES } from './deployment-routes.ts'
import { PEOPLE_ROUTES } from './people-routes.ts'
import { artifactJson, checkJson, commentJson, pullJson } from './state.ts'

/** GitHub counts characters; longer bodies are refused. */
const MAX_BODY_CHARS = 65_536
const MAX_ANNOTATIONS = 50

const COMMENT_WRITE: Route['needs'] = [
  ['pull-requests', 'write'],
  ['issues', 'write'],
]
const COMMENT_READ: Route['needs'] = [
  ['pull-requests', 'read'],
  ['issues', 'read'],
]

export const ROUTES: Readonly<Record<string, Route>> = {
  ...DEPLOYMENT_ROUTES,
  ...PEOPLE_ROUTES,
  ...APPROVAL_ROUTES,
  ...CONVERSATION_ROUTES,
  'get /repos/{owner}/{repo}/issues/{issue_number}/comments': {
    needs: COMMENT_READ,
    answer: ({ operation, api }, state) => ({
      status: 200,
      list: {
        items: state.comments
          .filter(({ issue }) => issue === Number(operation.parameters['issue_number']))
          .map((one) => commentJson(state, one, api)),
      },
    }),
  },
  'post /repos/{owner}/{repo}/issues/{issue_number}/comments': {
    needs: COMMENT_WRITE,
    answer({ operation, body, token, api }, state) {
      if (body.body.length > MAX_BODY_CHARS) return invalid('Body is too long (maximum is 65536 characters)')
      const issue = Number(operation.parameters['issue_number'])
      if (!state.issues.includes(issue) && !state.pulls.some(({ number }) => number === issue)) return missing()
      const comment = { id: state.nextId++, issue, login: token.login, body: body.body, createdAt: 0 }
      state.comments.push(comment)
      return { status: 201, body: commentJson(state, comment, api) }
    },
  },
  'get /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    needs: COMMENT_READ,
    answer({ operation, api }, state) {
      const comment = state.comments.find(({ id }) => id === Number(operation.parameters['comment_id']))
      return comment === undefined ? missing() : { status: 200, body: commentJson(state, comment, api) }
    },
  },
  'patch /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    needs: COMMENT_WRITE,
    answer({ operation, body, token, api }, state) {
      const comment = state.comments.find(({ id }) => id === Number(operation.parameters['comment_id']))
      if (comment === undefined) return missing()
      if (comment.login !== token.login) return forbidden()
      if (body.body.length > MAX_BODY_CHARS) return invalid('Body is too long (maximum is 65536 characters)')
      comment.body = body.body
      return { status: 200, body: commentJson(state, comment, api) }
    },
  },
  'delete /repos/{owner}/{repo}/issues/comments/{comment_id}': {
    needs: COMMENT_WRITE,
    answer({ operation, token }, state) {
      const index = state.comments.findIndex(({ id }) => id === Number(operation.parameters['comment_id']))
      if (index === -1) return missing()
      if (state.comments[index]?.login !== token.login) return forbidden()
      state.comments.splice(index, 1)
      return { status: 204 }
    },
  },
  'get /repos/{owner}/{repo}/pulls': {
    needs: [['pull-requests', 'read']],
    answer({ query }, state) {
      const fits = (name: string, value: string | undefined) => [null, value].includes(query.get(name))
      const ofState = state.pulls.filter((one) => ['all', one.state].includes(query.get('state') ?? 'open'))
      const found = ofState.filter(({ head, base }) => fits('head', `${state.repository.split('/')[0]}:${head}`) && fits('base', base))
      return { status: 200, list: { items: found.map((one) => pullJson(state, one)) } }
    },
  },
  'get /repos/{owner}/{repo}/commits/{ref}/check-runs': {
    needs: [['checks', 'read']],
    answer({ operation, query, api }, state) {
      const name = query.get('check_name')
      const runs = state.checks.filter((one) => one.headSha === operation.parameters['ref'] && (name === null || one.name === name))
      return { status: 200, list: { key: 'check_runs', items: runs.map((one) => checkJson(state, one, api)) } }
    },
  },
  'post /repos/{owner}/{repo}/check-runs': {
    needs: [['checks', 'write']],
    answer({ body, api }, state) {
      if ((body.output?.annotations?.length ?? 0) > MAX_ANNOTATIONS) return invalid('No more than 50 annotations')
      if (body.status === 'completed' && body.conclusion === undefined) return invalid('A completed check needs a conclusion')
      const check = {
        id: state.nextId++,
        headSha: body.head_sha,
        name: body.name,
        externalId: body.external_id ?? '',
        status: body.status ?? 'queued',
        conclusion: body.conclusion ?? null,
        detailsUrl: body.details_url ?? null,
        output: {
          title: body.output?.title ?? '',
          summary: body.output?.summary ?? '',
          annotations: [...(body.output?.annotations ?? [])],
        },
      }
      state.checks.push(check)
      return { status: 201, body: checkJson(state, check, api) }
    },
  },
  'patch /repos/{owner}/{repo}/check-runs/{check_run_id}': {
    needs: [['checks', 'write']],
    answer({ operation, body, api }, state) {
      const check = state.checks.find(({ id }) => id === Number(operation.parameters['check_run_id']))
      if (check === undefined) return missing()
      if ((body.output?.annotations?.length ?? 0) > MAX_ANNOTATIONS) return invalid('No more than 50 annotations')
      check.conclusion = body.conclusion ?? check.conclusion
      check.output.title = body.output?.title ?? check.output.title
      check.output.summary = body.output?.summary ?? check.output.summary
      check.output.annotations.push(...(body.output?.annotations ?? []))
      return { status: 200, body: checkJson(state, check, api) }
    },
  },
  'get /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts': {
    needs: [['actions', 'read']],
    answer({ operation, api }, state) {
      const ofRun = state.artifacts.filter(({ runId }) => runId === Number(operation.parameters['run_id']))
      return { status: 200, list: { key: 'artifacts', items: ofRun.map((one) => artifactJson(state, one, api)) } }
    },
  },
  'get /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}': {
    needs: [['actions', 'read']],
    answer({ operation, api }, state) {
      const artifact = state.artifacts.find(({ id }) => id === Number(operation.parameters['artifact_id']))
      if (artifact === undefined) return missing()
      if (artifact.expired === true) return { status: 410, body: { message: 'Artifact has expired' } }
      return { status: 302, headers: { location: `${api}/_store/${artifact.id}` } }
    },
  },
}
