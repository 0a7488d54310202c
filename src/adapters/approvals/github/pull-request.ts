import { isSameName } from '../../../rollout/who-may.ts'
import type { Place } from '../../publishing/github/client.ts'

/** A merged pull request of this repository. */
export type PullRequest = {
  readonly number: number
  readonly headSha: string
  /** null: the account is gone. */
  readonly author: string | null
  readonly url: string
}

/**
 * Where the people who answer for a commit talk about it: the pull request that brought it, merged into this repository, as its merge
 * commit (or the squashed one) or as its head. Others that only contain the commit are of something else.
 */
export async function findMergedPullRequest(commit: string, { client, owner, repo }: Place): Promise<PullRequest | null> {
  const query = { owner, repo, commit_sha: commit, per_page: 100 }
  const all = await client.paginate(client.rest.repos.listPullRequestsAssociatedWithCommit, query)
  const merged = all.filter(({ merged_at, base }) => merged_at !== null && isSameName(base.repo.full_name, `${owner}/${repo}`))
  const found = merged.find(({ merge_commit_sha }) => merge_commit_sha === commit) ?? merged.find(({ head }) => head.sha === commit)
  if (found === undefined) return null
  return { number: found.number, headSha: found.head.sha, author: found.user?.login ?? null, url: found.html_url }
}
