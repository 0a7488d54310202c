/** The run that this process belongs to, as GitHub tells it; null on a terminal. */
export type Run = {
  readonly id: number
  readonly attempt: number
  readonly job: string
  readonly workflow: string
  /** `pull_request`, `push`, … with its payload, which is outside text: check before use. */
  readonly event: string
  readonly payload: Readonly<Record<string, unknown>>
  /** The commit of the event: in a pull request the merge commit. */
  readonly sha: string
  readonly ref: string
  /** `owner/name`. */
  readonly repository: string
  readonly actor: string
  readonly serverUrl: string
  readonly apiUrl: string
}

export async function readRun(): Promise<Run> {
  // Loaded here, on a runner only: the module reads the event's file when it is imported.
  const { context } = await import('@actions/github')
  return Object.freeze({
    id: context.runId,
    attempt: context.runAttempt,
    job: context.job,
    workflow: context.workflow,
    event: context.eventName,
    payload: context.payload,
    sha: context.sha,
    ref: context.ref,
    repository: `${context.repo.owner}/${context.repo.repo}`,
    actor: context.actor,
    serverUrl: context.serverUrl,
    apiUrl: context.apiUrl,
  })
}
