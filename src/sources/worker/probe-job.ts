import type { InferenceSession, Tensor } from 'onnxruntime-common'
import { loadDuckdb, loadOnnxruntime, type OnnxruntimeModule, packageVersion } from '../native/load.ts'
import { checkExternalData } from '../onnx/external-data.ts'
import { floatValues } from '../onnx/float-values.ts'
import { type ModelFacts, modelFacts } from '../onnx/model-facts.ts'
import { readModelFile } from '../onnx/model-file.ts'
import { cutZipMaps } from '../onnx/zip-map.ts'
import { makeUpValues } from '../probe/made-up-values.ts'
import { type ProbePlan, planProbe } from '../probe/plan-probe.ts'
import type { ProbedOutput } from '../probe/probe.ts'
import { readProbeRows } from '../probe/read-probe-rows.ts'
import type { TensorData } from '../tabular/batch.ts'
import { openTabular } from '../tabular/open-tabular.ts'
import type { Table } from '../tabular/table.ts'
import type { ProbeWorkerJob } from './messages.ts'
import { createSession, tensorOf } from './onnx-arm.ts'
import { runError } from './onnx-errors.ts'
import { labelOf } from './open-arms.ts'
import { DATABASE_SHARE, type Send } from './run-job.ts'

/** Enough to tell probabilities from logits and to see an order; a look, not a measurement. */
const PROBE_ROWS = 1_000
/** Of made-up inputs, which may be images or sentences. */
const MADE_UP_ROWS = 64
/** Numbers of one output that are looked at. */
const MOST_VALUES = 1_000_000

/** Loads one model, runs it on a few rows and sends all numbers of its outputs. */
export async function probeJob(job: ProbeWorkerJob, send: Send): Promise<void> {
  const { arm, file, data } = job
  const subject = { kind: 'onnx', file } as const
  const label = labelOf(arm, subject)
  send({ kind: 'step', step: 'open' })
  const options = { threads: job.threads, memoryLimitBytes: job.limits.memoryLimitBytes * DATABASE_SHARE }
  const table = data === null ? null : await openTabular(loadDuckdb(job.runtimeFolder), data, options)
  send({ kind: 'step', step: 'load', arm })
  const original = readModelFile(file.path, label)
  checkExternalData(original)
  const cut = cutZipMaps(original)
  const facts = modelFacts(cut?.file ?? original)
  const plan = planFor(job, table, label, facts)
  const onnxruntime = loadOnnxruntime(job.runtimeFolder)
  const source = cut === null ? { path: file.path } : { bytes: cut.file.bytes }
  const session = await createSession(onnxruntime, { label, subject, source }, job.threads)
  const given = await tensorsFor(plan, facts, table)
  send({ kind: 'step', step: 'run', arm, batch: 1, firstRow: 0, rows: given.rows })
  const outputs = await runAll({ onnxruntime, session, plan, given, facts, label })
  const header = outputs.map(({ values: _, ...output }) => output)
  const version = packageVersion(job.runtimeFolder, 'onnxruntime-node') ?? 'unknown'
  send(
    {
      kind: 'probed',
      rows: given.rows,
      madeUp: plan.madeUp.map(({ name }) => name),
      outputs: header,
      onnxruntime: version,
      notes: given.notes,
    },
    outputs.map(({ values }) => values),
  )
}

function planFor({ inputs, data }: ProbeWorkerJob, table: Table | null, model: string, facts: ModelFacts): ProbePlan {
  if (table === null) return planProbe({ model, facts, columns: null })
  const columns = table.columns.map(({ name, kind }) => ({ name, numeric: kind === 'integer' || kind === 'float' || kind === 'boolean' }))
  return planProbe({ model, facts, columns, reserved: data?.reserved ?? [], ...(inputs === null ? {} : { mapping: inputs }) })
}

type Given = { readonly rows: number; readonly tensors: Readonly<Record<string, TensorData>>; readonly notes: readonly string[] }

async function tensorsFor({ fed, madeUp, fixedRows }: ProbePlan, { inputs }: ModelFacts, table: Table | null): Promise<Given> {
  const read = table === null || fed.length === 0 ? null : await readProbeRows(table, fed, PROBE_ROWS, fixedRows)
  const pieces = Math.max(1, Math.floor(MADE_UP_ROWS / (fixedRows ?? 1)))
  const rows = read === null || read.rows === 0 ? pieces * (fixedRows ?? 1) : read.rows
  const placeOf = (wanted: string) => inputs.findIndex(({ name }) => name === wanted)
  const made = madeUp.map((input): [string, TensorData] => [input.name, makeUpValues(input, rows, placeOf(input.name))])
  return { rows, tensors: { ...read?.tensors, ...Object.fromEntries(made) }, notes: read?.notes ?? [] }
}

type Run = {
  readonly onnxruntime: OnnxruntimeModule
  readonly session: InferenceSession
  readonly plan: ProbePlan
  readonly given: Given
  readonly facts: ModelFacts
  readonly label: string
}

/** All tensors that it gives, in pieces where it pins the rows of a call. */
async function runAll(run: Run): Promise<ProbedOutput[]> {
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
