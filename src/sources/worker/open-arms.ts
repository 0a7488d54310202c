import type { OnnxruntimeModule } from '../native/load.ts'
import { planOutputs } from '../onnx/plan-outputs.ts'
import { type PreparedModel, prepareModel } from '../onnx/prepare-model.ts'
import type { ArmName, PredictionsSubject, Subject } from '../scored-rows.ts'
import type { Table } from '../tabular/table.ts'
import type { TensorPlan } from '../tabular/tensor-plan.ts'
import type { Arm } from './arm.ts'
import type { Step, WorkerJob } from './messages.ts'
import { openOnnxArm } from './onnx-arm.ts'

export type OpenArms = {
  /** Arms that answer here; files of predictions are answered by the reader of the data. */
  readonly running: ReadonlyMap<ArmName, Arm>
  readonly tensors: Partial<Record<ArmName, readonly TensorPlan[]>>
  readonly predictions: Partial<Record<ArmName, PredictionsSubject>>
  readonly classes: readonly string[] | null
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
  return `${arm} (${subject.file.reference})`
}

export async function openArms(
  job: WorkerJob,
  table: Table,
  loadRuntime: () => OnnxruntimeModule,
  announce: (step: Step) => void,
): Promise<OpenArms> {
  const columns = table.columns.map(({ name, kind }) => ({ name, numeric: kind === 'integer' || kind === 'float' || kind === 'boolean' }))
  const models = new Map<ArmName, PreparedModel>()
  const predictions: Partial<Record<ArmName, PredictionsSubject>> = {}
  for (const [arm, subject] of subjectsOf(job)) {
    if (subject.kind === 'predictions') {
      predictions[arm] = subject
      continue
    }
    announce({ kind: 'step', step: 'load', arm })
    models.set(arm, prepareModel({ label: labelOf(arm, subject), subject, task: job.task, data: job.data, columns }))
  }
  const outputs = planOutputs(models, job.task, job.positiveLabel)
  const running = new Map<ArmName, Arm>()
  const tensors: Partial<Record<ArmName, readonly TensorPlan[]>> = {}
  for (const [arm, plan] of outputs.plans) {
    const model = models.get(arm)
    if (model === undefined) continue
    announce({ kind: 'step', step: 'load', arm })
    running.set(arm, await openOnnxArm(loadRuntime(), model, plan, { arm, threads: job.threads, batchRows: job.limits.batchRows }))
    tensors[arm] = model.inputs.plans.map(({ tensor }) => tensor)
  }
  return { running, tensors, predictions, classes: outputs.classes, notes: [...[...models.values()].flatMap(notesOf), ...outputs.notes] }
}

function notesOf({ label, notes, inputs: { fixedRows } }: PreparedModel): string[] {
  if (fixedRows === null) return [...notes]
  const how = fixedRows === 1 ? 'row by row' : `in pieces of ${fixedRows} rows`
  return [...notes, `${label}: its batch dimension is fixed at ${fixedRows}, so it was run ${how}.`]
}
