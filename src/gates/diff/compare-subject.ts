import type { TableSchema } from '../../sources/tabular/schema/table-schema.ts'
import type { DataFiles } from '../evaluate/model-files.ts'
import type { DeclaredRuntime } from './contract/check-runtime.ts'
import type { DiffRequest } from './diff-model.ts'
import { diffSubject } from './diff-subject.ts'
import type { DiffPart } from './finding.ts'
import { limitsOf } from './policy.ts'
import type { Served } from './serving/check-versions.ts'
import { isOnnxruntime } from './serving/inference-packages.ts'

/** Only an ONNX file states a contract; predictions are data, and their columns are looked at as such. */
export async function compareSubject(
  { model, diff, files, readers, probe }: DiffRequest,
  current: DataFiles,
  served: readonly Served[],
): Promise<DiffPart | null> {
  const declared = model.serving?.onnxruntime ?? null
  if (model.subject.kind !== 'onnx') return null
  const { label, id, group, weight, query } = model.data
  const read = (largest: readonly string[]) => readers.readSchema({ ...current, limits: limitsOf(diff), sketch: [], largest })
  const before = files.baselineSubject.kind === 'onnx' ? files.baselineSubject.inputs : null
  return diffSubject({
    candidate: { file: files.candidate, inputs: model.subject.inputs },
    baseline: files.baseline === null ? null : { file: files.baseline, inputs: before },
    servingRuntimes: servingRuntimes(declared, served),
    served,
    consumers: diff.consumers,
    data: {
      files: current.files,
      format: current.format,
      reserved: [label, id, group, weight, query].filter((name) => name !== null),
      schema: await read([]),
      largestOf: async (columns) => largestOf(await read(columns)),
    },
    limits: limitsOf(diff),
    probe,
  })
}

function largestOf({ columns }: TableSchema): ReadonlyMap<string, number> {
  return new Map(columns.flatMap(({ name, largest = null }) => (largest === null ? [] : [[name, largest]])))
}

/** What the policy declares, and what the lock files install: both must be able to load the model. */
function servingRuntimes(declared: string | null, served: readonly Served[]): readonly DeclaredRuntime[] {
  const installed = served.filter(({ name }) => isOnnxruntime(name))
  return [
    ...(declared === null ? [] : [{ version: declared, source: 'serving.onnxruntime' }]),
    ...installed.flatMap(({ versions, path }) => versions.map((version) => ({ version, source: path }))),
  ]
}
