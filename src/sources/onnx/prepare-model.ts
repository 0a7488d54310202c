import type { Task } from '../../metrics/sample.ts'
import type { DataSpec, OnnxSubject } from '../scored-rows.ts'
import { type ClassOrder, classOrder } from './class-order.ts'
import { checkExternalData } from './external-data.ts'
import { findOutput } from './find-output.ts'
import { type MatchedInputs, matchInputs } from './match-inputs.ts'
import { modelFacts, type ValueFacts } from './model-facts.ts'
import { readModelFile } from './model-file.ts'
import { releaseBytes } from './release-bytes.ts'
import { cutZipMaps } from './zip-map.ts'

/** All that is decided about a model before a runtime sees it. */
export type PreparedModel = {
  /** As in `candidate (models/income.onnx)`. */
  readonly label: string
  readonly subject: OnnxSubject
  /** Where to load it from: the file itself, or its bytes when a ZipMap was cut. */
  readonly source: { readonly path: string } | { readonly bytes: Uint8Array }
  readonly inputs: MatchedInputs
  readonly output: ValueFacts
  readonly classOrder: ClassOrder | null
  readonly notes: readonly string[]
}
export type PrepareRequest = {
  readonly label: string
  readonly subject: OnnxSubject
  readonly task: Task
  readonly data: DataSpec
  readonly columns: readonly { readonly name: string; readonly numeric: boolean }[]
}

/** @throws MeasurementError LFS_POINTER, MODEL_NOT_LOADED, MODEL_READS_OUTSIDE, INPUT_NOT_MATCHED, OUTPUT_NOT_FOUND */
export function prepareModel({ label, subject, task, data, columns }: PrepareRequest): PreparedModel {
  const original = readModelFile(subject.file.path, label)
  checkExternalData(original)
  const cut = cutZipMaps(original)
  const file = cut?.file ?? original
  const facts = modelFacts(file)
  const inputs = matchInputs({
    model: label,
    facts,
    columns,
    reserved: [data.label, data.id, data.group, data.weight, data.query].filter((name) => name !== undefined),
    ...(subject.inputs === undefined ? {} : { mapping: subject.inputs }),
  })
  const output = findOutput({ model: label, facts, task, ...(subject.output === undefined ? {} : { named: subject.output }) })
  const order = classOrder(file.model, cut?.classes ?? null)
  // From here on nothing looks into the file: what is loaded is the path, or the bytes that were written anew.
  releaseBytes(original.bytes)
  return {
    label,
    subject,
    source: cut === null ? { path: original.path } : { bytes: cut.file.bytes },
    inputs,
    output,
    classOrder: order,
    notes: [...(cut === null ? [] : [cut.note]), ...inputs.notes],
  }
}
