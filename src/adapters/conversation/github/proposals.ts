import type { Proposals, Proposed, ProposedChange } from '../../../report/conversation.ts'
import { PublishingRefused } from '../../../report/ports.ts'
import type { Place } from '../../publishing/github/client.ts'
import { openPlace, type PlaceOptions } from '../../publishing/github/open-place.ts'
import { isUncertain, nullIfMissing, statusOf } from '../../publishing/github/refusals.ts'

/** A change of one file through the API alone: the branch, one commit by whom the token speaks for, and its pull request. */
export async function createGitHubProposals(options: PlaceOptions & { readonly serverUrl: string }): Promise<Proposals> {
  const { place, asked } = await openPlace(options, '')
  const { owner, repo } = place
  const web = `${options.serverUrl}/${owner}/${repo}`
  return {
    findPullRequest: (number) => asked('Reading a pull request', 'pull-requests: read', () => findPullRequest(number, place)),
    async propose(change) {
      const open = await asked('Looking up pull requests', 'pull-requests: read', () => findOpen(change, place))
      if (open !== null) return { kind: 'there-already', url: open }
      const before = await asked('Reading a file', 'contents: read', () => readBefore(change, place))
      const text = change.edit(before.text)
      if (text === null) return { kind: 'unneeded' }
      await asked('A commit', 'contents: write', () => commitChange(change, before, text, place))
      return asked('A pull request', 'pull-requests: write', () => openPullRequest(change, web, place))
    },
  }
}

async function findPullRequest(number: number, { client, owner, repo }: Place) {
  const found = await client.rest.pulls.get({ owner, repo, pull_number: number }).catch(nullIfMissing)
  return found === null ? null : { base: found.data.base.ref, isOpen: found.data.state === 'open' }
}

async function findOpen({ branch, base }: ProposedChange, { client, owner, repo }: Place): Promise<string | null> {
  const query = { owner, repo, state: 'open', head: `${owner}:${branch}`, base, per_page: 10 } as const
  const { data } = await client.rest.pulls.list(query)
  return data.find(({ head }) => head.ref === branch)?.html_url ?? null
}

type Before = { readonly tip: string; readonly text: string }

async function readBefore({ base, path }: ProposedChange, place: Place): Promise<Before> {
  const { client, owner, repo } = place
  const { data } = await client.rest.git.getRef({ owner, repo, ref: `heads/${base}` })
  return { tip: data.object.sha, text: await readFile(path, data.object.sha, place) }
}

/** The branch is set when the commit is whole: of two that race, neither sees half of the other's work. */
async function commitChange({ branch, path, message }: ProposedChange, { tip }: Before, text: string, place: Place): Promise<void> {
  const { client, owner, repo } = place
  const { data: parent } = await client.rest.git.getCommit({ owner, repo, commit_sha: tip })
  const file = { path, mode: '100644', type: 'blob', content: text } as const
  const { data: tree } = await client.rest.git.createTree({ owner, repo, base_tree: parent.tree.sha, tree: [file] })
  const { data: commit } = await client.rest.git.createCommit({ owner, repo, message, tree: tree.sha, parents: [tip] })
  await pointBranch(branch, commit.sha, place)
}

async function readFile(path: string, ref: string, { client, owner, repo }: Place): Promise<string> {
  const { data } = await client.rest.repos.getContent({ owner, repo, path, ref })
  if (Array.isArray(data) || data.type !== 'file' || !('content' in data))
    throw new PublishingRefused(`${path} is no file`, 'Keep the policy as a plain file.')
  return Buffer.from(data.content, 'base64').toString('utf8')
}

/** A branch of that name is left over from a try that was cut off, or from a pull request that was closed; or this try made it unheard. */
async function pointBranch(branch: string, sha: string, { client, owner, repo }: Place): Promise<void> {
  try {
    await client.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha })
  } catch (error) {
    if (statusOf(error) !== 422 && !isUncertain(error)) throw error
    await client.rest.git.updateRef({ owner, repo, ref: `heads/${branch}`, sha, force: true })
  }
}

async function openPullRequest(change: ProposedChange, web: string, place: Place): Promise<Proposed> {
  const { client, owner, repo } = place
  const { branch, base, title, body } = change
  try {
    const { data } = await client.rest.pulls.create({ owner, repo, head: branch, base, title, body })
    return { kind: 'opened', url: data.html_url }
  } catch (error) {
    // A racing job was first, or this one was and never heard of it.
    const open = await findOpen(change, place).catch(() => null)
    if (open !== null) return { kind: 'there-already', url: open }
    if (statusOf(error) !== 403) throw error
    const url = `${web}/compare/${encodeURIComponent(base)}...${encodeURIComponent(branch)}?expand=1`
    return { kind: 'branch-only', url, why: 'the settings of the repository do not allow workflows to open pull requests' }
  }
}
