import { UsageError } from '../../errors.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import type { World } from '../../host/world.ts'
import type { SpokenComment } from '../../report/conversation.ts'
import { PublishingRefused } from '../../report/ports.ts'
import { modelsThatGoLive } from '../rollout/live-models.ts'
import { openSession } from '../session.ts'
import { type Answer, failed, hidden, malformed, unknown } from './answer.ts'
import { type Order, type Parsed, parseComment } from './parse-comment.ts'
import { type Asked, type CommentInputs, type CommentPorts, GITHUB } from './ports.ts'
import { promote } from './promote.ts'
import { type CommentEvent, readCommentEvent } from './read-event.ts'
import { steer } from './steer.ts'
import { Talk } from './talk.ts'
import { tellState } from './tell-state.ts'
import { waive } from './waive.ts'

/** Carries out the `/sluice` comment that started this run, and answers it once. All others do nothing, in silence. */
export async function comment(inputs: CommentInputs, world: World, outside: CommentPorts = GITHUB): Promise<ExitCode> {
  const event = readCommentEvent(world.run)
  const parsed = parseComment(event.body)
  if (event.action !== 'created') return silent(`the comment was ${event.action}, and only new ones count`, inputs, world)
  if (parsed === null) return silent('the comment does not begin with a command', inputs, world)
  const conversation = await outside.conversation(inputs, world)
  const said = await orUsage(() => conversation.readComment(event.commentId))
  const why = whyNotHeard(said, event)
  if (said === null || why !== null) return silent(why ?? 'the comment is gone', inputs, world)
  const talk = new Talk(conversation, said, event.issue, world)
  if (await orUsage(() => talk.wasAnswered())) return silent('the comment was answered before', inputs, world)
  await talk.react('eyes')
  const people = await outside.people(inputs, world)
  const asked: Asked = { comment: said, issue: event.issue, isPullRequest: event.isPullRequest, inputs, world, outside, people }
  const answer = await answering(talk, world, () => carryOut(parsed, asked, talk))
  const { once } = answer
  const isKnown = once !== null && (await orUsage(() => talk.wasTold(once)))
  if (!isKnown) await talk.answer(answer.markdown, once)
  await talk.react(answer.reaction)
  await publish(answer.markdown, answer, talk.url, inputs, world)
  return answer.exitCode
}

/** Bots and apps give no orders, nor does whoever changes what somebody wrote. */
function whyNotHeard(said: SpokenComment | null, { body }: CommentEvent): string | null {
  if (said === null) return null
  if (!said.isPerson) return 'the comment is not written by a person'
  return said.isEdited || said.body !== body ? 'the comment was edited after it was written' : null
}

async function carryOut(parsed: Parsed, asked: Asked, talk: Talk): Promise<Answer> {
  switch (parsed.kind) {
    case 'hidden':
      return hidden()
    case 'unknown':
      return unknown(parsed.nearest)
    case 'malformed':
      return malformed(parsed.name)
    case 'order':
      return obey(parsed.order, asked, talk)
  }
}

/** The policy is that of the default branch, whatever the pull request says of it. */
async function obey(order: Order, asked: Asked, talk: Talk): Promise<Answer> {
  const { inputs, world } = asked
  const session = await openSession({ ...inputs, model: null, candidate: null, baseline: null, runtime: null }, world)
  const live = modelsThatGoLive(session)
  switch (order.name) {
    case 'status':
    case 'explain':
      return tellState(order, live, asked)
    case 'promote':
      return promote(order, live, asked, (markdown) => talk.answer(markdown))
    case 'waive':
      return waive(order, session.models, asked)
    default:
      return steer(order, live, asked)
  }
}

/** Whoever asked is told of a fault too, before the job fails with it. */
async function answering(talk: Talk, world: World, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    await talk.fail(failed(error, world))
    await talk.react('confused')
    throw error instanceof PublishingRefused ? asUsage(error) : error
  }
}

async function silent(why: string, inputs: CommentInputs, world: World): Promise<ExitCode> {
  await publish(`Nothing to do: ${why}.`, {}, '', inputs, world)
  return 0
}

function publish(
  text: string,
  { files = new Map() }: Pick<Answer, 'files'>,
  url: string,
  { out }: CommentInputs,
  { host }: World,
): Promise<void> {
  const outputs = url === '' ? {} : { 'comment-url': url }
  return host.publish({ out, files, markdown: `${text}\n`, stdout: { kind: 'text', text }, outputs, annotations: [] })
}

async function orUsage<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof PublishingRefused ? asUsage(error) : error
  }
}

function asUsage({ message, remedy }: PublishingRefused): UsageError {
  return new UsageError({ where: 'GitHub', found: message, expected: 'to read comments and answer them', remedy })
}
