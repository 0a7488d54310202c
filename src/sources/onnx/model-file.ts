import { readFileSync, statSync } from 'node:fs'
import { fromBinary } from '@bufbuild/protobuf'
import { MeasurementError } from '../../errors.ts'
import { type ModelProto, ModelSchema } from './onnx-proto.ts'

/** Protobuf's own limit for one message, which onnxruntime shares; larger weights live in side files. */
const MAX_MODEL_BYTES = 2 ** 31 - 1

/** First bytes of what people upload by mistake: [text, offset, what it is]. */
const OTHER_FORMATS: readonly (readonly [string, number, string])[] = [
  ['PK\u0003\u0004', 0, 'a zip archive (PyTorch checkpoints, Keras files and .npz are zips)'],
  ['\u0080\u0003', 0, 'a Python pickle'],
  ['\u0080\u0004', 0, 'a Python pickle'],
  ['\u0080\u0005', 0, 'a Python pickle'],
  ['\u0089HDF', 0, 'an HDF5 file (Keras)'],
  ['TFL3', 4, 'a TensorFlow Lite model'],
  ['ORTM', 4, 'a model in ORT format'],
  ['<!DOCTYPE', 0, 'an HTML page'],
  ['<html', 0, 'an HTML page'],
  ['{"', 0, 'JSON'],
]
const LFS_POINTER = 'version https://git-lfs.github.com/spec/v1'

/** A model as it lies on disk: the whole file (weights are views into it) and its parsed structure. */
export type ModelFile = { readonly name: string; readonly path: string; readonly bytes: Uint8Array; readonly model: ModelProto }

/**
 * Reads an ONNX file without running anything.
 *
 * @param name how messages call the file (the reference in the policy)
 * @throws MeasurementError LFS_POINTER, MODEL_NOT_LOADED
 */
export function readModelFile(path: string, name: string): ModelFile {
  const bytes = readBytes(path, name)
  return { name, path, bytes, model: parseModel(bytes, name) }
}

export function parseModel(bytes: Uint8Array, name: string): ModelProto {
  refuseOtherFormats(bytes, name)
  let model: ModelProto
  try {
    model = fromBinary(ModelSchema, bytes)
  } catch (cause) {
    throw damaged(name, `its ${bytes.length} bytes are not one whole ONNX model`, { cause })
  }
  if (model.graph === undefined) throw damaged(name, 'the file holds no graph')
  return model
}

function readBytes(path: string, name: string): Uint8Array {
  try {
    const { size } = statSync(path)
    if (size > MAX_MODEL_BYTES) {
      throw new MeasurementError(
        'MODEL_NOT_LOADED',
        `${name} has ${size} bytes; one ONNX file holds at most ${MAX_MODEL_BYTES}`,
        'Save its weights as external data (onnx.save_model with save_as_external_data=True).',
      )
    }
    return readFileSync(path)
  } catch (cause) {
    if (cause instanceof MeasurementError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new MeasurementError('MODEL_NOT_LOADED', `${name} cannot be read: ${why}`, 'Check the path in the policy.', { cause })
  }
}

function refuseOtherFormats(bytes: Uint8Array, name: string): void {
  if (bytes.length === 0) throw damaged(name, 'the file is empty')
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).toString('latin1')
  if (head.startsWith(LFS_POINTER)) {
    const oid = /oid sha256:([0-9a-f]{64})/.exec(head)?.[1] ?? 'unknown'
    const size = /size (\d+)/.exec(head)?.[1] ?? 'unknown'
    throw new MeasurementError(
      'LFS_POINTER',
      `${name} is a Git LFS pointer (oid ${oid}, size ${size}), not the model itself`,
      'Check out with `lfs: true` in actions/checkout, or run `git lfs pull`.',
    )
  }
  const other = OTHER_FORMATS.find(([magic, offset]) => head.startsWith(magic, offset))
  if (other !== undefined) {
    throw new MeasurementError('MODEL_NOT_LOADED', `${name} is not an ONNX model: it looks like ${other[2]}`, 'Export the model to ONNX.')
  }
}

function damaged(name: string, why: string, options?: ErrorOptions): MeasurementError {
  return new MeasurementError(
    'MODEL_NOT_LOADED',
    `${name} cannot be read as an ONNX model: ${why}`,
    'The file is damaged or was cut short: export or download it again and compare its size and digest with the original.',
    options,
  )
}
