import { z } from 'zod'
import { UsageError } from '../../errors.ts'

/** What the runner says about why it runs; null name in a terminal. `sha` is GITHUB_SHA, `ref` GITHUB_REF. */
export type RunEvent = { readonly name: string; readonly sha: string; readonly ref: string; readonly payload: unknown }

const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/, 'a full commit')

const PullRequest = z.object({ pull_request: z.object({ base: z.object({ sha: commit }), head: z.object({ sha: commit }) }) })
const MergeGroup = z.object({ merge_group: z.object({ base_sha: commit, head_sha: commit }) })
const Push = z.object({ before: commit, forced: z.boolean().optional() })
const AnyEvent = z.object({ repository: z.object({ default_branch: z.string().min(1) }) })

export const readPullRequest = (event: RunEvent) => read(PullRequest, event).pull_request
export const readMergeGroup = (event: RunEvent) => read(MergeGroup, event).merge_group
export const readPush = (event: RunEvent) => read(Push, event)
export const readDefaultBranch = (event: RunEvent) => read(AnyEvent, event).repository.default_branch

function read<T>(schema: z.ZodType<T>, event: RunEvent): T {
  const parsed = schema.safeParse(event.payload)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new UsageError({
    where: `event ${event.name}`,
    found: `a payload without a usable \`${issue?.path.join('.')}\` (${issue?.message})`,
    expected: "the event's payload as GitHub sends it (GITHUB_EVENT_PATH)",
    remedy: 'Name the subjects by the inputs `candidate` and `baseline`, or run on pull_request, merge_group or push.',
  })
}
