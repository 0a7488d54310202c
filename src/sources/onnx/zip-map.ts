import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { classLabels } from './class-order.ts'
import type { ModelFile } from './model-file.ts'
import {
  DimensionSchema,
  type GraphProto,
  ModelSchema,
  type NodeProto,
  OperatorSetSchema,
  type TypeProto,
  TypeSchema,
  type ValueProto,
} from './onnx-proto.ts'

/** A model without its ZipMap nodes, to be loaded from memory; `classes` are the labels that the first of them carried. */
export type CutModel = { readonly file: ModelFile; readonly classes: readonly string[]; readonly note: string }

const ML_DOMAIN = 'ai.onnx.ml'
const FLOAT = 1
/** Identity exists since opset 1; a model that only imports ai.onnx.ml gets ONNX's own operators at a version every runtime has. */
const IDENTITY_OPSET = 8n

/**
 * scikit-learn's and LightGBM's default export turns the scores into a list of maps by a last node, ZipMap, which
 * onnxruntime-node cannot return. In its place comes an Identity: the output keeps its name and position and holds the scores
 * themselves, [N, classes]. Null when no output comes from a ZipMap.
 */
export function cutZipMaps(file: ModelFile): CutModel | null {
  if (!zipMapOutputs(file.model.graph).length) return null
  const model = fromBinary(ModelSchema, file.bytes)
  const cuts = zipMapOutputs(model.graph)
  const labels = cuts.map(({ node }) => classLabels(node))
  for (const [index, { node, value }] of cuts.entries()) {
    value.type = scoresType(labels[index]?.length ?? 0)
    node.opType = 'Identity'
    node.domain = ''
    node.attribute = []
  }
  if (!model.opsetImport.some(({ domain }) => domain === '' || domain === 'ai.onnx')) {
    model.opsetImport.push(create(OperatorSetSchema, { domain: '', version: IDENTITY_OPSET }))
  }
  const names = cuts.map(({ value }) => JSON.stringify(value.name)).join(', ')
  return {
    file: { ...file, bytes: toBinary(ModelSchema, model), model },
    classes: labels[0] ?? [],
    note: `${file.name}: its ZipMap was cut in memory, so that output ${names} gives the scores themselves; the file is untouched.`,
  }
}

function zipMapOutputs(graph: GraphProto | undefined): { node: NodeProto; value: ValueProto }[] {
  if (graph === undefined) return []
  const zipMaps = graph.node.filter(({ domain, opType }) => domain === ML_DOMAIN && opType === 'ZipMap')
  return graph.output.flatMap((value) => zipMaps.filter(({ output }) => output[0] === value.name).map((node) => ({ node, value })))
}

/** tensor(float) [any, classes]: what ZipMap takes by its definition. */
function scoresType(classes: number): TypeProto {
  const columns = classes > 0 ? create(DimensionSchema, { dimValue: BigInt(classes) }) : create(DimensionSchema)
  return create(TypeSchema, { tensorType: { elemType: FLOAT, shape: { dim: [create(DimensionSchema), columns] } } })
}
