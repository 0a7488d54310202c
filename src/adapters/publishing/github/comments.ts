import { setTimeout as sleep } from 'node:timers/promises'
import type { Published, StickyComment } from '../../../report/ports.ts'
import type { Place } from './client.ts'
import { statusOf } from './refusals.ts'

type Comment = { readonly id: number; readonly url: string; readonly body: string }

/** Looks at a list that does not show yet what was just written. */
const MOST_LOOKS = 6
/** Begins anew when somebody deleted the comment in between. */
const MOST_ATTEMPTS = 3

/**
 * Exactly one comment, also when two jobs race. The rule that both follow: the one with the lowest id stays, whoever made another takes
 * that away again and writes into the one that stays. A list may lag, but one that shows our own comment shows all that came before it.
 */
export async function keepComment(comment: StickyComment, place: Place): Promise<Published> {
  const login = await ownLogin(place)
  for (let attempt = 1; ; attempt++) {
    try {
      const [oldest, ...doubles] = await listOwn(comment, login, place)
      if (oldest !== undefined) return await updateOne(oldest, doubles, comment, place)
      return await createOne(comment, login, place)
    } catch (error) {
      // Deleted between the look and the write.
      if (!(error instanceof Vanished) || attempt === MOST_ATTEMPTS) throw error
    }
  }
}

class Vanished extends Error {
  override readonly name = 'Vanished'
}

async function createOne(comment: StickyComment, login: string, place: Place): Promise<Published> {
  const { client, owner, repo } = place
  const body = comment.render(null)
  if (body === null) throw new Error('a first comment has no body')
  const { data } = await client.rest.issues.createComment({ owner, repo, issue_number: comment.pullRequest, body })
  const seen = await listWith(data.id, comment, login, place)
  const first = seen.find(({ id }) => id < data.id)
  if (first === undefined) return { url: data.html_url }
  await removeOne(data.id, place)
  return updateOne(first, [], comment, place)
}

/** The list as soon as it shows the comment with this id; the last one seen when it never does. */
async function listWith(id: number, comment: StickyComment, login: string, place: Place): Promise<readonly Comment[]> {
  for (let look = 1; ; look++) {
    const seen = await listOwn(comment, login, place)
    if (look === MOST_LOOKS || seen.some((one) => one.id === id)) return seen
    await sleep(place.pauseMs * look, undefined, { signal: place.signal })
  }
}

async function updateOne(kept: Comment, doubles: readonly Comment[], comment: StickyComment, place: Place): Promise<Published> {
  const { client, owner, repo } = place
  const body = comment.render(await bodyOf(kept, place))
  try {
    if (body !== null && body !== kept.body) await client.rest.issues.updateComment({ owner, repo, comment_id: kept.id, body })
  } catch (error) {
    throw statusOf(error) === 404 ? new Vanished(`the comment ${kept.id} is gone`, { cause: error }) : error
  }
  for (const double of doubles) await removeOne(double.id, place)
  return { url: kept.url }
}

/** As it is now: a list may show an older one, over which a newer report must not be lost. */
async function bodyOf({ id }: Comment, { client, owner, repo }: Place): Promise<string> {
  try {
    const { data } = await client.rest.issues.getComment({ owner, repo, comment_id: id })
    return data.body ?? ''
  } catch (error) {
    throw statusOf(error) === 404 ? new Vanished(`the comment ${id} is gone`, { cause: error }) : error
  }
}

/** A double that somebody else took away first is gone as well. */
async function removeOne(id: number, { client, owner, repo }: Place): Promise<void> {
  try {
    await client.rest.issues.deleteComment({ owner, repo, comment_id: id })
  } catch (error) {
    if (statusOf(error) !== 404) throw error
  }
}

/** Ours, oldest first: written by this very login, with the marker at the very beginning. Whoever pastes the marker stays untouched. */
async function listOwn({ pullRequest, marker }: StickyComment, login: string, { client, owner, repo }: Place): Promise<readonly Comment[]> {
  const all = await client.paginate(client.rest.issues.listComments, { owner, repo, issue_number: pullRequest, per_page: 100 })
  return all
    .filter(({ user, body }) => user?.login.toLowerCase() === login.toLowerCase() && body?.startsWith(marker) === true)
    .map(({ id, html_url, body }) => ({ id, url: html_url, body: body ?? '' }))
    .sort((a, b) => a.id - b.id)
}

/** REST's `/user` refuses the tokens of jobs and apps; GraphQL tells all of them who they are. */
async function ownLogin({ client }: Place): Promise<string> {
  try {
    const { viewer } = await client.graphql<{ viewer: { login: string } }>('query { viewer { login } }')
    return viewer.login
  } catch (error) {
    const status = statusOf(error)
    // An old appliance without it; a refused token is refused for everything else too.
    if (status === 401) throw error
    return JOB_LOGIN
  }
}

const JOB_LOGIN = 'github-actions[bot]'
