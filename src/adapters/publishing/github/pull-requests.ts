import type { PullRequest } from '../../../report/ports.ts'
import type { Place } from './client.ts'

/** Newest first: the one whose run just ended is among them. */
const MOST_PAGES = 10

/**
 * From the list of open pull requests: what GitHub lists for a commit leaves out heads of forks, a run of a fork names no pull request in
 * its event, and filtering by `head` needs the branch, which a fork may name as it likes. Those of one head were updated by the same
 * push, so that they stand together.
 */
export async function findPullRequests(
  head: { readonly sha: string; readonly repository: string },
  { client, owner, repo }: Place,
): Promise<readonly PullRequest[]> {
  const query = { owner, repo, state: 'open', sort: 'updated', direction: 'desc', per_page: 100 } as const
  const all: PullRequest[] = []
  let pages = 0
  for await (const { data } of client.paginate.iterator(client.rest.pulls.list, query)) {
    const found = data.filter((one) => one.head.sha === head.sha && sameName(one.head.repo?.full_name, head.repository))
    all.push(...found.map((one) => pullRequestOf(one, `${owner}/${repo}`)))
    pages += 1
    if (pages === MOST_PAGES || (all.length > 0 && found.length === 0)) break
  }
  return all
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
