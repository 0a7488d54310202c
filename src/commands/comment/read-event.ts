import { z } from 'zod'
import { UsageError } from '../../errors.ts'
import type { Run } from '../../host/event.ts'

/** What the event says of a comment. Who wrote it, and what stands there now, is asked of GitHub. */
export type CommentEvent = {
  readonly action: string
  readonly commentId: number
  readonly body: string
  readonly issue: number
  readonly isPullRequest: boolean
}

const Payload = z.object({
  action: z.string(),
  comment: z.object({ id: z.int().min(1), body: z.string() }),
  issue: z.object({ number: z.int().min(1), pull_request: z.unknown().optional() }),
})

/** @throws UsageError for a run that no comment has started */
export function readCommentEvent(run: Run | null): CommentEvent {
  if (run === null || run.event !== 'issue_comment') throw notAComment(run === null ? 'a terminal' : `the event ${run.event}`)
  const parsed = Payload.safeParse(run.payload)
  if (!parsed.success) throw notAComment(`a payload without a usable \`${parsed.error.issues[0]?.path.join('.')}\``)
  const { action, comment, issue } = parsed.data
  const isPullRequest = issue.pull_request !== undefined && issue.pull_request !== null
  return { action, commentId: comment.id, body: comment.body, issue: issue.number, isPullRequest }
}

function notAComment(found: string): UsageError {
  return new UsageError({
    where: 'event',
    found,
    expected: 'a run of `issue_comment`, as action-templates/comment-commands.yml starts it',
    remedy: 'In a terminal, and in workflows of your own, `sluice status`, `hold`, `abort` and their like do the same.',
  })
}
