import type { PullRequest } from '../../../report/ports.ts'
import type { Place } from './client.ts'

/** Newest first: the one whose run just ended is among them. */
const MOST_PAGES = 10

/**
 * From the list of open pull requests: what GitHub lists for a commit leaves out heads of forks, and a run of a fork names no pull
 * request in its event.
 */
export async function findPullRequests(
  head: { readonly sha: string; readonly repository: string },
  { client, owner, repo }: Place,
): Promise<readonly PullRequest[]> {
  const query = { owner, repo, state: 'open', sort: 'updated', direction: 'desc', per_page: 100 } as const
  let pages = 0
  for await (const { data } of client.paginate.iterator(client.rest.pulls.list, query)) {
    const found = data.filter((one) => one.head.sha === head.sha && sameName(one.head.repo?.full_name, head.repository))
    if (found.length > 0) return found.map((one) => pullRequestOf(one, `${owner}/${repo}`))
    pages += 1
    if (pages === MOST_PAGES) break
  }
  return []
}

type Listed = {
  readonly number: number
  readonly head: { readonly sha: string; readonly repo: { readonly full_name: string } | null }
  readonly base: { readonly sha: string }
}

function pullRequestOf({ number, head, base }: Listed, repository: string): PullRequest {
  return { number, headSha: head.sha, baseSha: base.sha, fork: !sameName(head.repo?.full_name, repository) }
}

/** Names of owners and repositories are the same in any case. */
function sameName(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase()
}
