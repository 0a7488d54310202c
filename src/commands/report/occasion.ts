import { z } from 'zod'
import { UsageError } from '../../errors.ts'
import type { Run } from '../../host/event.ts'

/** Which commit a report is about, and who made its verdicts. Read from the event, which the platform writes; never from a verdict. */
export type Occasion = {
  /** null on a terminal, where nothing is published. */
  readonly headSha: string | null
  /** `owner/name`; a fork's, where the head lies there. null when that fork is gone. */
  readonly headRepository: string | null
  /** The pull request that the event names; null where it names none, or cannot be relied on. */
  readonly pullRequest: number | null
  /** The run whose verdicts these are: its age decides which report is newer. */
  readonly run: { readonly id: number; readonly attempt: number }
  /** Verdicts come from another run, which nobody here controls: only from its artifacts, and its pull request has to be looked up. */
  readonly reportsOther: boolean
  /** Open pull requests of this head are to be looked up. */
  readonly lookUp: boolean
  readonly fork: boolean
}

const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'a full commit')
const repository = z.object({ full_name: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'owner/name') })

const PullRequestEvent = z.object({
  pull_request: z.object({ number: z.int().min(1), head: z.object({ sha: commit, repo: repository.nullable() }) }),
})
const WorkflowRunEvent = z.object({
  workflow_run: z.object({
    id: z.int().min(1),
    run_attempt: z.int().min(1),
    event: z.string(),
    head_sha: commit,
    head_repository: repository.nullable(),
    repository,
  }),
})

/** @throws UsageError for a `workflow_run` payload that is not as GitHub sends it */
export function readOccasion(run: Run | null): Occasion {
  if (run === null) return { ...NOWHERE, headSha: null, run: { id: 0, attempt: 0 } }
  const { id, attempt, sha } = run
  if (run.event === 'workflow_run') return ofOtherRun(run)
  const parsed = PullRequestEvent.safeParse(run.payload)
  if (!parsed.success) return { ...NOWHERE, headSha: sha, headRepository: run.repository, run: { id, attempt } }
  const { number, head } = parsed.data.pull_request
  return {
    headSha: head.sha,
    headRepository: head.repo?.full_name ?? null,
    pullRequest: number,
    run: { id, attempt },
    reportsOther: false,
    lookUp: false,
    fork: !sameName(head.repo?.full_name, run.repository),
  }
}

function ofOtherRun({ payload, repository: own }: Run): Occasion {
  const parsed = WorkflowRunEvent.safeParse(payload)
  if (!parsed.success || !sameName(parsed.data.workflow_run.repository.full_name, own)) {
    throw new UsageError({
      where: 'event workflow_run',
      found: parsed.success ? `a run of ${parsed.data.workflow_run.repository.full_name}` : 'a payload without the run that triggered it',
      expected: `the payload as GitHub sends it, of a run of ${own}`,
      remedy: 'Use the event as the runner gives it (GITHUB_EVENT_PATH).',
    })
  }
  const { id, run_attempt, event, head_sha, head_repository } = parsed.data.workflow_run
  return {
    headSha: head_sha,
    headRepository: head_repository?.full_name ?? null,
    pullRequest: null,
    run: { id, attempt: run_attempt },
    reportsOther: true,
    lookUp: event === 'pull_request' && head_repository !== null,
    fork: !sameName(head_repository?.full_name, own),
  }
}

const NOWHERE = { headRepository: null, pullRequest: null, reportsOther: false, lookUp: false, fork: false } as const

/** Names of owners and repositories are the same in any case. */
function sameName(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase()
}
