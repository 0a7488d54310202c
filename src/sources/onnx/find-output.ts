import { MeasurementError } from '../../errors.ts'
import type { Task } from '../../metrics/sample.ts'
import type { ModelFacts, ValueFacts } from './model-facts.ts'
import { listNames, nearestName } from './nearest-name.ts'

export type OutputRequest = {
  /** How messages call the model: `candidate (models/income.onnx)`. */
  readonly model: string
  readonly facts: Pick<ModelFacts, 'outputs'>
  readonly task: Task
  /** The policy's `output`. */
  readonly named?: string
}

const FLOATS = new Set(['float', 'double', 'float16'])
/** What exporters call the scores, best first: scikit-learn, LightGBM and XGBoost say some form of "probabilities". */
const SCORE_NAMES = [/prob/i, /^scores?$/i]

/**
 * The output that holds the scores: the named one, else the only one of floats (labels are integers or strings), else the one
 * that is called probabilities or scores.
 *
 * @throws MeasurementError OUTPUT_NOT_FOUND
 */
export function findOutput(request: OutputRequest): ValueFacts {
  const { facts, task, named } = request
  const names = facts.outputs.map(({ name }) => name)
  if (named !== undefined) {
    const output = facts.outputs.find(({ name }) => name === named)
    if (output === undefined) throw notFound(request, `it has no output ${JSON.stringify(named)}`, nearestName(named, names))
    if (output.element === null) throw notFound(request, `its output ${JSON.stringify(named)} is ${output.type}, not a tensor`, null)
    return output
  }
  const floats = facts.outputs.filter(({ element }) => element !== null && FLOATS.has(element))
  const [only] = floats
  if (only === undefined) throw notFound(request, 'it gives no scores: none of its outputs is a tensor of floats', null)
  if (floats.length === 1) return only
  const candidates = task.endsWith('classification') ? SCORE_NAMES.map((pattern) => floats.filter(({ name }) => pattern.test(name))) : []
  const [best] = candidates.find((matching) => matching.length === 1) ?? []
  if (best === undefined) throw notFound(request, `any of ${listNames(floats.map(({ name }) => name))} could hold the scores`, null)
  return best
}

function notFound({ model, facts }: OutputRequest, what: string, meant: string | null): MeasurementError {
  const outputs = facts.outputs.map(({ name, type }) => `${JSON.stringify(name)} ${type}`).join(', ')
  const guess = meant === null ? '' : ` Did you mean ${JSON.stringify(meant)}?`
  return new MeasurementError(
    'OUTPUT_NOT_FOUND',
    `${model}: ${what}. Its outputs are ${outputs}.${guess}`,
    'Name the output that holds scores or probabilities as `output` in the policy, or export the model with one.',
  )
}
