import type { ApprovalRequest } from '../../../rollout/ports.ts'
import type { Client, Place } from '../../publishing/github/client.ts'
import { clock, type Heard, isAfter, isBefore, type Look, namesRequest, pending } from './look.ts'
import { type Voice, weigh } from './weigh.ts'

type Review = Awaited<ReturnType<Client['rest']['pulls']['listReviews']>>['data'][number]

/** Reviews that comment only decide nothing, as on GitHub. */
const DECISIVE = ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED']

/** A yes is a review that approves the merged head and says which request it means; of each person the latest review counts. */
export async function readReview(look: Look): Promise<Heard> {
  const { place, request, pull } = look
  if (pull === null)
    return { answer: pending('No merged pull request brought this commit, so that there is nothing to review.'), runUrl: null }
  const { client, owner, repo } = place
  const reviews = await client.paginate(client.rest.pulls.listReviews, { owner, repo, pull_number: pull.number, per_page: 100 })
  const voices: Voice[] = []
  for (const review of latestOfEach(reviews)) {
    // What was said of the pull request before anybody asked is no answer, and needs no word.
    if (!namesRequest(review.body, request.id) && isBefore(review.submitted_at ?? '', request.askedAtMs)) continue
    voices.push(voiceOf(review, pull.headSha, look))
  }
  return { answer: await weigh(voices, look, `Nobody has reviewed ${pull.url} with ${request.id} in the text yet.`), runUrl: null }
}

/** Newest first. */
function latestOfEach(reviews: readonly Review[]): readonly Review[] {
  const latest = new Map<string, Review>()
  const decisive = reviews.filter(({ state }) => DECISIVE.includes(state))
  for (const review of [...decisive].sort(byTime)) latest.set(review.user?.login.toLowerCase() ?? '', review)
  return [...latest.values()].sort(byTime).reverse()
}

function byTime(one: Review, other: Review): number {
  return Date.parse(one.submitted_at ?? '') - Date.parse(other.submitted_at ?? '') || one.id - other.id
}

function voiceOf(review: Review, headSha: string, { place, request }: Look): Voice {
  const { state, user, html_url, node_id } = review
  const verb = state === 'APPROVED' ? 'approved' : state === 'DISMISSED' ? 'reviewed' : 'asked for changes'
  return {
    says: state === 'CHANGES_REQUESTED' ? 'no' : 'yes',
    login: user?.login ?? null,
    isPerson: user?.type === 'User',
    said: `${verb} in review ${html_url}`,
    flaw: flawOf(review, headSha, request),
    // A no stands, whoever worked on its words.
    ...(state === 'APPROVED' ? { confirm: () => whyEdited(node_id, place) } : {}),
  }
}

/** Whoever may write can change the text of somebody else's review; REST does not tell of it. A review that is gone counts as edited. */
async function whyEdited(nodeId: string, { client }: Place): Promise<string | null> {
  const query = 'query ($id: ID!) { node(id: $id) { ... on PullRequestReview { lastEditedAt } } }'
  const { node } = await client.graphql<{ node: { lastEditedAt?: string | null } | null }>(query, { id: nodeId })
  return node?.lastEditedAt === null ? null : 'its text was edited since, and others may do that: submit a new one'
}

function flawOf({ state, body, commit_id, submitted_at }: Review, headSha: string, request: ApprovalRequest): string | null {
  const { id, askedAtMs, expiresAtMs } = request
  if (state === 'DISMISSED') return 'that review was dismissed'
  if (isBefore(submitted_at ?? '', askedAtMs)) return `that was before the request of ${clock(askedAtMs)}`
  if (isAfter(submitted_at ?? '', expiresAtMs)) return `that came after ${clock(expiresAtMs)}, when the request was void`
  if (!namesRequest(body, id)) return `its text does not name the request ${id}`
  // A no is a no, whichever commit was on the screen.
  if (state === 'APPROVED' && commit_id !== headSha)
    return `of the commit ${String(commit_id).slice(0, 12)}, not of ${headSha.slice(0, 12)}, which was merged`
  return null
}
