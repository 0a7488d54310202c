import { createHash } from 'node:crypto'
import { invalid, missing, type Request, type Route } from './answers.ts'
import { APPROVAL_ROUTES } from './approval-routes.ts'
import { pullJson, type State, user } from './state.ts'

export type StoredReaction = { comment: number; login: string; content: string }
/** `files`: path → text at its tip. */
export type StoredBranch = { name: string; sha: string; files: Record<string, string>; messages?: string[] }

const CONTENTS = 'get /repos/{owner}/{repo}/contents/{path}'

/** Where people talk, and where a change is proposed: reactions, branches, files and pull requests. */
export const CONVERSATION_ROUTES: Readonly<Record<string, Route>> = {
  'post /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions': {
    needs: [
      ['pull-requests', 'write'],
      ['issues', 'write'],
    ],
    answer({ operation, body, token }, state) {
      const comment = Number(operation.parameters['comment_id'])
      if (!state.comments.some(({ id }) => id === comment)) return missing()
      const same = ({ comment: on, login, content }: StoredReaction) => on === comment && login === token.login && content === body.content
      const isNew = !state.reactions.some(same)
      if (isNew) state.reactions.push({ comment, login: token.login, content: body.content })
      const reaction = { id: 1, node_id: 'R_1', user: user(token.login), content: body.content, created_at: '2026-11-24T00:00:00Z' }
      return { status: isNew ? 201 : 200, body: reaction }
    },
  },
  'get /repos/{owner}/{repo}/pulls/{pull_number}': {
    needs: [['pull-requests', 'read']],
    answer({ operation }, state) {
      const pull = state.pulls.find(({ number }) => number === Number(operation.parameters['pull_number']))
      return pull === undefined ? missing() : { status: 200, body: pullJson(state, pull) }
    },
  },
  'post /repos/{owner}/{repo}/pulls': {
    needs: [['pull-requests', 'write']],
    answer({ body }, state) {
      if (!state.mayOpenPulls)
        return {
          status: 403,
          body: { message: 'GitHub Actions is not permitted to create or approve pull requests.', documentation_url: '' },
        }
      const head = state.branches.find(({ name }) => name === body.head)
      const base = state.branches.find(({ name }) => name === body.base)
      if (head === undefined || base === undefined) return invalid('no such branch')
      if (state.pulls.some((one) => one.head === head.name && one.state === 'open')) return invalid('A pull request already exists')
      if (head.sha === base.sha) return invalid('No commits between the two')
      const pull = {
        ...{ number: state.nextId++, headSha: head.sha, headRepository: state.repository, baseSha: base.sha, state: 'open' as const },
        ...{ head: head.name, base: base.name, title: String(body.title), body: String(body.body) },
      }
      state.pulls.push(pull)
      return { status: 201, body: pullJson(state, pull) }
    },
  },
  'get /repos/{owner}/{repo}/git/ref/{ref}': {
    needs: [['contents', 'read']],
    answer({ operation, api }, state) {
      const branch = branchOf(state, `refs/${operation.parameters['ref']}`)
      return branch === undefined ? missing() : { status: 200, body: refJson(branch, api) }
    },
  },
  'post /repos/{owner}/{repo}/git/refs': {
    needs: [['contents', 'write']],
    answer({ body, api }, state) {
      if (branchOf(state, body.ref) !== undefined) return invalid('Reference already exists')
      const from = state.branches.find(({ sha }) => sha === body.sha)
      if (from === undefined) return invalid('Object does not exist')
      const branch = { name: body.ref.replace('refs/heads/', ''), sha: from.sha, files: { ...from.files } }
      state.branches.push(branch)
      return { status: 201, body: refJson(branch, api) }
    },
  },
  'patch /repos/{owner}/{repo}/git/refs/{ref}': {
    needs: [['contents', 'write']],
    answer({ operation, body, api }, state) {
      const branch = branchOf(state, `refs/${operation.parameters['ref']}`)
      const to = state.branches.find(({ sha }) => sha === body.sha)
      if (branch === undefined || to === undefined) return invalid('Reference does not exist')
      if (body.force !== true) return invalid('Update is not a fast forward')
      Object.assign(branch, { sha: to.sha, files: { ...to.files } })
      return { status: 200, body: refJson(branch, api) }
    },
  },
  [CONTENTS]: {
    needs: [['contents', 'read']],
    answer(request, state) {
      const ref = request.query.get('ref')
      const path = request.operation.parameters['path'] ?? ''
      const text = state.branches.find(({ name, sha }) => name === ref || sha === ref)?.files[path]
      if (text === undefined) return APPROVAL_ROUTES[CONTENTS]?.answer(request, state) ?? missing()
      return { status: 200, body: fileJson(path, text, request.api) }
    },
  },
  'put /repos/{owner}/{repo}/contents/{path}': {
    needs: [['contents', 'write']],
    answer(request, state) {
      const { body, api } = request
      const branch = state.branches.find(({ name }) => name === body.branch)
      const path = request.operation.parameters['path'] ?? ''
      const before = branch?.files[path]
      if (branch === undefined || before === undefined) return missing()
      if (body.sha !== blobOf(before))
        return { status: 409, body: { message: `${path} does not match ${body.sha}`, documentation_url: '' } }
      branch.files[path] = Buffer.from(body.content, 'base64').toString('utf8')
      branch.sha = createHash('sha1').update(`${branch.sha}${branch.files[path]}${body.message}`).digest('hex')
      branch.messages = [...(branch.messages ?? []), body.message]
      return { status: 200, body: { content: fileJson(path, branch.files[path], api), commit: { sha: branch.sha, message: body.message } } }
    },
  },
}

function branchOf({ branches }: State, ref: string) {
  return branches.find(({ name }) => `refs/heads/${name}` === ref)
}

function refJson({ name, sha }: StoredBranch, api: string) {
  return { ref: `refs/heads/${name}`, node_id: 'REF_1', url: api, object: { type: 'commit', sha, url: api } }
}

function fileJson(path: string, text: string, api: Request['api']) {
  const urls = { url: api, git_url: api, html_url: api, download_url: api, _links: { git: api, self: api, html: api } }
  const content = Buffer.from(text).toString('base64')
  return { type: 'file', encoding: 'base64', size: text.length, name: path, path, content, sha: blobOf(text), ...urls }
}

function blobOf(text: string): string {
  return createHash('sha1').update(text).digest('hex')
}
