import { dirname } from 'node:path'
import type { InferenceSession, Tensor } from 'onnxruntime-common'
import { MeasurementError } from '../../errors.ts'
import type { Answers } from '../../metrics/sample.ts'
import type { OnnxruntimeModule } from '../native/load.ts'
import { ActivatedTwice } from '../onnx/activated-twice.ts'
import { floatValues, narrowToHalves } from '../onnx/float-values.ts'
import type { InputPlan } from '../onnx/input-plan.ts'
import type { PreparedModel } from '../onnx/prepare-model.ts'
import { type OutputPlan, readAnswers } from '../onnx/read-answers.ts'
import { sessionOptions } from '../onnx/session-options.ts'
import type { ArmName } from '../scored-rows.ts'
import type { Batch, TensorData } from '../tabular/batch.ts'
import type { Arm } from './arm.ts'
import { loadError, runError } from './onnx-errors.ts'

export type OnnxArmOptions = { readonly arm: ArmName; readonly threads: number; readonly batchRows: number }

/** @throws MeasurementError MODEL_NOT_LOADED, MODEL_OUT_OF_MEMORY, INPUT_NOT_MATCHED (a batch dimension that does not divide) */
export async function openOnnxArm(
  onnxruntime: OnnxruntimeModule,
  model: PreparedModel,
  plan: OutputPlan,
  options: OnnxArmOptions,
): Promise<Arm> {
  const { fixedRows } = model.inputs
  if (fixedRows !== null && options.batchRows % fixedRows !== 0)
    throw notDividing(model.label, fixedRows, `the evaluation batch of ${options.batchRows}`)
  const session = await createSession(onnxruntime, model, options.threads)
  const watch = plan.activation === null ? null : new ActivatedTwice(plan)
  return {
    async answer(batch) {
      if (fixedRows === null) return run(batch, 0, batch.rows)
      if (batch.rowsTotal % fixedRows !== 0) throw notDividing(model.label, fixedRows, `the data's ${batch.rowsTotal}`)
      return runInPieces(batch.rows, fixedRows, (start) => run(batch, start, fixedRows))
    },
    conclude: () => watch?.refuse(),
    close: () => session.release(),
  }

  async function run(batch: Batch, start: number, rows: number): Promise<Answers> {
    const feeds: Record<string, Tensor> = {}
    for (const input of model.inputs.plans) {
      feeds[input.tensor.name] = tensorOf(onnxruntime, input, batch.tensors[options.arm]?.[input.tensor.name], start, rows)
    }
    const first = batch.firstRow + start
    try {
      const results = await session.run(feeds, [plan.output])
      const output = results[plan.output]
      if (output === undefined) throw new Error(`no output ${plan.output}`)
      watch?.look(floatValues(output) ?? [], rows)
      return readAnswers(plan, output, rows, first)
    } catch (cause) {
      throw runError(model.label, `rows ${first + 1} to ${first + rows}`, cause)
    }
  }
}

/** @throws MeasurementError MODEL_NOT_LOADED, MODEL_OUT_OF_MEMORY */
export async function createSession(
  onnxruntime: OnnxruntimeModule,
  { label, subject, source }: Pick<PreparedModel, 'label' | 'subject' | 'source'>,
  threads: number,
): Promise<InferenceSession> {
  try {
    if ('path' in source) return await onnxruntime.InferenceSession.create(source.path, sessionOptions({ threads, weightsFolder: null }))
    const weightsFolder = dirname(subject.file.path)
    return await onnxruntime.InferenceSession.create(source.bytes, sessionOptions({ threads, weightsFolder }))
  } catch (cause) {
    throw loadError(label, cause)
  }
}

/** `rows` entries of an input from the one at `start`. */
export function tensorOf(
  onnxruntime: OnnxruntimeModule,
  { tensor, trailing, narrowed }: InputPlan,
  data: TensorData | undefined,
  start: number,
  rows: number,
): Tensor {
  if (data === undefined) throw new Error(`the reader packed no tensor ${tensor.name}`)
  const width = tensor.columns.length
  const part = data.length === rows * width ? data : cut(data, start * width, (start + rows) * width)
  const dims = [rows, ...trailing]
  if (narrowed && part instanceof Float32Array) return new onnxruntime.Tensor('float16', narrowToHalves(part), dims)
  return new onnxruntime.Tensor(tensor.type, part, dims)
}

function cut(data: TensorData, from: number, to: number): TensorData {
  return Array.isArray(data) ? data.slice(from, to) : data.subarray(from, to)
}

async function runInPieces(rows: number, piece: number, run: (start: number) => Promise<Answers>): Promise<Answers> {
  const parts: Answers[] = []
  for (let start = 0; start < rows; start += piece) parts.push(await run(start))
  const width = parts[0]?.width ?? 1
  const values = parts[0]?.values instanceof Float64Array ? new Float64Array(rows * width) : new Float32Array(rows * width)
  for (const [index, part] of parts.entries()) values.set(part.values, index * piece * width)
  return { width, values }
}

function notDividing(label: string, fixedRows: number, what: string): MeasurementError {
  return new MeasurementError(
    'INPUT_NOT_MATCHED',
    `${label} takes exactly ${fixedRows} rows a call, which does not divide ${what} rows`,
    'Export the model with a dynamic batch dimension (dynamic_axes, or a first dimension of None).',
  )
}
