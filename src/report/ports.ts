/** Where a report is shown to people. One port, so that a report can be tried without GitHub; `adapters/publishing/` implements it. */
export type Publishing = {
  /**
   * Open pull requests whose head is this commit in this repository (`owner/name`, which may be a fork), as the server knows them.
   *
   * @throws PublishingRefused
   */
  findPullRequests(head: { readonly sha: string; readonly repository: string }): Promise<readonly PullRequest[]>
  /**
   * Keeps exactly one comment with this marker on a pull request, written by this very login: creates or updates it, and takes away
   * doubles that a racing job made. Comments of others are never touched.
   *
   * @throws PublishingRefused
   */
  keepComment(comment: StickyComment): Promise<Published>
  /** Creates the check run of this name for the commit, or updates the one that this run made. @throws PublishingRefused */
  keepCheck(check: CheckRun): Promise<Published>
}

export type PullRequest = {
  readonly number: number
  readonly headSha: string
  readonly baseSha: string
  /** The head lies in another repository. */
  readonly fork: boolean
}

export type StickyComment = {
  readonly pullRequest: number
  /** Hidden text that tells the comment, e.g. `<!-- sluice:report -->`; the rendered body holds it. */
  readonly marker: string
  /** The body, given what the comment said before (null: there was none); null leaves what is there (it is newer than this report). */
  render(previous: string | null): string | null
}

export type CheckRun = {
  readonly name: string
  readonly headSha: string
  readonly conclusion: 'success' | 'neutral' | 'failure' | 'action_required'
  readonly title: string
  /** Markdown, at most 65,535 characters. */
  readonly summary: string
  readonly detailsUrl: string | null
  /** Any number; the adapter sends them in batches of 50. */
  readonly annotations: readonly CheckAnnotation[]
}

export type CheckAnnotation = {
  readonly path: string
  readonly line: number
  readonly level: 'notice' | 'warning' | 'failure'
  readonly title: string
  readonly message: string
}

export type Published = { readonly url: string }

/** Where a rollout is mirrored for people. It is never read to decide anything: the journal is the truth. */
export type Mirror = {
  /** Shows one deployment for the rollout, and where it stands now; what stands there already is not written again. @throws PublishingRefused */
  show(deployment: MirroredDeployment): Promise<void>
}

export type MirroredDeployment = {
  readonly model: string
  readonly environment: string
  /** Tells the rollout from others of the same model. */
  readonly rollout: string
  /** Whose model it is. */
  readonly commit: string
  readonly state: 'in_progress' | 'success' | 'failure' | 'inactive'
  /** Plain text, which is cut to what GitHub takes. */
  readonly description: string
  readonly logUrl: string | null
}

/** It could not be shown. Never changes the verdict: the report goes on and says so. */
export class PublishingRefused extends Error {
  /** What to do, e.g. the `permissions:` line that is missing. */
  readonly remedy: string

  constructor(message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'PublishingRefused'
    this.remedy = remedy
  }
}
