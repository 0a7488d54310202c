import { MeasurementError } from '../../../errors.ts'
import { classOrder } from '../../../sources/onnx/class-order.ts'
import { type ModelFacts, modelFacts } from '../../../sources/onnx/model-facts.ts'
import { readModelFile } from '../../../sources/onnx/model-file.ts'

/** What callers of a model file rely on, read from the file: nothing is loaded or run. */
export type Contract = ModelFacts & {
  /** Which class each column of the scores stands for; null where the file does not say. */
  readonly classes: readonly string[] | null
  /** Domains whose operators the file itself defines as functions. */
  readonly functionDomains: readonly string[]
}

/** @param name how messages call the file @throws MeasurementError LFS_POINTER, MODEL_NOT_LOADED */
export function readContract(path: string, name: string): Contract {
  const file = readModelFile(path, name)
  try {
    return {
      ...modelFacts(file),
      classes: classOrder(file.model, null)?.classes ?? null,
      functionDomains: [...new Set(file.model.functions.map(({ domain }) => domain))],
    }
  } catch (cause) {
    // The outer message was whole; what lies inside of it (an attribute of a node) is parsed only now.
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new MeasurementError('MODEL_NOT_LOADED', `${name} cannot be read as an ONNX model: ${why}`, 'Export the model again.', { cause })
  }
}
