import { codeBlock, codeSpan, escapeMarkdown } from '../../report/escape-markdown.ts'
import type { Request } from '../../rollout/entry.ts'
import type { Rollout } from '../../rollout/rollout.ts'
import { answerInWords, askInWords, endInWords } from '../../rollout/told-request.ts'
import { TERMINAL } from '../../rollout/transitions.ts'
import type { LiveModel } from '../rollout/ports.ts'
import { rollout } from '../rollout/rollout.ts'
import { type Answer, no, yes } from './answer.ts'
import { chooseModels } from './choose-model.ts'
import { currentRollout } from './current-rollout.ts'
import { listen } from './listen.ts'
import type { Order } from './parse-comment.ts'
import type { Asked } from './ports.ts'
import { rightToPromote } from './right-to.ts'

type PromoteOrder = Extract<Order, { name: 'promote' }>
type Standing = { readonly live: LiveModel; readonly rollout: Rollout }
type Open = { readonly live: LiveModel; readonly request: Request }

const MOST_LINES = 30
const MAX_WHY_CHARS = 500

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
  const standing = await standingOf(choice.models, asked)
  const found = openOf(standing).find(({ request }) => request.id === id)
  if (found === undefined) return no(notOpen(id, standing))
  const { live, request } = found
  const nowMs = outside.rollout.clock.nowMs()
  if (nowMs > request.expiresAtMs)
    return no(`${codeSpan(id)} expired at ${new Date(request.expiresAtMs).toISOString()}. The next tick says what becomes of it.`)
  const elsewhere = otherWay(standing, request)
  if (elsewhere !== null) return no(elsewhere)
  const { approvals } = await outside.rollout.rest(live, world, inputs)
  if (approvals === null) return no('Nobody can be asked here: the policy has no `approval`.')
  const answer = await approvals.read(request)
  if (answer.kind !== 'approved')
    return no(`This does not count as an approval of ${codeSpan(id)}: ${escapeMarkdown(answer.why, MAX_WHY_CHARS)}`)
  const counts = `This counts: ${codeSpan(id)} is approved by ${escapeMarkdown(answer.by ?? 'somebody')}. ${escapeMarkdown(request.sentence, 1_000)}`
  await acknowledge(counts)
  const heard = listen(world)
  const tick = { ...inputs, model: nameOf(live), candidate: null, verdict: null, watch: null, restart: false, json: false }
  const exitCode = await rollout(tick, heard.world, outside.rollout)
  return { ...yes(`${counts}\n\n${codeBlock(heard.text, MOST_LINES)}`), exitCode, files: heard.files }
}

async function standingOf(models: readonly LiveModel[], asked: Asked): Promise<readonly Standing[]> {
  const standing: Standing[] = []
  for (const live of models) {
    const current = await currentRollout(live, asked)
    if (current !== null) standing.push({ live, rollout: current })
  }
  return standing
}

function openOf(standing: readonly Standing[]): readonly Open[] {
  return standing.flatMap(({ live, rollout: { request, state } }) =>
    request === null || TERMINAL.includes(state) ? [] : [{ live, request }],
  )
}

function notOpen(id: string, standing: readonly Standing[]): string {
  const closed = standing.find(({ rollout: { closed: ended } }) => ended?.id === id)?.rollout.closed ?? null
  const over = closed === null ? 'is not open.' : `is over: ${escapeMarkdown(endInWords(closed), MAX_WHY_CHARS)}.`
  const open = openOf(standing).map(({ live, request }) => `${codeSpan(request.id)} (${live.model.name}, ${askInWords(request)})`)
  const others = open.length === 0 ? 'Nothing waits for an approval.' : `Open ${open.length === 1 ? 'is' : 'are'} ${open.join(', ')}.`
  return `${codeSpan(id)} ${over} ${others}`
}

/** How the policy has people answer, where it is not by a comment; as the rollout that asks began with it. */
function otherWay(standing: readonly Standing[], request: Request): string | null {
  const approval = standing.find(({ rollout: { request: open } }) => open?.id === request.id)?.rollout.settings.approval ?? null
  if (approval === null || approval.by === 'comment') return null
  return `A comment does not count here. ${escapeMarkdown(answerInWords(approval, request), MAX_WHY_CHARS)}`
}
