import { join } from 'node:path'
import { MeasurementError } from '../../errors.ts'
import { classOrder } from '../../sources/onnx/class-order.ts'
import { type ModelFacts, modelFacts, type ValueFacts } from '../../sources/onnx/model-facts.ts'
import { readModelFile } from '../../sources/onnx/model-file.ts'
import { releaseBytes } from '../../sources/onnx/release-bytes.ts'
import { cutZipMaps } from '../../sources/onnx/zip-map.ts'
import type { RepositoryFile } from './repository-files.ts'

/** An ONNX file that can be read; nothing of it has run. */
export type FoundModel = {
  readonly path: string
  readonly bytes: number
  /** As whatever loads it would see it: a ZipMap at the end is cut. */
  readonly facts: ModelFacts
  /** What its output columns stand for, where the file says so. */
  readonly classes: readonly string[] | null
  /** Equal for versions of one model: names, types and sizes of inputs and outputs. */
  readonly signature: string
}
export type UnreadModel = { readonly path: string; readonly bytes: number; readonly problem: MeasurementError }

/** Formats that people keep models in and that Sluice does not load, with how to get from there. */
export const OTHER_MODEL_FORMATS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\.(pkl|pickle|joblib)$/i, 'Python pickles'],
  [/\.(pt|pth|ckpt|safetensors)$/i, 'PyTorch checkpoints'],
  [/\.(h5|hdf5|keras)$/i, 'Keras models'],
  [/\.tflite$/i, 'TensorFlow Lite models'],
  [/(^|\/)saved_model\.pb$/i, 'TensorFlow SavedModels'],
  [/\.(cbm|ubj|bst|xgb|lgb)$/i, 'boosted trees in a library’s own format'],
]

export function isModelName(path: string): boolean {
  return /\.onnx$/i.test(path)
}

export function readModels(folder: string, files: readonly RepositoryFile[]): { models: FoundModel[]; unread: UnreadModel[] } {
  const models: FoundModel[] = []
  const unread: UnreadModel[] = []
  for (const file of files) {
    try {
      models.push(readModel(folder, file))
    } catch (problem) {
      if (!(problem instanceof MeasurementError)) throw problem
      unread.push({ ...file, problem })
    }
  }
  return { models, unread }
}

function readModel(folder: string, { path, bytes }: RepositoryFile): FoundModel {
  const original = readModelFile(join(folder, path), path)
  const cut = cutZipMaps(original)
  const file = cut?.file ?? original
  const facts = modelFacts(file)
  const classes = classOrder(file.model, cut?.classes ?? null)?.classes ?? null
  releaseBytes(original.bytes)
  return { path, bytes, facts, classes, signature: signatureOf(facts) }
}

function signatureOf({ inputs, outputs }: ModelFacts): string {
  const values = (list: readonly ValueFacts[]) => list.map(({ name, type, shape }) => [name, type, shape?.slice(1) ?? null])
  return JSON.stringify([values(inputs.filter(({ hasDefault }) => !hasDefault)), values(outputs)])
}
