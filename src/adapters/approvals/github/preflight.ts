import { type OpenedPlace, openPlace } from '../../publishing/github/open-place.ts'
import type { GitHubApprovalsOptions } from './approvals.ts'
import { checkEnvironment } from './preflight-environment.ts'
import { checkPeople } from './preflight-people.ts'
import { checkPullRequest } from './preflight-pull-request.ts'
import { checkTicks } from './preflight-ticks.ts'

/** What each check of the preflight has; `where` begins its errors. */
export type Ahead = GitHubApprovalsOptions & OpenedPlace & { readonly where: string }

/** Nobody waits for traffic yet: the start of a rollout has more time than a tick. */
const PREFLIGHT_MS = 60_000

/** Before a rollout starts: people can be asked, and only they can answer. @returns notes. @throws UsageError, PublishingRefused */
export async function preflight(options: GitHubApprovalsOptions): Promise<readonly string[]> {
  const { totalMs } = options
  const opened = await openPlace({ ...options, totalMs: Math.max(totalMs ?? 0, PREFLIGHT_MS) }, '')
  const ahead: Ahead = { ...options, ...opened, where: `models.${options.subject.model}.rollout.approval` }
  const notes: string[] = []
  if (options.rule.by === 'environment') notes.push(...(await checkEnvironment(ahead)))
  notes.push(...(await checkPullRequest(ahead)))
  notes.push(...(await checkPeople(ahead)))
  notes.push(...(await checkTicks(ahead)))
  return notes
}
