import { MeasurementError, UsageError } from '../../errors.ts'
import type { ExitCode } from '../../host/exit-codes.ts'
import type { World } from '../../host/world.ts'
import { codeBlock, escapeMarkdown, oneLine } from '../../report/escape-markdown.ts'
import { isOpen } from '../../rollout/fold.ts'
import type { Rollout } from '../../rollout/rollout.ts'
import { hold, resume } from '../rollout/hold-resume.ts'
import type { LiveModel } from '../rollout/ports.ts'
import { abort, rollback } from '../rollout/take-back.ts'
import { type Answer, no, tell, yes } from './answer.ts'
import { askWhich, chooseModels } from './choose-model.ts'
import { currentRollout } from './current-rollout.ts'
import { listen } from './listen.ts'
import type { Order, Steering } from './parse-comment.ts'
import type { Asked } from './ports.ts'
import { rightTo } from './right-to.ts'

type SteeringOrder = Extract<Order, { name: Steering }>
type Standing = { readonly live: LiveModel; readonly rollout: Rollout | null }

const MAX_REASON_CHARS = 500
const MOST_LINES = 40
/** Between GitHub's clock, which tells of the comment, and that of the runner that wrote the journal. */
const CLOCK_SKEW_MS = 60_000

/** `hold`, `resume`, `abort` and `rollback` as `sluice` has them; the journal's reason says who asked, and where. */
export async function steer(order: SteeringOrder, models: readonly LiveModel[], asked: Asked): Promise<Answer> {
  const nameOf = ({ model }: LiveModel) => model.name
  const choice = await chooseModels({ name: order.name, wanted: order.model, models, nameOf, rightTo: rightTo(order.name) }, asked)
  if (choice.kind === 'answer') return choice.answer
  const standing: Standing[] = []
  for (const live of choice.models) standing.push({ live, rollout: await currentOf(live, order, asked) })
  const [first, second] = standing
  if (first !== undefined && second === undefined) return steerOne(order, first.live, first.rollout, asked)
  const open = standing.filter(({ rollout }) => isOpen(rollout))
  const [only, another] = open
  if (only !== undefined && another === undefined) return steerOne(order, only.live, only.rollout, asked)
  return askWhich(
    order.name,
    (open.length > 0 ? open : standing).map(({ live }) => nameOf(live)),
  )
}

async function steerOne(order: SteeringOrder, live: LiveModel, rollout: Rollout | null, asked: Asked): Promise<Answer> {
  const late = whyTooLate(order, rollout, asked)
  if (late !== null) return no(late)
  const heard = listen(asked.world)
  try {
    const exitCode = await carryOut(order, live, heard.world, asked)
    const { files } = heard
    const text = `\`${order.name}\`, asked by ${escapeMarkdown(asked.comment.login)}:\n\n${codeBlock(heard.text, MOST_LINES)}`
    if (exitCode === 0) return { ...yes(text), files }
    return { reaction: 'confused', markdown: `**It is not verified yet; somebody must look.**\n\n${text}`, once: null, exitCode, files }
  } catch (error) {
    if (error instanceof UsageError && isAboutTheCommand(error)) return no(`Nothing was changed: ${tell(error)}`)
    throw error
  }
}

function carryOut(order: SteeringOrder, live: LiveModel, listening: World, asked: Asked): Promise<ExitCode> {
  const { rollout } = asked.outside
  const inputs = { ...asked.inputs, model: live.model.name, why: reasonOf(order, asked), json: false }
  switch (order.name) {
    case 'hold':
      return hold(inputs, listening, rollout)
    case 'resume':
      return resume(inputs, listening, rollout)
    case 'abort':
      return abort(inputs, listening, rollout)
    case 'rollback':
      return rollback({ ...inputs, to: null, arm: null }, listening, rollout)
  }
}

/** An abort needs no journal, so that one which cannot be read does not stand in its way. */
async function currentOf(live: LiveModel, { name }: SteeringOrder, asked: Asked): Promise<Rollout | null> {
  try {
    return await currentRollout(live, asked)
  } catch (error) {
    if (error instanceof MeasurementError && name === 'abort') return null
    throw error
  }
}

/** A comment speaks of what its author saw: run again later, it means neither a rollout nor a hold that came after it. */
function whyTooLate({ name }: SteeringOrder, rollout: Rollout | null, { comment }: Asked): string | null {
  const until = comment.createdAtMs + CLOCK_SKEW_MS
  if (rollout !== null && rollout.startedAtMs > until)
    return 'The rollout that is there now began after this comment. Nothing was done; write it again if it is meant.'
  if (name === 'resume' && rollout?.state === 'held' && rollout.sinceMs > until)
    return 'It was held after this comment. Nothing was done; write it again if it is meant.'
  return null
}

function reasonOf({ because }: SteeringOrder, { comment }: Asked): string {
  const said = because === null ? '' : `${oneLine(because, MAX_REASON_CHARS)} `
  return `${said}(@${comment.login} in ${comment.url})`
}

/** What only the comment's author can mend; the rest is a fault of the policy or of the workflow, and fails the job. */
function isAboutTheCommand({ where }: UsageError): boolean {
  return where.startsWith('sluice ') || where === '--to'
}
