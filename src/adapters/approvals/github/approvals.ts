import { UsageError } from '../../../errors.ts'
import { PublishingRefused } from '../../../report/ports.ts'
import type { ApprovalAnswer, ApprovalRequest, Approvals, EndedRequest, People } from '../../../rollout/ports.ts'
import { keepComment } from '../../publishing/github/comments.ts'
import { type OpenedPlace, openPlace, type PlaceOptions } from '../../publishing/github/open-place.ts'
import { markerOf, renderAnnouncement, renderEnd } from './announcement.ts'
import { readComment } from './comment.ts'
import { readEnvironment } from './environment.ts'
import { type ApprovalRule, type Heard, type Look, pending, type Subject } from './look.ts'
import { preflight } from './preflight.ts'
import { findMergedPullRequest } from './pull-request.ts'
import { readReview } from './pull-request-review.ts'

export type GitHubApprovalsOptions = PlaceOptions & {
  readonly rule: ApprovalRule
  readonly subject: Subject
  readonly people: People
  /** May read the organisation's teams; null: only `token` is there. */
  readonly teamsToken: string | null
  /** What a rollout that starts now is about; null where nobody knows. */
  readonly commit: string | null
  /** Left out: the system's. */
  nowMs?(): number
}

/** Waiting for GitHub, a tick looks at no breach: it does not wait long. */
const LOOK_MS = 20_000
const ATTEMPT_MS = 8_000
const REQUEST_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{3,150}$/

const WAYS: Readonly<Record<ApprovalRule['by'], { readonly what: string; readonly needs: string; read(look: Look): Promise<Heard> }>> = {
  environment: { what: 'Asking the reviewers of an environment', needs: 'actions: read', read: readEnvironment },
  'pull-request-review': { what: 'Reading reviews', needs: 'pull-requests: read', read: readReview },
  comment: { what: 'Reading comments', needs: 'pull-requests: read', read: readComment },
}

/** Asks people on GitHub where the policy says, and reads what they answered: all of it, from GitHub, at each call. */
export class GitHubApprovals implements Approvals {
  readonly #options: GitHubApprovalsOptions
  /** What the announcement says already, so that a tick which looks twice writes once. */
  #announced = ''

  constructor(options: GitHubApprovalsOptions) {
    this.#options = { attemptMs: ATTEMPT_MS, totalMs: LOOK_MS, ...options }
  }

  async preflight(): Promise<readonly string[]> {
    const { subject } = this.#options
    try {
      return await preflight(this.#options)
    } catch (error) {
      if (!(error instanceof PublishingRefused)) throw error
      throw new UsageError({
        where: `models.${subject.model}.rollout.approval`,
        found: error.message,
        expected: 'a GitHub that tells whether people can be asked',
        remedy: error.remedy,
      })
    }
  }

  async read(request: ApprovalRequest): Promise<ApprovalAnswer> {
    if (!REQUEST_ID.test(request.id)) return pending('The journal holds a request whose id nobody could answer to.')
    try {
      return await this.#look(request)
    } catch (error) {
      return pending(wordsOf(error))
    }
  }

  async tellEnd(request: ApprovalRequest, ended: EndedRequest): Promise<void> {
    if (!REQUEST_ID.test(request.id)) return
    const opened = await openPlace(this.#options, '')
    const look = await this.#find(request, opened)
    const { pull } = look
    if (pull === null) return
    const announced = () => renderAnnouncement(look, { answer: pending(''), runUrl: null }, this.#nowMs())
    const comment = { pullRequest: pull.number, marker: markerOf(request.id, look.subject) }
    const render = (before: string | null) => renderEnd(before ?? announced(), ended)
    await opened.asked('The announcement', 'pull-requests: write', () => keepComment({ ...comment, render }, opened.place))
  }

  async #look(request: ApprovalRequest): Promise<ApprovalAnswer> {
    const opened = await openPlace(this.#options, '')
    const look = await this.#find(request, opened)
    const { what, needs, read } = WAYS[look.rule.by]
    // The run that waits is started once; to read what became of it takes less.
    const starts = look.rule.by === 'environment' && request.runId === null
    const heard = await opened
      .asked(what, starts ? 'actions: write' : needs, () => read(look))
      .catch((error): Heard => ({ answer: pending(wordsOf(error)), runUrl: null }))
    const problem = await this.#announce(look, heard, opened)
    const { answer } = heard
    return problem === null || answer.kind !== 'pending' ? answer : pending(`${answer.why} ${problem}`)
  }

  async #find(request: ApprovalRequest, { place, asked }: OpenedPlace): Promise<Look> {
    const { people, rule, subject } = this.#options
    const { commit } = request
    const find = () => (commit === null ? Promise.resolve(null) : findMergedPullRequest(commit, place))
    const pull = await asked('Looking up the pull request of a commit', 'pull-requests: read', find)
    return { place, people, rule, subject, request, pull }
  }

  /** @returns what stands in the way of telling people; that changes no answer */
  async #announce(look: Look, heard: Heard, { place, asked }: OpenedPlace): Promise<string | null> {
    if (look.pull === null) return null
    const body = renderAnnouncement(look, heard, this.#nowMs())
    if (body === this.#announced) return null
    const comment = { pullRequest: look.pull.number, marker: markerOf(look.request.id, look.subject), render: () => body }
    try {
      await asked('The announcement', 'pull-requests: write', () => keepComment(comment, place))
      this.#announced = body
      return null
    } catch (error) {
      return `It could not be announced in ${look.pull.url}: ${wordsOf(error)}`
    }
  }

  #nowMs(): number {
    return (this.#options.nowMs ?? Date.now)()
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof PublishingRefused) return `${error.message}. ${error.remedy}`
  return error instanceof Error ? error.message : String(error)
}
