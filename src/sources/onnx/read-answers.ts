import { MeasurementError } from '../../errors.ts'
import type { Answers, Task } from '../../metrics/sample.ts'
import { applySigmoid, applySoftmax } from './activation.ts'
import { floatValues, type OutputTensor } from './float-values.ts'

export type OutputPlan = {
  /** How messages call the model: `candidate (models/income.onnx)`. */
  readonly model: string
  readonly task: Task
  readonly output: string
  readonly activation: 'sigmoid' | 'softmax' | null
  /** Which column of two is the score of positive-label (binary); null when nothing tells. */
  readonly positiveColumn: number | null
  /** Classes of a multiclass task where the model tells them. */
  readonly classes: number | null
}

/** Rounding in a normaliser may leave [0, 1] by this much; it is cut back, more is not a probability. */
const ROUNDING = 1e-5

/**
 * One call's output as answers: one number a row (binary: the score of positive-label), or one a class.
 *
 * @param firstRow 0-based, for messages
 * @throws MeasurementError OUTPUT_NOT_FOUND (wrong shape or type), OUTPUT_NOT_PROBABILITY
 */
export function readAnswers(plan: OutputPlan, tensor: OutputTensor, rows: number, firstRow: number): Answers {
  const values = floatValues(tensor)
  if (values === null) throw unusable(plan, `holds ${tensor.type}s, not numbers`)
  const width = values.length / rows
  if (tensor.dims[0] !== rows || !Number.isInteger(width)) {
    throw unusable(plan, `has the shape [${tensor.dims.join(', ')}] for ${rows} rows, not one entry a row`)
  }
  const answers = shapeAnswers(plan, values, width)
  if (plan.task.endsWith('classification')) cutToProbabilities(plan, answers, firstRow)
  return answers
}

function shapeAnswers(plan: OutputPlan, values: Float32Array | Float64Array, width: number): Answers {
  const { task, activation } = plan
  if (activation === 'softmax') {
    if (width < 2) throw unusable(plan, 'gives one number a row, of which there is no softmax; `activation: sigmoid` may be meant')
    applySoftmax(values, width)
  } else if (activation === 'sigmoid') applySigmoid(values)
  switch (task) {
    case 'binary-classification':
      if (width === 1) return { width: 1, values }
      if (width !== 2)
        throw unusable(
          plan,
          `gives ${width} numbers a row; a binary task needs the score of positive-label, or one for each of two classes`,
        )
      if (plan.positiveColumn === null) {
        throw unusable(
          plan,
          'gives two numbers a row and nothing says which is that of positive-label (`classes` in the metadata of the model would)',
        )
      }
      return { width: 1, values: column(values, plan.positiveColumn, width) }
    case 'multiclass-classification':
      if (width < 2) throw unusable(plan, 'gives one number a row; a multiclass task needs one for each class')
      if (plan.classes !== null && plan.classes !== width) throw unusable(plan, `gives ${width} numbers a row for ${plan.classes} classes`)
      return { width, values }
    case 'regression':
    case 'ranking':
      if (width !== 1) throw unusable(plan, `gives ${width} numbers a row; ${task} needs one`)
      return { width: 1, values }
  }
}

function column(values: Float32Array | Float64Array, index: number, width: number): Float32Array | Float64Array {
  const rows = values.length / width
  const picked = values instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows)
  for (let row = 0; row < rows; row++) picked[row] = values[row * width + index] ?? Number.NaN
  return picked
}

function cutToProbabilities(plan: OutputPlan, { values, width }: Answers, firstRow: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN
    if (value >= 0 && value <= 1) continue
    if (value < -ROUNDING || value > 1 + ROUNDING) {
      if (!Number.isFinite(value)) continue
      throw notProbability(plan, value, firstRow + Math.floor(i / width) + 1)
    }
    // NaN compares false with everything and stays, to be counted as not finite.
    if (value < 0) values[i] = 0
    else if (value > 1) values[i] = 1
  }
}

function unusable({ model, output }: OutputPlan, what: string): MeasurementError {
  return new MeasurementError(
    'OUTPUT_NOT_FOUND',
    `${model}: its output ${JSON.stringify(output)} ${what}`,
    'Check `output`, `task` and `positive-label` in the policy, or export the model with such an output.',
  )
}

function notProbability({ model, output, task, activation }: OutputPlan, value: number, row: number): MeasurementError {
  const given = activation === null ? '' : ` after ${activation}`
  return new MeasurementError(
    'OUTPUT_NOT_PROBABILITY',
    `${model}: its output ${JSON.stringify(output)} gives ${value}${given} in row ${row}, which is no probability`,
    task === 'multiclass-classification'
      ? 'If these are logits, set `activation: softmax` for the model in the policy.'
      : 'If these are logits, set `activation: sigmoid` (one number a row) or `activation: softmax` (two) for the model in the policy.',
  )
}
