import { MeasurementError } from '../../errors.ts'
import { fixedRows } from './fixed-rows.ts'
import { type InputPlan, tensorTypeOf } from './input-plan.ts'
import { metadataList, metadataListsByName } from './metadata-list.ts'
import type { ModelFacts, ValueFacts } from './model-facts.ts'
import { listNames, nearestName } from './nearest-name.ts'

export type InputRequest = {
  /** How messages call the model: `candidate (models/income.onnx)`. */
  readonly model: string
  readonly facts: Pick<ModelFacts, 'inputs' | 'metadata'>
  /** The data's columns in file order. */
  readonly columns: readonly { readonly name: string; readonly numeric: boolean }[]
  /** Label, id, group, weight and query: never features unless somebody says so. */
  readonly reserved: readonly string[]
  /** The policy's `inputs`. */
  readonly mapping?: Readonly<Record<string, readonly string[]>>
}
export type MatchedInputs = {
  readonly plans: readonly InputPlan[]
  /** The number of rows that the model insists on, or null when it takes any. */
  readonly fixedRows: number | null
  readonly notes: readonly string[]
}

/**
 * Which columns feed which input: the policy's `inputs`, else the column of the same name, else the `columns` metadata, else,
 * for the only wide input, the numeric columns in file order when exactly as many are left.
 *
 * @throws MeasurementError INPUT_NOT_MATCHED
 */
export function matchInputs(request: InputRequest): MatchedInputs {
  const { facts, mapping = {} } = request
  const fed = facts.inputs.filter(({ name, hasDefault }) => !hasDefault || Object.hasOwn(mapping, name))
  const batch = fixedRows(fed)
  if ('notByRow' in batch) throw notByRow(request.model, batch.notByRow)
  const notes: string[] = []
  const matched = fed.map((input) => ({ input, columns: columnsFor(input, fed, request, notes) }))
  const unmatched = matched.filter(({ columns }) => columns === null).map(({ input }) => input)
  const unknown = Object.keys(mapping).filter((name) => !facts.inputs.some((input) => input.name === name))
  if (unmatched.length > 0) throw unknown.length > 0 ? renamed(request, unknown) : notMatched(request, unmatched)
  if (unknown.length > 0)
    notes.push(`${request.model} has no input ${listNames(unknown)}, which the policy's \`inputs\` feed; its own were all matched.`)
  const plans = matched.map(({ input, columns }) => planInput(request, input, columns ?? []))
  return { plans, fixedRows: batch.rows, notes }
}

function columnsFor(input: ValueFacts, fed: readonly ValueFacts[], request: InputRequest, notes: string[]): readonly string[] | null {
  const { facts, columns, mapping = {}, reserved } = request
  if (Object.hasOwn(mapping, input.name)) return mapping[input.name] ?? null
  const width = rowWidth(input)
  if ((width === 1 || width === null) && columns.some(({ name }) => name === input.name)) return [input.name]
  const byName = metadataListsByName(facts.metadata['columns'])
  if (Object.hasOwn(byName, input.name)) return byName[input.name] ?? null
  const listed = metadataList(facts.metadata['columns'])
  const isOnlyOne = fed.length === 1 || (width !== 1 && fed.filter((other) => rowWidth(other) === width).length === 1)
  if (listed !== null && isOnlyOne && (fed.length === 1 || listed.length === width)) return listed
  // Where the policy says what feeds what, a guess by position would be one too many.
  if (fed.length !== 1 || Object.keys(mapping).length > 0) return null
  const features = columns.filter(({ name, numeric }) => numeric && !reserved.includes(name)).map(({ name }) => name)
  if (input.element === 'string' || features.length !== width) return null
  notes.push(`${request.model}: input ${JSON.stringify(input.name)} is fed the numeric columns in file order: ${listNames(features)}.`)
  return features
}

/** Numbers a row: the product of the sizes after the first; null when one of them is open or the file states no shape. */
function rowWidth({ shape }: ValueFacts): number | null {
  if (shape === null) return null
  return shape.slice(1).reduce<number | null>((product, size) => (product === null || typeof size !== 'number' ? null : product * size), 1)
}

function planInput(request: InputRequest, input: ValueFacts, columns: readonly string[]): InputPlan {
  const type = tensorTypeOf(input.element)
  if (type === null) {
    throw refuse(
      request.model,
      `its input ${JSON.stringify(input.name)} is ${input.type}, which cannot be fed from columns`,
      'Export it with tensor inputs of a plain number type or strings.',
    )
  }
  const known = request.columns.map(({ name }) => name)
  const absent = columns.filter((name) => !known.includes(name))
  if (absent.length > 0) {
    const meant = absent.flatMap((name) => nearestName(name, known) ?? [])
    const guess = meant.length > 0 ? ` Did you mean ${listNames(meant)}?` : ''
    throw refuse(
      request.model,
      `its input ${JSON.stringify(input.name)} takes ${listNames(absent)}, which the data does not have. The data has ${listNames(known)}.${guess}`,
      "Name the data's columns under `inputs` in the policy, or evaluate on data that has them.",
    )
  }
  const width = rowWidth(input)
  if (width !== null && width !== columns.length) {
    throw refuse(
      request.model,
      `its input ${JSON.stringify(input.name)} takes ${width} numbers a row and gets ${columns.length} columns: ${listNames(columns)}`,
      'Name as many columns, in the order of training, under `inputs` in the policy.',
    )
  }
  // A width that the file leaves open becomes the number of columns: [N, ?] is fed as [N, columns].
  const sizes = (input.shape ?? [null, null]).slice(1)
  const trailing = sizes.every((size) => typeof size === 'number') ? sizes : [columns.length]
  return { tensor: { name: input.name, type, columns }, trailing, narrowed: input.element === 'float16' }
}

/** The policy feeds an input that this model does not have, and one that it has goes empty: most likely a new name. */
function renamed({ model, facts }: InputRequest, unknown: readonly string[]): MeasurementError {
  return refuse(
    model,
    `the policy's \`inputs\` feed ${listNames(unknown)}; the model takes ${listNames(facts.inputs.map(({ name }) => name))}`,
    'Rename the input in the export, or add its new name to `inputs` in the policy: names that one of the models lacks do no harm.',
  )
}

function notByRow(model: string, { name, shape }: ValueFacts): MeasurementError {
  return refuse(
    model,
    `its input ${JSON.stringify(name)} has the shape [${shape?.map((size) => size ?? '?').join(', ')}]: it does not take one entry a row like the others`,
    'Give it a default (an initializer of the same name), or export the model with the same batch dimension on every input.',
  )
}

function notMatched({ model, columns }: InputRequest, inputs: readonly ValueFacts[]): MeasurementError {
  const known = columns.map(({ name }) => name)
  const wanted = inputs.map(
    ({ name, type, shape }) =>
      `${JSON.stringify(name)} ${type}${shape === null ? '' : ` [${shape.map((size) => size ?? '?').join(', ')}]`}`,
  )
  const meant = inputs.flatMap(({ name }) => nearestName(name, known) ?? [])
  const guess = meant.length > 0 ? ` Did you mean ${listNames(meant)}?` : ''
  return refuse(
    model,
    `no column feeds its input ${wanted.join(', ')}. The data has ${listNames(known)}.${guess}`,
    `Say which columns feed it: \`inputs: { ${inputs[0]?.name}: [column, …] }\` in the policy.`,
  )
}

function refuse(model: string, what: string, remedy: string): MeasurementError {
  return new MeasurementError('INPUT_NOT_MATCHED', `${model}: ${what}`, remedy)
}
