import { UsageError } from '../../../errors.ts'
import type { Ahead } from './preflight.ts'
import { findMergedPullRequest } from './pull-request.ts'

/** Where people would be asked: the pull request that brought the commit which starts. */
export async function checkPullRequest({ asked, place, rule, where, commit }: Ahead): Promise<readonly string[]> {
  if (commit === null) return []
  const pull = await asked('Looking up the pull request of a commit', 'pull-requests: read', () => findMergedPullRequest(commit, place))
  if (pull !== null) return []
  if (rule.by === 'environment' && rule.selfApproval === 'allow')
    return [`No merged pull request brought ${commit.slice(0, 12)}: the request is announced in the run that waits alone.`]
  throw new UsageError({
    where,
    found: `a rollout of the commit ${commit.slice(0, 12)}, which no merged pull request brought`,
    expected:
      rule.by === 'environment'
        ? 'a merged pull request: its author may not answer (`self-approval: refuse`), and nobody else tells who that is'
        : 'a merged pull request, in which people are asked and answer',
    remedy: 'Merge the change by a pull request, as a protected branch makes sure.',
  })
}
