import type { Mirror, Publishing } from '../../../report/ports.ts'
import { keepCheck } from './checks.ts'
import { type ClientOptions, openClient } from './client.ts'
import { keepComment } from './comments.ts'
import { keepDeployment } from './deployments.ts'
import { findPullRequests } from './pull-requests.ts'
import { NOT_FROM_A_FORK, refusal } from './refusals.ts'

export type GitHubPublishingOptions = ClientOptions & {
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
}

/** A report's places on GitHub: comments, check runs and the pull requests that a commit belongs to. */
export async function createGitHubPublishing({ runId, ...options }: GitHubPublishingOptions): Promise<Publishing> {
  const { place, asked } = await openPlace(options, NOT_FROM_A_FORK)
  return {
    findPullRequests: (head) => asked('Looking up pull requests', 'pull-requests: read', () => findPullRequests(head, place)),
    keepComment: (comment) => asked('A comment', 'pull-requests: write', () => keepComment(comment, place)),
    keepCheck: (check) => asked('A check run', 'checks: write', () => keepCheck(check, runId, place)),
  }
}

/** A rollout's place: the list of deployments. */
export async function createGitHubMirror(options: Omit<GitHubPublishingOptions, 'runId'>): Promise<Mirror> {
  const { place, asked } = await openPlace(options, '')
  return { show: (deployment) => asked('A deployment', 'deployments: write', () => keepDeployment(deployment, place)) }
}

/** @param never who never gets the permissions that are asked for, as a sentence after another one */
async function openPlace({ repository, ...options }: Omit<GitHubPublishingOptions, 'runId'>, never: string) {
  const [owner = '', repo = ''] = repository.split('/')
  const { apiUrl, totalMs = TOTAL_MS, pauseMs = 1_000 } = options
  // One limit for all that a report asks: a job must not stand for the sake of a comment.
  const late = new AbortController()
  const signal = AbortSignal.any([options.signal, late.signal])
  const client = await openClient({ ...options, signal })
  const place = { client, owner, repo, pauseMs, signal }
  const endsAt = performance.now() + totalMs
  const asked = async <T>(what: string, needs: string, work: () => Promise<T>): Promise<T> => {
    const timer = setTimeout(() => late.abort(new DOMException('out of time', 'TimeoutError')), Math.max(endsAt - performance.now(), 0))
    try {
      // A pause between attempts hears no signal, so that the answer is not waited for.
      return await Promise.race([work(), aborted(signal)])
    } catch (error) {
      options.signal.throwIfAborted()
      throw refusal(error, { what, needs, apiUrl, never })
    } finally {
      clearTimeout(timer)
    }
  }
  return { place, asked }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}

/** Two waits for a rate limit and some retries fit in. */
const TOTAL_MS = 180_000
