import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import { ModelSchema } from '../../src/sources/onnx/onnx-proto.ts'

/** A small model from its structure; weights cannot be written this way, which facts and checks do not miss. */
export function modelBytes(model: MessageInitShape<typeof ModelSchema>): Uint8Array {
  return toBinary(ModelSchema, create(ModelSchema, { irVersion: 8n, opsetImport: [{ domain: '', version: 17n }], ...model }))
}
