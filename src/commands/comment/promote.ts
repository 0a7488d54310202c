import { codeBlock, codeSpan, escapeMarkdown } from '../../report/escape-markdown.ts'
import type { Request } from '../../rollout/entry.ts'
import type { Rollout } from '../../rollout/rollout.ts'
import type { LiveModel } from '../rollout/ports.ts'
import { readJournal } from '../rollout/read-journal.ts'
import { rollout } from '../rollout/rollout.ts'
import { type Answer, no, yes } from './answer.ts'
import { chooseModels } from './choose-model.ts'
import { listen } from './listen.ts'
import type { Order } from './parse-comment.ts'
import type { Asked } from './ports.ts'
import { rightToPromote } from './right-to.ts'

type PromoteOrder = Extract<Order, { name: 'promote' }>
type Open = { readonly live: LiveModel; readonly rollout: Rollout; readonly request: Request }

const MOST_LINES = 30
const ALL_BP = 10_000

/**
 * Writes no approval: the journal is no authority. It says whether the comment counts, by the word of whoever asks people and re-reads
 * their answers, and ticks, so that the rollout need not wait for its schedule.
 *
 * @param acknowledge tells it at once: a tick watches for a while after a rise of the share
 */
export async function promote(
  { request: id }: PromoteOrder,
  models: readonly LiveModel[],
  asked: Asked,
  acknowledge: (markdown: string) => Promise<void>,
): Promise<Answer> {
  const nameOf = ({ model }: LiveModel) => model.name
  const choice = await chooseModels({ name: 'promote', wanted: null, models, nameOf, rightTo: rightToPromote }, asked)
  if (choice.kind === 'answer') return choice.answer
  const { world, inputs, outside } = asked
  const open = await openRequests(choice.models, asked)
  const found = open.find(({ request }) => request.id === id)
  if (found === undefined) return no(`${codeSpan(id)} is not open. ${whatIsOpen(open)}`)
  const { live, request } = found
  const nowMs = outside.rollout.clock.nowMs()
  if (nowMs > request.expiresAtMs)
    return no(`${codeSpan(id)} expired at ${new Date(request.expiresAtMs).toISOString()}. The next tick says what becomes of it.`)
  const otherWay = wayOf(live, request)
  if (otherWay !== null) return no(otherWay)
  const { approvals } = await outside.rollout.rest(live, world, inputs)
  if (approvals === null) return no('Nobody can be asked here: the policy has no `approval`.')
  const answer = await approvals.read(request)
  if (answer.kind !== 'approved') return no(`This does not count as an approval of ${codeSpan(id)}: ${escapeMarkdown(answer.why, 500)}`)
  const counts = `This counts: ${codeSpan(id)} is approved by ${escapeMarkdown(answer.by ?? 'somebody')}, ${beforeWhat(request)} of ${nameOf(live)}. ${escapeMarkdown(request.sentence, 1_000)}`
  await acknowledge(counts)
  const heard = listen(world)
  const tick = { ...inputs, model: nameOf(live), candidate: null, verdict: null, watch: null, restart: false, json: false }
  const exitCode = await rollout(tick, heard.world, outside.rollout)
  return { ...yes(`${counts}\n\n${codeBlock(heard.text, MOST_LINES)}`), exitCode, files: heard.files }
}

async function openRequests(models: readonly LiveModel[], { inputs, world, outside }: Asked): Promise<readonly Open[]> {
  const open: Open[] = []
  for (const live of models) {
    const { current } = (await readJournal(await outside.rollout.journal(live, inputs, world))).history
    if (current?.state === 'awaiting-approval' && current.request !== null) open.push({ live, rollout: current, request: current.request })
  }
  return open
}

function whatIsOpen(open: readonly Open[]): string {
  if (open.length === 0) return 'Nothing waits for an approval.'
  const named = open.map(({ live, request }) => `${codeSpan(request.id)} (${live.model.name}, ${beforeWhat(request)})`)
  return `Open ${open.length === 1 ? 'is' : 'are'} ${named.join(', ')}.`
}

function beforeWhat({ beforeBp }: Request): string {
  return beforeBp === ALL_BP ? 'before the promotion' : `before ${beforeBp / 100} %`
}

/** How the policy has people answer, where it is not by a comment. */
function wayOf({ rollout: { approval, environment } }: LiveModel, { id, runId }: Request): string | null {
  switch (approval?.by) {
    case 'environment': {
      const which = runId === null ? `the run of \`${approval.workflow}\`` : `run ${runId} of \`${approval.workflow}\``
      return `A comment does not count here: the policy asks in the environment \`${environment}\`. Review ${which} that waits for it.`
    }
    case 'pull-request-review':
      return `A comment does not count here: the policy asks for a review. Approve the pull request with ${codeSpan(id)} in the text of the review.`
    default:
      return null
  }
}
