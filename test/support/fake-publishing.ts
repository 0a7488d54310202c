import type { CheckRun, Publishing, PublishingRefused, PullRequest } from '../../src/report/ports.ts'

/** GitHub as the report sees it, in memory: one comment a pull request and marker, one check run a name and commit. */
export class FakePublishing implements Publishing {
  readonly comments = new Map<string, string>()
  readonly checks = new Map<string, CheckRun>()
  readonly asked: { sha: string; repository: string }[] = []
  open: readonly PullRequest[] = []
  /** What to throw instead of an answer. */
  refusal: PublishingRefused | Error | null = null

  async findPullRequests(head: { readonly sha: string; readonly repository: string }): Promise<readonly PullRequest[]> {
    this.asked.push(head)
    return this.open.filter(({ headSha }) => headSha === head.sha)
  }

  async keepComment({ pullRequest, marker, render }: Parameters<Publishing['keepComment']>[0]): Promise<{ url: string }> {
    if (this.refusal !== null) throw this.refusal
    const key = `${pullRequest} ${marker}`
    const body = render(this.comments.get(key) ?? null)
    if (body !== null) this.comments.set(key, body)
    return { url: `https://github.com/acme/models/pull/${pullRequest}#issuecomment-1` }
  }

  async keepCheck(check: CheckRun): Promise<{ url: string }> {
    if (this.refusal !== null) throw this.refusal
    this.checks.set(`${check.name} ${check.headSha}`, check)
    return { url: 'https://github.com/acme/models/runs/1' }
  }
}
