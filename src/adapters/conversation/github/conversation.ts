import type { Conversation, Reaction, SpokenComment } from '../../../report/conversation.ts'
import type { Place } from '../../publishing/github/client.ts'
import { isOfPerson, keepComment, ownLogin } from '../../publishing/github/comments.ts'
import { openPlace, type PlaceOptions } from '../../publishing/github/open-place.ts'
import { nullIfMissing } from '../../publishing/github/refusals.ts'

const READ = 'issues: read'
const WRITE = 'issues: write` and, on pull requests, `pull-requests: write'
/** For each thing that is asked or said. A conversation as a whole has no limit: a tick may lie between two answers. */
const TOTAL_MS = 60_000

/** Comments of issues and pull requests, which are the same to GitHub's API. */
export function createGitHubConversation(options: PlaceOptions): Conversation {
  const at = async <Value>(what: string, needs: string, work: (place: Place) => Promise<Value>): Promise<Value> => {
    const { place, asked } = await openPlace({ totalMs: TOTAL_MS, ...options }, '')
    return asked(what, needs, () => work(place))
  }
  return {
    readComment: (id) => at('Reading a comment', READ, (place) => readComment(id, place)),
    react: (id, reaction) => at('A reaction', WRITE, (place) => react(id, reaction, place)),
    ownComments: (issue, beginning) => at('Reading comments', READ, (place) => ownComments(issue, beginning, place)),
    answer: (pullRequest, marker, body) =>
      at('An answer', WRITE, (place) => keepComment({ pullRequest, marker, render: () => body }, place)),
  }
}

async function readComment(id: number, { client, owner, repo }: Place): Promise<SpokenComment | null> {
  const found = await client.rest.issues.getComment({ owner, repo, comment_id: id }).catch(nullIfMissing)
  if (found === null) return null
  const { body = '', user, html_url: url, created_at: createdAt, updated_at: updatedAt } = found.data
  return {
    id: found.data.id,
    body,
    login: user?.login ?? '',
    isPerson: isOfPerson(found.data),
    isEdited: createdAt !== updatedAt,
    createdAtMs: Date.parse(createdAt),
    url,
  }
}

/** GitHub keeps one of a kind for a login, and answers 200 instead of 201 where it is there. */
async function react(id: number, content: Reaction, { client, owner, repo }: Place): Promise<void> {
  await client.rest.reactions.createForIssueComment({ owner, repo, comment_id: id, content })
}

async function ownComments(issue: number, beginning: string, place: Place): Promise<readonly string[]> {
  const { client, owner, repo } = place
  const login = (await ownLogin(place)).toLowerCase()
  const all = await client.paginate(client.rest.issues.listComments, { owner, repo, issue_number: issue, per_page: 100 })
  return all.flatMap(({ user, body = '' }) => (user?.login.toLowerCase() === login && body.startsWith(beginning) ? [body] : []))
}
