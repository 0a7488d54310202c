import type { Answers } from '../../metrics/sample.ts'
import { loadDuckdb, loadOnnxruntime, packageVersion } from '../native/load.ts'
import type { ArmName, Subject } from '../scored-rows.ts'
import type { Batch } from '../tabular/batch.ts'
import { openTabular } from '../tabular/open-tabular.ts'
import { scanTabular } from '../tabular/scan-tabular.ts'
import type { Table } from '../tabular/table.ts'
import { cpuFacts } from './cpu.ts'
import type { ArrayHeader, ArrayType, Finished, ResultMessage, Step, WorkerJob } from './messages.ts'
import { NotFiniteRows } from './not-finite.ts'
import { labelOf, type OpenArms, openArms, subjectsOf } from './open-arms.ts'

/** The parent's ear: headers, and a batch's arrays in the order of its header. */
export type Send = (header: Step | ResultMessage, arrays?: readonly ArrayBufferView[]) => void

/** DuckDB's buffers get this share of the worker's limit; models and batches the rest. */
export const DATABASE_SHARE = 0.4

/** Reads the data once, batch by batch; every arm answers the same batch before the next is read. Nothing is kept here. */
export async function runJob(job: WorkerJob, send: Send): Promise<void> {
  send({ kind: 'step', step: 'open' })
  const subjects = subjectsOf(job)
  const options = { threads: job.threads, memoryLimitBytes: job.limits.memoryLimitBytes * DATABASE_SHARE }
  const alsoReads = subjects.flatMap(([, subject]) => (subject.kind === 'predictions' ? [subject.file] : []))
  const table = await openTabular(loadDuckdb(job.runtimeFolder), job.data, { ...options, alsoReads })
  const arms = await openArms(job, table, () => loadOnnxruntime(job.runtimeFolder), send)
  const { summary, notFinite } = await scan(job, table, arms, send)
  for (const [arm] of subjects) notFinite.get(arm)?.refuse(summary.rows)
  for (const arm of arms.running.values()) await arm.conclude()
  const seen = [...arms.running.values()].flatMap((arm) => arm.notes?.() ?? [])
  send({ kind: 'finished', ...summary, notes: [...arms.notes, ...seen, ...summary.notes], environment: environment(job, arms) })
}

async function scan(job: WorkerJob, table: Table, arms: OpenArms, send: Send) {
  const notFinite = new Map(subjectsOf(job).map(([arm, subject]) => [arm, new NotFiniteRows(labelOf(arm, subject))]))
  const batches = scanTabular(table, {
    data: job.data,
    task: job.task,
    ...(job.positiveLabel === undefined ? {} : { positiveLabel: job.positiveLabel }),
    ...(arms.classes === null || job.task === 'binary-classification' ? {} : { classes: arms.classes }),
    tensors: arms.tensors,
    rows: arms.rows,
    predictions: arms.predictions,
    batchRows: job.limits.batchRows,
  })
  send({ kind: 'step', step: 'read', batch: 1 })
  let ahead = batches.next()
  for (let number = 1; ; number++) {
    const next = await ahead
    if (next.done) return { summary: next.value, notFinite }
    // The next batch is read on other threads while the models have this one; its failure is thrown when its turn comes.
    ahead = batches.next()
    ahead.catch(() => {})
    const answers = await answerAll(next.value, number, subjectsOf(job), arms, send)
    for (const [arm, answer] of answers) notFinite.get(arm)?.add(answer, next.value.firstRow)
    sendBatch(next.value, number, answers, send)
  }
}

async function answerAll(
  batch: Batch,
  number: number,
  subjects: readonly [ArmName, Subject][],
  { running }: OpenArms,
  send: Send,
): Promise<Map<ArmName, Answers>> {
  const answers = new Map<ArmName, Answers>()
  for (const [arm] of subjects) {
    const model = running.get(arm)
    if (model !== undefined) send({ kind: 'step', step: 'run', arm, batch: number, firstRow: batch.firstRow, rows: batch.rows })
    const answer = model === undefined ? batch.answers[arm] : await model.answer(batch)
    if (answer !== undefined) answers.set(arm, answer)
  }
  return answers
}

/** Says as well that the next batch is being read: one message less each. */
function sendBatch(batch: Batch, number: number, answers: ReadonlyMap<ArmName, Answers>, send: Send): void {
  const headers: ArrayHeader[] = []
  const arrays: ArrayBufferView[] = []
  const add = (name: string, array: ArrayBufferView | null, width = 1) => {
    if (array === null) return
    headers.push({ name, type: typeOf(array), width })
    arrays.push(array)
  }
  add('label', batch.label)
  add('weight', batch.weight)
  add('cluster', batch.cluster)
  add('query', batch.query)
  for (const [index, codes] of batch.slices.entries()) add(`slice.${index}`, codes)
  for (const [arm, { values, width }] of answers) add(`arm.${arm}`, values, width)
  send({ kind: 'batch', batch: number, rows: batch.rows, rowsTotal: batch.rowsTotal, arrays: headers }, arrays)
}

function typeOf(array: ArrayBufferView): ArrayType {
  if (array instanceof Float32Array) return 'Float32Array'
  if (array instanceof Float64Array) return 'Float64Array'
  if (array instanceof Int32Array) return 'Int32Array'
  if (array instanceof Uint8Array) return 'Uint8Array'
  if (array instanceof Uint16Array) return 'Uint16Array'
  return 'Uint32Array'
}

function environment({ runtimeFolder }: WorkerJob, { usesRuntime }: OpenArms): Finished['environment'] {
  const { cpu, features } = cpuFacts()
  return {
    onnxruntime: !usesRuntime ? null : packageVersion(runtimeFolder, 'onnxruntime-node'),
    duckdb: packageVersion(runtimeFolder, '@duckdb/node-api') ?? 'unknown',
    cpu,
    features,
  }
}
