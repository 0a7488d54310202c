import type { Task } from '../../metrics/sample.ts'
import type { ArmName } from '../scored-rows.ts'
import type { ClassOrder } from './class-order.ts'
import { listNames } from './nearest-name.ts'
import { positiveColumn } from './positive-column.ts'
import type { OutputPlan } from './read-answers.ts'

export type OutputPlans = {
  readonly plans: ReadonlyMap<ArmName, OutputPlan>
  /** Class names by column that all arms are read by; null when no model says. */
  readonly classes: readonly string[] | null
  readonly notes: readonly string[]
}

/** What the answers of an arm are read by: of an ONNX model, a command or an endpoint. */
export type AnsweringModel = {
  readonly label: string
  readonly subject: { readonly activation?: 'sigmoid' | 'softmax' }
  readonly output: { readonly name: string }
  readonly classOrder: ClassOrder | null
}

/**
 * All arms are read by one order of columns, the baseline's where it says one: production reads a column by its position, and
 * a candidate whose columns changed places is worse there, whatever its metadata says. The report says that they differ.
 */
export function planOutputs(
  models: ReadonlyMap<ArmName, AnsweringModel>,
  task: Task,
  positiveLabel: string | number | boolean | undefined,
): OutputPlans {
  const isClassifier = task.endsWith('classification')
  const order: readonly ArmName[] = ['baseline', 'candidate', 'anchor']
  const first = order.find((arm) => models.get(arm)?.classOrder)
  const common = first === undefined ? null : (models.get(first)?.classOrder ?? null)
  const classes = isClassifier ? (common?.classes ?? null) : null
  const column = task === 'binary-classification' ? positiveColumn(classes, positiveLabel) : null
  const plans = new Map<ArmName, OutputPlan>()
  const notes: string[] = []
  for (const [arm, { label, subject, output, classOrder }] of models) {
    const activation = subject.activation ?? null
    plans.set(arm, {
      model: label,
      task,
      output: output.name,
      activation,
      positiveColumn: column,
      classes: task === 'multiclass-classification' ? (classes?.length ?? null) : null,
    })
    if (isClassifier && classOrder !== null && common !== null) notes.push(...disagreement(label, classOrder, first ?? arm, common))
  }
  return { plans, classes, notes }
}

function disagreement(label: string, own: ClassOrder, arm: ArmName, common: ClassOrder): string[] {
  if (own.classes.length === common.classes.length && own.classes.every((name, index) => name === common.classes[index])) return []
  return [
    `${label}: its ${own.source} says that its columns mean ${listNames(own.classes)}, that of the ${arm} ${listNames(common.classes)}. Both were read by position, in the order of the ${arm}, as whatever serves the model would.`,
  ]
}
