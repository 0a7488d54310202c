import { escapeMarkdown } from '../../report/escape-markdown.ts'
import type { Right } from '../../rollout/policy/comments.ts'
import { nearestName } from '../../sources/onnx/nearest-name.ts'
import { type Answer, no, notAllowed } from './answer.ts'
import type { OrderName } from './parse-comment.ts'
import type { Asked } from './ports.ts'
import { whyMayNot } from './rights.ts'

export type Choice<Model> =
  | { readonly kind: 'chosen'; readonly models: readonly Model[] }
  | { readonly kind: 'answer'; readonly answer: Answer }

type Question<Model> = {
  readonly name: OrderName
  /** As the comment names it; null: it names none. */
  readonly wanted: string | null
  readonly models: readonly Model[]
  nameOf(model: NoInfer<Model>): string
  rightTo(model: NoInfer<Model>): Right
}

/**
 * The models that the comment may be about, of those that its author may command. Rights come first: whoever has none is not told which
 * models there are.
 */
export async function chooseModels<Model>(question: Question<Model>, { comment, people }: Asked): Promise<Choice<Model>> {
  const { name, wanted, models, nameOf, rightTo } = question
  const named = wanted === null ? [] : models.filter((model) => nameOf(model) === wanted)
  const allowed: Model[] = []
  let why = 'the policy of the default branch has no model for it'
  for (const model of named.length > 0 ? named : models) {
    const whyNot = await whyMayNot(comment.login, rightTo(model), people)
    if (whyNot === null) allowed.push(model)
    else why = whyNot
  }
  if (allowed.length === 0) return { kind: 'answer', answer: notAllowed(name, why) }
  if (wanted === null || named.length > 0) return { kind: 'chosen', models: allowed }
  const near = nearestName(wanted, allowed.map(nameOf))
  const remedy =
    near === null ? `There ${listed(allowed.map(nameOf))}.` : `Did you mean \`${name === 'waive' ? near : `/sluice ${name} ${near}`}\`?`
  return { kind: 'answer', answer: no(`There is no model ${escapeMarkdown(wanted)} here. ${remedy} Nothing was done.`) }
}

export function askWhich(name: OrderName, models: readonly string[]): Answer {
  const orders = models.map((model) => (name === 'waive' ? `\`… for ${model} until …\`` : `\`/sluice ${name} ${model}\``))
  return no(`Which model is meant? Write ${orders.join(' or ')}. Nothing was done.`)
}

function listed(names: readonly string[]): string {
  return names.length === 1 ? `is \`${names[0]}\`` : `are ${names.map((one) => `\`${one}\``).join(', ')}`
}
