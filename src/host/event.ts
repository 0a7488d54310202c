import { existsSync, readFileSync } from 'node:fs'

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

/** Read here rather than by @actions/github, whose import takes longer than the rest of a start (it brings octokit and undici). */
export function readRun(variables: NodeJS.ProcessEnv): Run {
  const text = (name: string) => variables[name] ?? ''
  const count = (name: string) => Number.parseInt(text(name), 10) || 0
  return Object.freeze({
    id: count('GITHUB_RUN_ID'),
    attempt: count('GITHUB_RUN_ATTEMPT'),
    job: text('GITHUB_JOB'),
    workflow: text('GITHUB_WORKFLOW'),
    event: text('GITHUB_EVENT_NAME'),
    payload: readPayload(text('GITHUB_EVENT_PATH')),
    sha: text('GITHUB_SHA'),
    ref: text('GITHUB_REF'),
    repository: text('GITHUB_REPOSITORY'),
    actor: text('GITHUB_ACTOR'),
    serverUrl: text('GITHUB_SERVER_URL') || 'https://github.com',
    apiUrl: text('GITHUB_API_URL') || 'https://api.github.com',
  })
}

/** A run without an event's file (a `run:` line in a container that lacks the mount) has an empty payload, and says so where it matters. */
function readPayload(file: string): Run['payload'] {
  if (file === '' || !existsSync(file)) return {}
  const payload: unknown = JSON.parse(readFileSync(file, 'utf8'))
  return typeof payload === 'object' && payload !== null ? { ...payload } : {}
}
