import { MeasurementError } from '../../errors.ts'
import { fixedRows } from '../onnx/fixed-rows.ts'
import { type InputPlan, tensorTypeOf } from '../onnx/input-plan.ts'
import { type InputRequest, matchInputs } from '../onnx/match-inputs.ts'
import type { ValueFacts } from '../onnx/model-facts.ts'
import type { TensorType } from '../tabular/tensor-plan.ts'

/** An input that no column feeds: its values are made up. */
export type MadeUpInput = {
  readonly name: string
  readonly type: TensorType
  readonly narrowed: boolean
  /** One entry a row; else the same tensor in every call. */
  readonly byRow: boolean
  /** Without the rows where it is by row. */
  readonly sizes: readonly number[]
}

export type ProbePlan = {
  readonly fed: readonly InputPlan[]
  readonly madeUp: readonly MadeUpInput[]
  /** Rows of one call where the model pins them. */
  readonly fixedRows: number | null
}

/** What a free dimension other than the rows becomes: a short sentence of tokens, a small image. */
const FREE_SIZE = 8

/**
 * How a model is fed for a look at its answers. A model whose inputs were renamed or added must be looked at too, so what the
 * policy's mapping does not feed is matched by the model's own words, and what nothing feeds is made up.
 *
 * @throws MeasurementError INPUT_NOT_MATCHED for a type that no tensor can be made of
 */
export function planProbe(request: InputRequest | (Pick<InputRequest, 'model' | 'facts'> & { readonly columns: null })): ProbePlan {
  const { model } = request
  const facts = { ...request.facts, inputs: request.facts.inputs.map(withSizes) }
  const required = facts.inputs.filter(({ hasDefault }) => !hasDefault)
  const rows = rowsOf(required)
  const fed = request.columns === null ? [] : matchAsFarAsPossible({ ...request, facts }, required)
  const madeUp = required.filter(({ name }) => !fed.some(({ tensor }) => tensor.name === name))
  return { fed, madeUp: madeUp.map((input) => makeUp(model, input, rows)), fixedRows: rows.fixed }
}

/** Exporters write 0 or −1 for a size that is open, and a damaged file anything. */
function withSizes(input: ValueFacts): ValueFacts {
  return { ...input, shape: input.shape?.map((size) => (typeof size === 'number' && size < 1 ? null : size)) ?? null }
}

function matchAsFarAsPossible(request: InputRequest, required: readonly ValueFacts[]): readonly InputPlan[] {
  const { mapping, ...unmapped } = request
  const whole = (mapping === undefined ? null : matchOrNull(request)) ?? matchOrNull(unmapped)
  if (whole !== null) return whole
  // One by one, and only by name: a guess from the order of the columns is for models that are whole.
  return required.flatMap((input) => {
    const alone = { ...unmapped, facts: { ...request.facts, inputs: [input] } }
    const known = mapping !== undefined && Object.hasOwn(mapping, input.name) ? { [input.name]: mapping[input.name] ?? [] } : null
    return (known === null ? null : matchOrNull({ ...alone, mapping: known })) ?? matchOrNull({ ...alone, mapping: {} }) ?? []
  })
}

function matchOrNull(request: InputRequest): readonly InputPlan[] | null {
  try {
    return matchInputs(request).plans
  } catch (cause) {
    if (cause instanceof MeasurementError && cause.reasonCode === 'INPUT_NOT_MATCHED') return null
    throw cause
  }
}

type Rows = { readonly fixed: number | null; readonly isByRow: (input: ValueFacts) => boolean }

/** Inputs that do not agree on the rows are constants beside those whose first dimension is open. */
function rowsOf(inputs: readonly ValueFacts[]): Rows {
  const batch = fixedRows(inputs)
  if ('rows' in batch) return { fixed: batch.rows, isByRow: () => true }
  return { fixed: null, isByRow: ({ shape }) => shape === null || (shape.length > 0 && typeof shape[0] !== 'number') }
}

function makeUp(model: string, input: ValueFacts, { isByRow }: Rows): MadeUpInput {
  const { name, element, type: stated, shape } = input
  const type = tensorTypeOf(element)
  if (type === null) {
    throw new MeasurementError(
      'INPUT_NOT_MATCHED',
      `${model}: its input ${JSON.stringify(name)} is ${stated}, for which no value can be made up`,
      'Export it with tensor inputs of a plain number type or strings.',
    )
  }
  const byRow = isByRow(input)
  const sizes = (shape ?? [null, 1]).map((size) => (typeof size === 'number' ? size : FREE_SIZE))
  return { name, type, narrowed: element === 'float16', byRow, sizes: byRow ? sizes.slice(1) : sizes }
}
