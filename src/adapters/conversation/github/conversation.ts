import type { Conversation, SpokenComment } from '../../../report/conversation.ts'
import type { ClientOptions, Place } from '../../publishing/github/client.ts'
import { keepComment, ownLogin } from '../../publishing/github/comments.ts'
import { openPlace } from '../../publishing/github/publishing.ts'
import { statusOf } from '../../publishing/github/refusals.ts'

export type ConversationOptions = ClientOptions & {
  /** `owner/name` */
  readonly repository: string
}

const NEEDS_READ = 'issues: read'
const NEEDS_WRITE = 'issues: write` and, on pull requests, `pull-requests: write'

/** Comments of issues and pull requests, which are the same to GitHub's API. */
export async function createGitHubConversation(options: ConversationOptions): Promise<Conversation> {
  const { place, asked } = await openPlace(options, '')
  return {
    readComment: (id) => asked('Reading a comment', NEEDS_READ, () => readComment(id, place)),
    react: (id, content) => asked('A reaction', NEEDS_WRITE, () => react(id, content, place)),
    ownComments: (issue, beginning) => asked('Reading comments', NEEDS_READ, () => ownComments(issue, beginning, place)),
    answer: (pullRequest, marker, body) =>
      asked('An answer', NEEDS_WRITE, () => keepComment({ pullRequest, marker, render: () => body }, place)),
  }
}

async function readComment(id: number, { client, owner, repo }: Place): Promise<SpokenComment | null> {
  try {
    const { data } = await client.rest.issues.getComment({ owner, repo, comment_id: id })
    const { body = '', user, html_url: url, created_at: createdAt, updated_at: updatedAt, performed_via_github_app: app } = data
    return {
      id: data.id,
      body,
      login: user?.login ?? '',
      isPerson: user?.type === 'User' && (app === undefined || app === null),
      isEdited: createdAt !== updatedAt,
      createdAtMs: Date.parse(createdAt),
      url,
    }
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw error
  }
}

async function react(id: number, content: Parameters<Conversation['react']>[1], { client, owner, repo }: Place): Promise<void> {
  // GitHub answers 200 instead of 201 when this login has reacted so before.
  await client.rest.reactions.createForIssueComment({ owner, repo, comment_id: id, content })
}

async function ownComments(issue: number, beginning: string, place: Place): Promise<readonly string[]> {
  const { client, owner, repo } = place
  const login = (await ownLogin(place)).toLowerCase()
  const all = await client.paginate(client.rest.issues.listComments, { owner, repo, issue_number: issue, per_page: 100 })
  return all.flatMap(({ user, body = '' }) => (user?.login.toLowerCase() === login && body.startsWith(beginning) ? [body] : []))
}
