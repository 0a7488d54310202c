import { MeasurementError } from '../../errors.ts'
import { narrowToHalves } from '../onnx/float-values.ts'
import { tensorTypeOf } from '../onnx/input-plan.ts'
import type { Dimension, ValueFacts } from '../onnx/model-facts.ts'
import type { TensorData } from '../tabular/batch.ts'
import { allocateTensor } from '../tabular/tensor-sink.ts'
import type { HeldTensor } from './held-inputs.ts'
import { drawFrom } from './turns.ts'

export type MadeRequest = {
  /** How messages call the model. */
  readonly label: string
  readonly inputs: readonly ValueFacts[]
  readonly dimensions: Readonly<Record<string, number>>
  readonly rows: number
}
export type MadeInputs = { readonly tensors: readonly HeldTensor[]; readonly fixedRows: number | null }

/** Elements of all inputs together, at most: a row of an image model has a million. */
const MOST_ELEMENTS = 2 ** 24

/**
 * Inputs of the shapes that the model states: floats around 0, whole numbers 0 and 1 (always within a vocabulary), texts `a`. The
 * first dimension is the batch where the model leaves it open; one that is fixed in all inputs is the number of rows of every call.
 *
 * @throws MeasurementError INPUT_NOT_MATCHED for an element type that cannot be fed, or an open dimension of unknown size
 */
export function makeInputs({ label, inputs, dimensions, rows }: MadeRequest): MadeInputs {
  const fed = inputs.filter(({ hasDefault }) => !hasDefault)
  const open = fed.filter(({ shape }) => isOpen(shape?.[0], dimensions))
  const fixed = fed.map(({ shape }) => shape?.[0]).find((size) => typeof size === 'number') ?? null
  const fixedRows = open.length > 0 || typeof fixed !== 'number' ? null : fixed
  const perRow = fed.reduce((sum, input) => sum + elementsOf(trailing(input, label, dimensions)), 0)
  const held = fixedRows ?? Math.max(1, Math.min(rows, Math.floor(MOST_ELEMENTS / Math.max(1, perRow))))
  const tensors = fed.map((input): HeldTensor => {
    const isByRow = isOpen(input.shape?.[0], dimensions) || (fixedRows !== null && input.shape?.[0] === fixedRows)
    const rest = trailing(input, label, dimensions)
    const dims = isByRow ? rest : [...(input.shape?.slice(0, 1) ?? []).map((size) => sizeOf(size, input, label, dimensions)), ...rest]
    const values = makeValues(input, label, elementsOf(dims) * (isByRow ? held : 1))
    return { name: input.name, ...values, dims, rows: isByRow ? held : 0 }
  })
  return { tensors, fixedRows }
}

function isOpen(size: Dimension | undefined, dimensions: Readonly<Record<string, number>>): boolean {
  return size === null || (typeof size === 'string' && !Object.hasOwn(dimensions, size))
}

function trailing(input: ValueFacts, label: string, dimensions: Readonly<Record<string, number>>): number[] {
  if (input.shape === null) throw refuse(label, input, 'states no shape', 'Export the model with the shapes of its inputs.')
  return input.shape.slice(1).map((size) => sizeOf(size, input, label, dimensions))
}

function sizeOf(size: Dimension, input: ValueFacts, label: string, dimensions: Readonly<Record<string, number>>): number {
  if (typeof size === 'number') return size
  const given = size === null ? undefined : dimensions[size]
  if (given !== undefined) return given
  if (size === null)
    throw refuse(label, input, 'leaves a dimension open and unnamed', 'Export it with a name, or benchmark on data that has its columns.')
  throw refuse(
    label,
    input,
    `leaves its dimension ${JSON.stringify(size)} open`,
    `Say how large it is: \`dimensions: { ${size}: 128 }\` under \`benchmark\`.`,
  )
}

function elementsOf(dims: readonly number[]): number {
  return dims.reduce((product, size) => product * size, 1)
}

function makeValues(input: ValueFacts, label: string, length: number): { type: HeldTensor['type']; data: TensorData } {
  const type = tensorTypeOf(input.element)
  if (type === null)
    throw refuse(label, input, `is ${input.type}, which cannot be fed`, 'Export it with tensor inputs of a plain number type or strings.')
  const data = allocateTensor(type, length)
  const draw = drawFrom(1)
  if (Array.isArray(data)) data.fill('a')
  else if (data instanceof BigInt64Array || data instanceof BigUint64Array) for (let i = 0; i < length; i++) data[i] = BigInt(draw(2))
  else if (data instanceof Float32Array || data instanceof Float64Array) for (let i = 0; i < length; i++) data[i] = draw(2001) / 1000 - 1
  else for (let i = 0; i < length; i++) data[i] = draw(2)
  if (input.element === 'float16' && data instanceof Float32Array) return { type: 'float16', data: narrowToHalves(data) }
  return { type, data }
}

function refuse(label: string, { name }: ValueFacts, what: string, remedy: string): MeasurementError {
  return new MeasurementError('INPUT_NOT_MATCHED', `${label}: no input can be made: ${JSON.stringify(name)} ${what}`, remedy)
}
