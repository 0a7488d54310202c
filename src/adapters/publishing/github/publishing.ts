import type { Mirror, Publishing } from '../../../report/ports.ts'
import { keepCheck } from './checks.ts'
import { keepComment } from './comments.ts'
import { keepDeployment } from './deployments.ts'
import { openPlace, type PlaceOptions } from './open-place.ts'
import { findPullRequests } from './pull-requests.ts'
import { NOT_FROM_A_FORK } from './refusals.ts'

export type GitHubPublishingOptions = PlaceOptions & { readonly runId: number }

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
export async function createGitHubMirror(options: PlaceOptions): Promise<Mirror> {
  const { place, asked } = await openPlace(options, '')
  return { show: (deployment) => asked('A deployment', 'deployments: write', () => keepDeployment(deployment, place)) }
}
