import { setTimeout as sleep } from 'node:timers/promises'
import { type Published, PublishingRefused, type StickyComment } from '../../../report/ports.ts'
import type { Place } from './client.ts'
import { isUncertain, nullIfMissing, statusOf } from './refusals.ts'

type Comment = { readonly id: number; readonly url: string; readonly body: string }

/** What one call knows of the pull request's comments beside the lists that it reads. */
type Search = {
  readonly comment: StickyComment
  /** Corrected by the first comment of our own that GitHub shows us. */
  login: string
  /** Lists that lag still show them. */
  readonly gone: Set<number>
  readonly place: Place
}

/** Looks at a list that does not show yet what was just written. */
const MOST_LOOKS = 6
/** Begins anew when a comment was deleted, or may have been made, in between. */
const MOST_ATTEMPTS = 4
/** Measured on GitHub ("Body is too long (maximum is 65536 characters)"); its limit of 262,144 bytes is four times as many. */
const MAX_BODY_CHARS = 65_536

/**
 * Exactly one comment, also when two jobs race. The rule that both follow: the one with the lowest id stays, whoever made another writes
 * into the one that stays and takes its own away. A list may lag, but one that shows our own comment shows all that came before it, so
 * that of two the later one always sees the earlier.
 *
 * GitHub has no compare-and-swap for comments: of two reports that read before either writes, the last to write stands, until it or the
 * next one looks again.
 */
export async function keepComment(comment: StickyComment, place: Place): Promise<Published> {
  const search: Search = { comment, login: await ownLogin(place), gone: new Set(), place }
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    try {
      const [oldest, ...doubles] = await listOwn(search)
      if (oldest === undefined) return await createOne(search)
      const kept = await updateOne(oldest, search)
      for (const double of doubles) await removeOne(double.id, place)
      return kept
    } catch (error) {
      if (error instanceof Vanished) search.gone.add(error.id)
      else if (!(error instanceof MaybeCreated)) throw error
      else if (attempt === MOST_ATTEMPTS) throw error.cause
      await pause(attempt, place)
    }
  }
  throw new PublishingRefused('somebody deletes the comment while it is written', 'Run the job again.')
}

/** Deleted between the look and the write. */
class Vanished extends Error {
  override readonly name = 'Vanished'
  readonly id: number

  constructor(id: number, options: ErrorOptions) {
    super(`the comment ${id} is gone`, options)
    this.id = id
  }
}

/** No answer to a creation: it may have happened. */
class MaybeCreated extends Error {
  override readonly name = 'MaybeCreated'
}

async function createOne(search: Search): Promise<Published> {
  const { comment, place } = search
  const { client, owner, repo } = place
  const body = bodyFor(comment, null)
  if (body === null) throw new PublishingRefused('there is nothing to say yet', 'Run the job again.')
  const { data } = await client.rest.issues
    .createComment({ owner, repo, issue_number: comment.pullRequest, body })
    .catch((error) => Promise.reject(isUncertain(error) ? new MaybeCreated('no answer', { cause: error }) : error))
  search.login = data.user?.login ?? search.login
  const seen = await listWith(data.id, search)
  const first = seen.find(({ id }) => id < data.id)
  // Later ones see this one, and go by themselves.
  if (first === undefined) return { url: data.html_url }
  const kept = await updateOne(first, search)
  const others = seen.map(({ id }) => id).filter((id) => id !== first.id && id !== data.id)
  for (const id of [data.id, ...others]) await removeOne(id, place)
  return kept
}

/** The list as soon as it shows the comment with this id; the last one seen when it never does. */
async function listWith(id: number, search: Search): Promise<readonly Comment[]> {
  for (let look = 1; ; look++) {
    const seen = await listOwn(search)
    if (seen.some((one) => one.id === id)) return seen
    // Either the list lags, or a racing job took the comment away in favour of an older one.
    await bodyOf(id, search.place)
    if (look === MOST_LOOKS) return seen
    await pause(look, search.place)
  }
}

/** Looks again after it wrote: when a racing report wrote in between, it renders over that one, or leaves it when it is newer. */
async function updateOne(kept: Comment, { comment, place }: Search): Promise<Published> {
  const { client, owner, repo } = place
  let current = await bodyOf(kept.id, place)
  for (let write = 1; write <= MOST_WRITES; write++) {
    const body = bodyFor(comment, current)
    if (body === null || sameText(body, current)) break
    await unlessGone(kept.id, client.rest.issues.updateComment({ owner, repo, comment_id: kept.id, body }))
    current = await bodyOf(kept.id, place)
    if (sameText(body, current)) break
  }
  return { url: kept.url }
}

const MOST_WRITES = 2

/** As it is now: a list may show an older one, over which a newer report must not be lost. */
async function bodyOf(id: number, { client, owner, repo }: Place): Promise<string> {
  const { data } = await unlessGone(id, client.rest.issues.getComment({ owner, repo, comment_id: id }))
  return data.body ?? ''
}

async function unlessGone<T>(id: number, request: Promise<T>): Promise<T> {
  try {
    return await request
  } catch (error) {
    throw statusOf(error) === 404 ? new Vanished(id, { cause: error }) : error
  }
}

/** A double that somebody else took away first is gone as well. */
async function removeOne(id: number, { client, owner, repo }: Place): Promise<void> {
  await client.rest.issues.deleteComment({ owner, repo, comment_id: id }).catch(nullIfMissing)
}

/** Ours, oldest first: written by this very login, with the marker at the very beginning. Whoever pastes the marker stays untouched. */
async function listOwn({ comment, login, gone, place }: Search): Promise<readonly Comment[]> {
  const { client, owner, repo } = place
  const all = await client.paginate(client.rest.issues.listComments, { owner, repo, issue_number: comment.pullRequest, per_page: 100 })
  const isOwn = (author: string | undefined) => author?.toLowerCase() === login.toLowerCase()
  return all
    .filter(({ id, user, body }) => isOwn(user?.login) && body?.startsWith(comment.marker) === true && !gone.has(id))
    .map(({ id, html_url, body }) => ({ id, url: html_url, body: body ?? '' }))
    .sort((a, b) => a.id - b.id)
}

/** The marker comes first, whoever rendered: only there is it looked for, so that a quoted one is none. */
function bodyFor({ marker, render }: StickyComment, previous: string | null): string | null {
  const text = render(previous)
  if (text === null) return null
  const body = text.startsWith(marker) ? text : `${marker}\n${text}`
  const chars = [...body].length
  if (chars > MAX_BODY_CHARS)
    throw new PublishingRefused(
      `the comment has ${chars} characters, GitHub takes ${MAX_BODY_CHARS}`,
      'The whole report is in the summary and in the artifact.',
    )
  return body
}

/** GitHub may store other line ends, and drops white space at the end. */
function sameText(one: string, other: string): boolean {
  const plain = (text: string) => text.replace(/\r\n/g, '\n').trimEnd()
  return plain(one) === plain(other)
}

async function pause(seconds: number, { pauseMs, signal }: Place): Promise<void> {
  await sleep(pauseMs * seconds, undefined, { signal })
}

/**
 * REST's `/user` refuses the tokens of jobs and apps; GraphQL's viewer answers all kinds of tokens, bots as `name[bot]`, which is what
 * REST calls the author of their comments.
 */
export async function ownLogin({ client }: Place): Promise<string> {
  try {
    const { viewer } = await client.graphql<{ viewer: { login: string } }>('query { viewer { login } }')
    return viewer.login
  } catch (error) {
    // A refused token is refused for everything else too. Otherwise the answer to a first comment tells who wrote it.
    if (statusOf(error) === 401) throw error
    return JOB_LOGIN
  }
}

const JOB_LOGIN = 'github-actions[bot]'

type Written = { readonly user: { readonly type: string } | null; readonly performed_via_github_app?: unknown }

/** Written by a person's own hand: neither a bot's nor an app's in a person's name. */
export function isOfPerson({ user, performed_via_github_app: app }: Written): boolean {
  return user?.type === 'User' && (app === undefined || app === null)
}
