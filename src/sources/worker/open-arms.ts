import { openCall } from '../calls/open-call.ts'
import { type PreparedCall, prepareCall } from '../calls/prepare-call.ts'
import type { OnnxruntimeModule } from '../native/load.ts'
import { planOutputs } from '../onnx/plan-outputs.ts'
import { type PreparedModel, prepareModel } from '../onnx/prepare-model.ts'
import type { ArmName, PredictionsSubject, Subject } from '../scored-rows.ts'
import type { RowField } from '../tabular/row-part.ts'
import type { Table } from '../tabular/table.ts'
import type { TensorPlan } from '../tabular/tensor-plan.ts'
import type { Arm } from './arm.ts'
import type { Step, WorkerJob } from './messages.ts'
import { openOnnxArm } from './onnx-arm.ts'

export type OpenArms = {
  /** Arms that answer here; files of predictions are answered by the reader of the data. */
  readonly running: ReadonlyMap<ArmName, Arm>
  readonly tensors: Partial<Record<ArmName, readonly TensorPlan[]>>
  readonly rows: Partial<Record<ArmName, readonly RowField[]>>
  readonly predictions: Partial<Record<ArmName, PredictionsSubject>>
  readonly classes: readonly string[] | null
  /** Whether any of them is run by onnxruntime. */
  readonly usesRuntime: boolean
  readonly notes: readonly string[]
}

const ARM_ORDER: readonly ArmName[] = ['baseline', 'candidate', 'anchor']

/** Subjects in the one order in which everything happens: baseline, candidate, anchor. */
export function subjectsOf({ arms }: Pick<WorkerJob, 'arms'>): [ArmName, Subject][] {
  return ARM_ORDER.flatMap((arm): [ArmName, Subject][] => {
    const subject = arms[arm]
    return subject === undefined ? [] : [[arm, subject]]
  })
}

/** How messages call an arm. */
export function labelOf(arm: ArmName, subject: Subject): string {
  return `${arm} (${'file' in subject ? subject.file.reference : subject.reference})`
}

export async function openArms(
  job: WorkerJob,
  table: Table,
  loadRuntime: () => OnnxruntimeModule,
  announce: (step: Step) => void,
): Promise<OpenArms> {
  const prepared = await prepareArms(job, table, announce)
  const outputs = planOutputs(prepared, job.task, job.positiveLabel)
  const running = new Map<ArmName, Arm>()
  const tensors: Partial<Record<ArmName, readonly TensorPlan[]>> = {}
  const rows: Partial<Record<ArmName, readonly RowField[]>> = {}
  for (const [arm, plan] of outputs.plans) {
    const model = prepared.get(arm)
    if (model === undefined) continue
    announce({ kind: 'step', step: 'load', arm })
    if ('source' in model) {
      running.set(arm, await openOnnxArm(loadRuntime(), model, plan, { arm, threads: job.threads, batchRows: job.limits.batchRows }))
      tensors[arm] = model.inputs.plans.map(({ tensor }) => tensor)
      continue
    }
    const { timeLimitMs } = job.limits
    running.set(arm, openCall(model, plan, { arm, timeLimitMs, env: process.env, variables: job.variables ?? {} }))
    if (model.feed.kind === 'tensors') tensors[arm] = model.feed.inputs.plans.map(({ tensor }) => tensor)
    else rows[arm] = model.feed.fields
  }
  const notes = [...[...prepared.values()].flatMap(notesOf), ...outputs.notes]
  return { running, tensors, rows, predictions: predictionsOf(job), classes: outputs.classes, usesRuntime: usesRuntime(prepared), notes }
}

/** One after the other, so that what fails is put down to its arm. */
async function prepareArms(job: WorkerJob, table: Table, announce: (step: Step) => void): Promise<Map<ArmName, PreparedArm>> {
  const columns = table.columns.map(({ name, kind }) => ({ name, numeric: kind === 'integer' || kind === 'float' || kind === 'boolean' }))
  const prepared = new Map<ArmName, PreparedArm>()
  for (const [arm, subject] of subjectsOf(job)) {
    if (subject.kind === 'predictions') continue
    announce({ kind: 'step', step: 'load', arm })
    const common = { label: labelOf(arm, subject), task: job.task, data: job.data, columns }
    if (subject.kind === 'onnx') prepared.set(arm, prepareModel({ ...common, subject }))
    else prepared.set(arm, await prepareCall({ ...common, subject, variables: job.variables ?? {} }))
  }
  return prepared
}

type PreparedArm = PreparedModel | PreparedCall

function predictionsOf(job: WorkerJob): OpenArms['predictions'] {
  const predictions: Partial<Record<ArmName, PredictionsSubject>> = {}
  for (const [arm, subject] of subjectsOf(job)) if (subject.kind === 'predictions') predictions[arm] = subject
  return predictions
}

function usesRuntime(prepared: ReadonlyMap<ArmName, PreparedArm>): boolean {
  return [...prepared.values()].some((model) => 'source' in model)
}

function notesOf(model: PreparedArm): string[] {
  if (!('source' in model)) return model.feed.kind === 'tensors' ? [...model.feed.inputs.notes] : []
  const { label, notes, inputs } = model
  const { fixedRows } = inputs
  if (fixedRows === null) return [...notes]
  const how = fixedRows === 1 ? 'row by row' : `in pieces of ${fixedRows} rows`
  return [...notes, `${label}: its batch dimension is fixed at ${fixedRows}, so it was run ${how}.`]
}
