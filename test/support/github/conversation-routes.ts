import { createHash } from 'node:crypto'
import { invalid, missing, type Request, type Route } from './answers.ts'
import { APPROVAL_ROUTES } from './approval-routes.ts'
import { pullJson, type State, user } from './state.ts'

export type StoredReaction = { comment: number; login: string; content: string }
/** A branch is its tip; `files`: path → text. */
export type StoredBranch = StoredCommit & { name: string }
export type StoredCommit = { sha: string; message: string } & Pick<StoredTree, 'files'>
export type StoredTree = { sha: string; files: Readonly<Record<string, string>> }

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
  'get /repos/{owner}/{repo}/git/commits/{commit_sha}': {
    needs: [['contents', 'read']],
    answer({ operation, api }, state) {
      const commit = commitOf(state, operation.parameters['commit_sha'])
      return commit === undefined ? missing() : { status: 200, body: commitJson(commit, api) }
    },
  },
  'post /repos/{owner}/{repo}/git/trees': {
    needs: [['contents', 'write']],
    answer({ body, api }, state) {
      const base = [...state.commits, ...state.branches.map(tipOf)].find(({ files }) => hashOf(files) === body.base_tree)
      if (base === undefined) return invalid('base_tree is not a tree')
      const added = body.tree.map((one: { path: string; content: string }) => [one.path, one.content])
      const files = { ...base.files, ...Object.fromEntries(added) }
      const sha = hashOf(files)
      state.trees.push({ sha, files })
      return { status: 201, body: { sha, url: api, truncated: false, tree: [] } }
    },
  },
  'post /repos/{owner}/{repo}/git/commits': {
    needs: [['contents', 'write']],
    answer({ body, api }, state) {
      const tree = state.trees.find(({ sha }) => sha === body.tree)
      if (tree === undefined) return invalid('Tree SHA does not exist')
      const commit = { sha: hashOf([body.message, body.tree, body.parents]), message: body.message, files: tree.files }
      state.commits.push(commit)
      return { status: 201, body: commitJson(commit, api) }
    },
  },
  'post /repos/{owner}/{repo}/git/refs': {
    needs: [['contents', 'write']],
    answer({ body, api }, state) {
      if (branchOf(state, body.ref) !== undefined) return invalid('Reference already exists')
      const to = commitOf(state, body.sha)
      if (to === undefined) return invalid('Object does not exist')
      const branch = { ...to, name: body.ref.replace('refs/heads/', '') }
      state.branches.push(branch)
      return { status: 201, body: refJson(branch, api) }
    },
  },
  'patch /repos/{owner}/{repo}/git/refs/{ref}': {
    needs: [['contents', 'write']],
    answer({ operation, body, api }, state) {
      const branch = branchOf(state, `refs/${operation.parameters['ref']}`)
      const to = commitOf(state, body.sha)
      if (branch === undefined || to === undefined) return invalid('Reference does not exist')
      if (body.force !== true) return invalid('Update is not a fast forward')
      Object.assign(branch, to)
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
}

function tipOf({ name: _, ...tip }: StoredBranch): StoredCommit {
  return tip
}

function commitOf({ commits, branches }: State, wanted: string | undefined): StoredCommit | undefined {
  return [...commits, ...branches.map(tipOf)].find(({ sha }) => sha === wanted)
}

function commitJson({ sha, message, files }: StoredCommit, api: string) {
  const person = { date: '2026-11-24T00:00:00Z', email: 'a@example.com', name: 'Ada' }
  const verification = { verified: true, reason: 'valid', signature: null, payload: null, verified_at: null }
  const tree = { sha: hashOf(files), url: api }
  return { sha, node_id: 'C_1', url: api, html_url: api, message, author: person, committer: person, tree, parents: [], verification }
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
  return { type: 'file', encoding: 'base64', size: text.length, name: path, path, content, sha: hashOf(text), ...urls }
}

function hashOf(value: unknown): string {
  return createHash('sha1').update(JSON.stringify(value)).digest('hex')
}
