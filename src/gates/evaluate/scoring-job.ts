import type { ArmName, ResolvedFile, ScoringJob, SliceSpec, Subject } from '../../sources/scored-rows.ts'
import type { DeclaredSubject, EvaluatedModel } from './evaluated-model.ts'
import type { DataFiles, ModelFiles } from './model-files.ts'
import type { EvaluatePolicy } from './policy.ts'

/** What the worker is asked for: all arms on the same rows of one version of the data. */
export function scoringJob(
  model: EvaluatedModel,
  evaluate: Pick<EvaluatePolicy, 'slices' | 'limits'>,
  files: Omit<ModelFiles, 'data'>,
  data: DataFiles,
): ScoringJob {
  const { label, id, group, weight, query } = model.data
  const optional = { id, group, weight, query }
  const named = Object.fromEntries(Object.entries(optional).filter((entry): entry is [string, string] => entry[1] !== null))
  return {
    task: model.task,
    data: { files: data.files, format: data.format, label, ...named, slices: evaluate.slices satisfies readonly SliceSpec[] },
    ...(model.positiveLabel === null ? {} : { positiveLabel: model.positiveLabel }),
    arms: armsOf(model, files),
    limits: evaluate.limits,
  }
}

function armsOf(
  { subject }: EvaluatedModel,
  { candidate, baseline, baselineSubject, anchor }: Omit<ModelFiles, 'data'>,
): Partial<Record<ArmName, Subject>> {
  return {
    ...(baseline === null ? {} : { baseline: subjectOf(baselineSubject, baseline) }),
    candidate: subjectOf(subject, candidate),
    ...(anchor === null ? {} : { anchor: subjectOf(subject, anchor) }),
  }
}

function subjectOf(subject: DeclaredSubject, file: ResolvedFile): Subject {
  switch (subject.kind) {
    case 'onnx': {
      const { inputs, output, activation } = subject
      return {
        kind: 'onnx',
        file,
        ...(inputs === null ? {} : { inputs }),
        ...(output === null ? {} : { output }),
        ...(activation === null ? {} : { activation }),
      }
    }
    case 'predictions':
      return { kind: 'predictions', file, ...(subject.columns === null ? {} : { columns: subject.columns }) }
    case 'command':
    case 'endpoint':
      throw new Error(`a ${subject.kind} was given as a file`)
  }
}
