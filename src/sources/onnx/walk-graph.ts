import { fromBinary } from '@bufbuild/protobuf'
import { AttributeSchema, type GraphProto, type ModelProto, type NodeProto, type TensorProto } from './onnx-proto.ts'

export type GraphVisitor = { readonly node?: (node: NodeProto) => void; readonly tensor?: (tensor: TensorProto) => void }

/** Everything a model carries, however deep: subgraphs of Loop and If, tensors in attributes, functions, sparse initializers. */
export function walkModel(model: ModelProto, visitor: GraphVisitor): void {
  walkGraph(model.graph, visitor)
  for (const { initialization, algorithm } of model.trainingInfo) {
    walkGraph(initialization, visitor)
    walkGraph(algorithm, visitor)
  }
  for (const { node } of model.functions) walkNodes(node, visitor)
}

function walkGraph(graph: GraphProto | undefined, visitor: GraphVisitor): void {
  if (graph === undefined) return
  for (const tensor of graph.initializer) visitor.tensor?.(tensor)
  for (const { values, indices } of graph.sparseInitializer) visitTensors([values, indices], visitor)
  walkNodes(graph.node, visitor)
}

function walkNodes(nodes: readonly NodeProto[], visitor: GraphVisitor): void {
  for (const node of nodes) {
    visitor.node?.(node)
    for (const bytes of node.attribute) {
      const attribute = fromBinary(AttributeSchema, bytes, { readUnknownFields: false })
      const sparse = attribute.sparseTensor === undefined ? attribute.sparseTensors : [attribute.sparseTensor, ...attribute.sparseTensors]
      visitTensors([attribute.t, ...attribute.tensors, ...sparse.flatMap(({ values, indices }) => [values, indices])], visitor)
      for (const graph of [attribute.g, ...attribute.graphs]) walkGraph(graph, visitor)
    }
  }
}

function visitTensors(tensors: readonly (TensorProto | undefined)[], visitor: GraphVisitor): void {
  for (const tensor of tensors) if (tensor !== undefined) visitor.tensor?.(tensor)
}
