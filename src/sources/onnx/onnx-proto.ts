import { create, createFileRegistry, type Message, type MessageInitShape } from '@bufbuild/protobuf'
import type { GenMessage } from '@bufbuild/protobuf/codegenv2'
import {
  type DescriptorProtoSchema,
  FieldDescriptorProto_Label,
  FieldDescriptorProto_Type,
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt'

/**
 * The part of ONNX's ModelProto that Sluice reads, by field number (onnx.proto, IR 13). Weights are left undeclared: unknown
 * fields stay views into the file and survive re-encoding bit for bit. A node's attributes are declared as bytes, which is the
 * same on the wire: a tree ensemble holds millions of unpacked numbers, and each would become an object.
 */
export type ModelProto = Message<'onnx.ModelProto'> & {
  irVersion: bigint
  producerName: string
  producerVersion: string
  modelVersion: bigint
  graph?: GraphProto
  opsetImport: OperatorSetProto[]
  metadataProps: EntryProto[]
  trainingInfo: TrainingProto[]
  functions: FunctionProto[]
}
export type OperatorSetProto = Message<'onnx.OperatorSetProto'> & { domain: string; version: bigint }
export type EntryProto = Message<'onnx.EntryProto'> & { key: string; value: string }
export type TrainingProto = Message<'onnx.TrainingProto'> & { initialization?: GraphProto; algorithm?: GraphProto }
export type FunctionProto = Message<'onnx.FunctionProto'> & { name: string; domain: string; node: NodeProto[] }
export type GraphProto = Message<'onnx.GraphProto'> & {
  node: NodeProto[]
  initializer: TensorProto[]
  sparseInitializer: SparseTensorProto[]
  input: ValueProto[]
  output: ValueProto[]
  valueInfo: ValueProto[]
}
export type NodeProto = Message<'onnx.NodeProto'> & {
  input: string[]
  output: string[]
  name: string
  opType: string
  domain: string
  attribute: Uint8Array[]
}
export type TensorProto = Message<'onnx.TensorProto'> & {
  dims: bigint[]
  dataType: number
  name: string
  externalData: EntryProto[]
  dataLocation: number
}
export type SparseTensorProto = Message<'onnx.SparseTensorProto'> & { values?: TensorProto; indices?: TensorProto }
export type ValueProto = Message<'onnx.ValueProto'> & { name: string; type?: TypeProto }
export type TypeProto = Message<'onnx.TypeProto'> & {
  tensorType?: TensorTypeProto
  sequenceType?: ElementTypeProto
  mapType?: MapTypeProto
  sparseTensorType?: TensorTypeProto
  optionalType?: ElementTypeProto
}
export type TensorTypeProto = Message<'onnx.TensorTypeProto'> & { elemType: number; shape?: ShapeProto }
export type ElementTypeProto = Message<'onnx.ElementTypeProto'> & { elemType?: TypeProto }
export type MapTypeProto = Message<'onnx.MapTypeProto'> & { keyType: number; valueType?: TypeProto }
export type ShapeProto = Message<'onnx.ShapeProto'> & { dim: DimensionProto[] }
/** Undefined fields: a dimension without value has neither. */
export type DimensionProto = Message<'onnx.DimensionProto'> & { dimValue: bigint; dimParam: string }
/** What an attribute may hide: tensors and whole graphs. */
export type AttributeProto = Message<'onnx.AttributeProto'> & {
  name: string
  t?: TensorProto
  g?: GraphProto
  tensors: TensorProto[]
  graphs: GraphProto[]
  sparseTensor?: SparseTensorProto
  sparseTensors: SparseTensorProto[]
}
export type ListAttributeProto = Message<'onnx.ListAttributeProto'> & { name: string; ints: bigint[]; strings: Uint8Array[] }

const FIELDS = {
  ModelProto: {
    ir_version: [1, 'int64'],
    producer_name: [2, 'string'],
    producer_version: [3, 'string'],
    model_version: [5, 'int64'],
    graph: [7, 'GraphProto'],
    opset_import: [8, 'OperatorSetProto[]'],
    metadata_props: [14, 'EntryProto[]'],
    training_info: [20, 'TrainingProto[]'],
    functions: [25, 'FunctionProto[]'],
  },
  OperatorSetProto: { domain: [1, 'string'], version: [2, 'int64'] },
  EntryProto: { key: [1, 'string'], value: [2, 'string'] },
  TrainingProto: { initialization: [1, 'GraphProto'], algorithm: [2, 'GraphProto'] },
  FunctionProto: { name: [1, 'string'], node: [7, 'NodeProto[]'], domain: [10, 'string'] },
  GraphProto: {
    node: [1, 'NodeProto[]'],
    initializer: [5, 'TensorProto[]'],
    input: [11, 'ValueProto[]'],
    output: [12, 'ValueProto[]'],
    value_info: [13, 'ValueProto[]'],
    sparse_initializer: [15, 'SparseTensorProto[]'],
  },
  NodeProto: {
    input: [1, 'string[]'],
    output: [2, 'string[]'],
    name: [3, 'string'],
    op_type: [4, 'string'],
    attribute: [5, 'bytes[]'],
    domain: [7, 'string'],
  },
  TensorProto: {
    dims: [1, 'int64[]'],
    data_type: [2, 'int32'],
    name: [8, 'string'],
    external_data: [13, 'EntryProto[]'],
    data_location: [14, 'int32'],
  },
  SparseTensorProto: { values: [1, 'TensorProto'], indices: [2, 'TensorProto'] },
  ValueProto: { name: [1, 'string'], type: [2, 'TypeProto'] },
  TypeProto: {
    tensor_type: [1, 'TensorTypeProto'],
    sequence_type: [4, 'ElementTypeProto'],
    map_type: [5, 'MapTypeProto'],
    sparse_tensor_type: [8, 'TensorTypeProto'],
    optional_type: [9, 'ElementTypeProto'],
  },
  TensorTypeProto: { elem_type: [1, 'int32'], shape: [2, 'ShapeProto'] },
  ElementTypeProto: { elem_type: [1, 'TypeProto'] },
  MapTypeProto: { key_type: [1, 'int32'], value_type: [2, 'TypeProto'] },
  ShapeProto: { dim: [1, 'DimensionProto[]'] },
  DimensionProto: { dim_value: [1, 'int64'], dim_param: [2, 'string'] },
  AttributeProto: {
    name: [1, 'string'],
    t: [5, 'TensorProto'],
    g: [6, 'GraphProto'],
    tensors: [10, 'TensorProto[]'],
    graphs: [11, 'GraphProto[]'],
    sparse_tensor: [22, 'SparseTensorProto'],
    sparse_tensors: [23, 'SparseTensorProto[]'],
  },
  ListAttributeProto: { name: [1, 'string'], ints: [8, 'int64[]'], strings: [9, 'bytes[]'] },
} as const satisfies Record<string, Record<string, readonly [number, string]>>

const SCALARS: Readonly<Record<string, FieldDescriptorProto_Type>> = {
  int32: FieldDescriptorProto_Type.INT32,
  int64: FieldDescriptorProto_Type.INT64,
  string: FieldDescriptorProto_Type.STRING,
  bytes: FieldDescriptorProto_Type.BYTES,
}

function describe(
  name: string,
  fields: Readonly<Record<string, readonly [number, string]>>,
): MessageInitShape<typeof DescriptorProtoSchema> {
  const field = Object.entries(fields).map(([fieldName, [number, type]]) => {
    const element = type.replace('[]', '')
    const scalar = SCALARS[element]
    return {
      name: fieldName,
      number,
      label: type.endsWith('[]') ? FieldDescriptorProto_Label.REPEATED : FieldDescriptorProto_Label.OPTIONAL,
      ...(scalar === undefined ? { type: FieldDescriptorProto_Type.MESSAGE, typeName: `.onnx.${element}` } : { type: scalar }),
    }
  })
  return { name, field }
}

const registry = createFileRegistry(
  create(FileDescriptorSetSchema, {
    file: [
      create(FileDescriptorProtoSchema, {
        name: 'onnx-facts.proto',
        package: 'onnx',
        syntax: 'proto2',
        messageType: Object.entries(FIELDS).map(([name, fields]) => describe(name, fields)),
      }),
    ],
  }),
)

/** Types of a descriptor made at run time cannot be inferred: the shapes above restate FIELDS. */
function schemaOf<Shape extends Message>(typeName: Shape['$typeName']): GenMessage<Shape> {
  return registry.getMessage(typeName) as unknown as GenMessage<Shape>
}

export const ModelSchema = schemaOf<ModelProto>('onnx.ModelProto')
export const OperatorSetSchema = schemaOf<OperatorSetProto>('onnx.OperatorSetProto')
export const TypeSchema = schemaOf<TypeProto>('onnx.TypeProto')
export const DimensionSchema = schemaOf<DimensionProto>('onnx.DimensionProto')
export const AttributeSchema = schemaOf<AttributeProto>('onnx.AttributeProto')
export const ListAttributeSchema = schemaOf<ListAttributeProto>('onnx.ListAttributeProto')
