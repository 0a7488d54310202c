import type { Publishing } from '../../../report/ports.ts'
import { keepCheck } from './checks.ts'
import { type ClientOptions, openClient } from './client.ts'
import { keepComment } from './comments.ts'
import { findPullRequests } from './pull-requests.ts'
import { refusal } from './refusals.ts'

export type GitHubPublishingOptions = ClientOptions & {
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
}

/** A report's places on GitHub: comments, check runs and the pull requests that a commit belongs to. */
export async function createGitHubPublishing({ repository, runId, ...options }: GitHubPublishingOptions): Promise<Publishing> {
  const [owner = '', repo = ''] = repository.split('/')
  const place = { client: await openClient(options), owner, repo, pauseMs: options.pauseMs ?? LIST_PAUSE_MS, signal: options.signal }
  const asked = async <T>(what: string, needs: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      options.signal.throwIfAborted()
      throw refusal(error, { what, needs, apiUrl: options.apiUrl })
    }
  }
  return {
    findPullRequests: (head) => asked('Pull requests', 'pull-requests: read', () => findPullRequests(head, place)),
    keepComment: (comment) => asked('A comment', 'pull-requests: write', () => keepComment(comment, place)),
    keepCheck: (check) => asked('A check run', 'checks: write', () => keepCheck(check, runId, place)),
  }
}

/** Between looks at a list that does not show yet what was written. */
const LIST_PAUSE_MS = 1_000
