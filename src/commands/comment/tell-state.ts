import { codeBlock } from '../../report/escape-markdown.ts'
import { isOpen } from '../../rollout/fold.ts'
import { explain } from '../rollout/explain.ts'
import type { LiveModel } from '../rollout/ports.ts'
import { status } from '../rollout/status.ts'
import { type Answer, yes } from './answer.ts'
import { askWhich, chooseModels } from './choose-model.ts'
import { currentRollout } from './current-rollout.ts'
import { listen } from './listen.ts'
import type { Order } from './parse-comment.ts'
import type { Asked } from './ports.ts'
import { rightTo } from './right-to.ts'

type TellingOrder = Extract<Order, { name: 'status' | 'explain' }>

const MOST_LINES = 80
const MAX_LINE_CHARS = 400
/** No file of the checkout is written. */
const ONLY_TOLD = { format: 'text', update: null, badge: null } as const

/** What `sluice status` and `sluice explain` say. */
export async function tellState(order: TellingOrder, models: readonly LiveModel[], asked: Asked): Promise<Answer> {
  const nameOf = ({ model }: LiveModel) => model.name
  const choice = await chooseModels({ name: order.name, wanted: order.model, models, nameOf, rightTo: rightTo(order.name) }, asked)
  if (choice.kind === 'answer') return choice.answer
  const chosen = order.name === 'status' ? choice.models : await newsworthy(choice.models, asked)
  if (order.name === 'explain' && chosen.length > 1) return askWhich(order.name, chosen.map(nameOf))
  const heard = listen(asked.world)
  for (const live of chosen) {
    const inputs = { ...asked.inputs, model: nameOf(live), json: false }
    if (order.name === 'explain') await explain(inputs, heard.world, asked.outside.rollout)
    else await status({ ...inputs, ...ONLY_TOLD }, heard.world, asked.outside.rollout)
  }
  return yes(codeBlock(heard.text, MOST_LINES, MAX_LINE_CHARS))
}

/** The one whose rollout is open, where there is one: the story of a finished one has to be asked for by name. */
async function newsworthy(models: readonly LiveModel[], asked: Asked): Promise<readonly LiveModel[]> {
  if (models.length === 1) return models
  const open: LiveModel[] = []
  for (const live of models) if (isOpen(await currentRollout(live, asked))) open.push(live)
  return open.length === 0 ? models : open
}
