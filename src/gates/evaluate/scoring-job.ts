import type { ArmName, FoundModel, ScoringJob, SliceSpec, Subject, SubjectReading } from '../../sources/scored-rows.ts'
import type { DeclaredReading, DeclaredSubject, EvaluatedModel } from './evaluated-model.ts'
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

/** What the worker is told of one model. */
export function subjectOf(subject: DeclaredSubject, file: FoundModel): Subject {
  switch (subject.kind) {
    case 'onnx':
      return { kind: 'onnx', file, ...readingOf(subject) }
    case 'predictions':
      return { kind: 'predictions', file, ...(subject.columns === null ? {} : { columns: subject.columns }) }
    case 'command': {
      const { process, environment } = subject.call
      const { text, folder } = requireCall(file)
      return { kind: 'command', reference: file.reference, command: text, folder, process, environment, ...readingOf(subject) }
    }
    case 'endpoint': {
      const { protocol, headers, request, answers, rowsPerRequest, timeout, retries } = subject.call
      const url = requireCall(file).text
      const spoken = protocol ?? (/\/v2\/models\/[^/]/.test(url) ? 'open-inference' : 'json')
      const how = { protocol: spoken, headers, request, answers, rowsPerRequest, timeoutMs: timeout, retries } as const
      return { kind: 'endpoint', reference: file.reference, url, ...how, ...readingOf(subject) }
    }
  }
}

function requireCall({ call, reference }: FoundModel): NonNullable<FoundModel['call']> {
  if (call === undefined) throw new Error(`${reference} was found as a file`)
  return call
}

function readingOf({ inputs, output, activation }: DeclaredReading): SubjectReading {
  return {
    ...(inputs === null ? {} : { inputs }),
    ...(output === null ? {} : { output }),
    ...(activation === null ? {} : { activation }),
  }
}
