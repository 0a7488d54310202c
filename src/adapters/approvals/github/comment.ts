import type { ApprovalRequest } from '../../../rollout/ports.ts'
import type { Client, Place } from '../../publishing/github/client.ts'
import { isOfPerson } from '../../publishing/github/comments.ts'
import { nullIfMissing } from '../../publishing/github/refusals.ts'
import { clock, type Heard, isAfter, isBefore, type Look, pending } from './look.ts'
import { type Voice, weigh } from './weigh.ts'

type Comment = Awaited<ReturnType<Client['rest']['issues']['getComment']>>['data']

/** A yes is a comment of its own on the pull request, as its author wrote it; nobody has changed a letter since. */
export async function readComment(look: Look): Promise<Heard> {
  const { place, request, pull } = look
  if (pull === null)
    return { answer: pending('No merged pull request brought this commit, so that there is nowhere to comment.'), runUrl: null }
  const { client, owner, repo } = place
  const query = { owner, repo, issue_number: pull.number, since: new Date(request.askedAtMs).toISOString(), per_page: 100 }
  const listed = await client.paginate(client.rest.issues.listComments, query)
  const voices = listed.filter(({ body }) => promotedIn(body ?? '') !== null).map((one) => voiceOf(one, look))
  const unheard = `Nobody has commented \`/sluice promote ${request.id}\` on ${pull.url} yet.`
  return { answer: await weigh(voices.reverse(), look, unheard), runUrl: null }
}

function voiceOf(comment: Comment, { place, request }: Look): Voice {
  const { id, user, html_url } = comment
  return {
    says: 'yes',
    login: user?.login ?? null,
    isPerson: isOfPerson(comment),
    said: `commented \`/sluice promote\` in ${html_url}`,
    flaw: flawOf(comment, request),
    confirm: () => confirm(id, request, place),
  }
}

/** A list may lag behind: what would count is looked at once more by itself. */
async function confirm(id: number, request: ApprovalRequest, { client, owner, repo }: Place): Promise<string | null> {
  const found = await client.rest.issues.getComment({ owner, repo, comment_id: id }).catch(nullIfMissing)
  return found === null ? 'that was deleted' : flawOf(found.data, request)
}

function flawOf({ body, created_at, updated_at }: Comment, { id, askedAtMs, expiresAtMs }: ApprovalRequest): string | null {
  const named = promotedIn(body ?? '')
  if (named !== id) return `that names ${named === null || named === '' ? 'no request' : 'another request'}: it is ${id} that is asked now`
  if (isBefore(created_at, askedAtMs)) return `that was written before the request of ${clock(askedAtMs)}`
  if (isAfter(created_at, expiresAtMs)) return `that came after ${clock(expiresAtMs)}, when the request was void`
  if (created_at !== updated_at) return 'that was edited since, and anybody who may write can edit: write a new one'
  return null
}

/** The request that the first line promotes; null: it promotes nothing. In a quote, a fence or an indented line it is no command. */
function promotedIn(body: string): string | null {
  const [line = ''] = body.split(/\r?\n/, 1)
  const [command, id] = /^\/sluice[ \t]+promote(?:[ \t]+(\S+))?[ \t]*$/.exec(line) ?? []
  return command === undefined ? null : (id ?? '')
}
