import type { InferenceSession, Tensor } from 'onnxruntime-common'
import type { OnnxruntimeModule } from '../native/load.ts'
import { floatValues } from '../onnx/float-values.ts'
import type { ModelFacts } from '../onnx/model-facts.ts'
import type { ProbePlan } from '../probe/plan-probe.ts'
import type { ProbedOutput } from '../probe/probe.ts'
import type { TensorData } from '../tabular/batch.ts'
import { tensorOf } from './onnx-arm.ts'
import { runError } from './onnx-errors.ts'

/** What the model is given: a tensor for each of its inputs, of all rows. */
export type Given = { readonly rows: number; readonly tensors: Readonly<Record<string, TensorData>>; readonly notes: readonly string[] }

export type Run = {
  readonly onnxruntime: OnnxruntimeModule
  readonly session: InferenceSession
  readonly plan: ProbePlan
  readonly given: Given
  readonly facts: ModelFacts
  readonly label: string
}

/** All tensors that it gives, in pieces where it pins the rows of a call. */
export async function runAll(run: Run): Promise<ProbedOutput[]> {
  const { session, plan, given, facts, label } = run
  const names = facts.outputs.filter(({ element }) => element !== null && element !== 'string').map(({ name }) => name)
  const piece = plan.fixedRows ?? given.rows
  const parts: Awaited<ReturnType<InferenceSession['run']>>[] = []
  for (let start = 0; start < given.rows; start += piece) {
    try {
      parts.push(await session.run(feedsFrom(run, start, piece), names))
    } catch (cause) {
      throw runError(label, `rows ${start + 1} to ${start + piece}`, cause)
    }
  }
  return names.flatMap((name) => {
    const element = facts.outputs.find((output) => output.name === name)?.element ?? ''
    const pieces = parts.map((part) => part[name])
    return outputOf(
      name,
      element,
      pieces.filter((part) => part !== undefined),
      given.rows,
    )
  })
}

function feedsFrom({ onnxruntime, plan: { fed, madeUp }, given }: Run, start: number, rows: number): Record<string, Tensor> {
  const feeds: Record<string, Tensor> = {}
  for (const input of fed) feeds[input.tensor.name] = tensorOf(onnxruntime, input, given.tensors[input.tensor.name], start, rows)
  for (const { name, type, narrowed, byRow, sizes } of madeUp) {
    const [first = 1, ...others] = sizes
    const width = (byRow ? sizes : others).reduce((product, size) => product * size, 1)
    const trailing = byRow ? sizes : others
    // tensorOf takes one entry a row; a constant has as many "rows" as its first dimension, and a scalar is one.
    const asRows = { tensor: { name, type, columns: new Array<string>(width).fill(name) }, trailing, narrowed }
    feeds[name] = byRow
      ? tensorOf(onnxruntime, asRows, given.tensors[name], start, rows)
      : constantOf(onnxruntime, tensorOf(onnxruntime, asRows, given.tensors[name], 0, first), sizes)
  }
  return feeds
}

function constantOf(onnxruntime: OnnxruntimeModule, { type, data }: Tensor, sizes: readonly number[]): Tensor {
  return new onnxruntime.Tensor(type, data, sizes)
}

/** Outputs that are no entry a row (a constant, a state) are left out: nothing can be said of rows. */
function outputOf(name: string, element: string, parts: readonly Tensor[], rows: number): ProbedOutput[] {
  const numbers = parts.map((part) => floatValues({ type: part.type, dims: part.dims, data: part.data }))
  const length = numbers.reduce((sum, part) => sum + (part?.length ?? 0), 0)
  const width = length / rows
  const isByRow = parts.every(({ dims }) => (dims[0] ?? 0) * parts.length === rows) && Number.isInteger(width) && width > 0
  if (!isByRow || numbers.includes(null)) return []
  const kept = Math.min(rows, Math.floor(MOST_VALUES / width))
  if (kept === 0) return []
  const values = new Float64Array(rows * width)
  let at = 0
  for (const part of numbers) {
    values.set(part ?? [], at)
    at += part?.length ?? 0
  }
  return [{ name, element, rows: kept, width, values: values.slice(0, kept * width) }]
}

/** Numbers of one output that are looked at. */
const MOST_VALUES = 1_000_000
