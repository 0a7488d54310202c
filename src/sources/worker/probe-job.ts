import { loadDuckdb, loadOnnxruntime, packageVersion } from '../native/load.ts'
import { checkExternalData } from '../onnx/external-data.ts'
import { type ModelFacts, modelFacts } from '../onnx/model-facts.ts'
import { readModelFile } from '../onnx/model-file.ts'
import { cutZipMaps } from '../onnx/zip-map.ts'
import { makeUpValues } from '../probe/made-up-values.ts'
import { type MadeUpInput, type ProbePlan, planProbe } from '../probe/plan-probe.ts'
import { readProbeRows } from '../probe/read-probe-rows.ts'
import type { TensorData } from '../tabular/batch.ts'
import { openTabular } from '../tabular/open-tabular.ts'
import type { Table } from '../tabular/table.ts'
import type { ProbeWorkerJob } from './messages.ts'
import { createSession } from './onnx-arm.ts'
import { labelOf } from './open-arms.ts'
import { DATABASE_SHARE, type Send } from './run-job.ts'
import { type Given, runAll } from './run-probe.ts'

/** Enough to tell probabilities from logits and to see an order; a look, not a measurement. */
const PROBE_ROWS = 1_000
/** Of made-up inputs, which may be images or sentences. */
const MADE_UP_ROWS = 64

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
  const given = await tensorsFor(label, plan, facts, table)
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

async function tensorsFor(
  model: string,
  { fed, madeUp, fixedRows }: ProbePlan,
  { inputs }: ModelFacts,
  table: Table | null,
): Promise<Given> {
  const read = table === null || fed.length === 0 ? null : await readProbeRows(table, fed, PROBE_ROWS, fixedRows)
  const rows = read?.rows ?? madeUpRows(madeUp, fixedRows)
  const placeOf = (wanted: string) => inputs.findIndex(({ name }) => name === wanted)
  const made = madeUp.map((input): [string, TensorData] => [input.name, makeUpValues(model, input, rows, placeOf(input.name))])
  return { rows, tensors: { ...read?.tensors, ...Object.fromEntries(made) }, notes: read?.notes ?? [] }
}

/** Fewer of images and long sentences; a multiple of what the model takes at once. */
function madeUpRows(inputs: readonly MadeUpInput[], fixedRows: number | null): number {
  const widest = Math.max(1, ...inputs.map(({ sizes }) => sizes.reduce((product, size) => product * size, 1)))
  const most = Math.min(MADE_UP_ROWS, Math.max(1, Math.floor(MOST_MADE_UP / widest)))
  return fixedRows === null ? most : Math.max(1, Math.floor(most / fixedRows)) * fixedRows
}

/** Values of one input: 64 MB of floats. */
const MOST_MADE_UP = 2 ** 24
