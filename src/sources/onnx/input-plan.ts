import type { TensorPlan, TensorType } from '../tabular/tensor-plan.ts'

/** How one input of a model is fed: which columns, packed how, and in which shape the model wants the rows. */
export type InputPlan = {
  readonly tensor: TensorPlan
  /** Sizes after the rows: [] for [N], [5] for [N, 5], [8, 8] for [N, 8, 8]. */
  readonly trailing: readonly number[]
  /** The model wants float16: the packed float32 values are narrowed before the call. */
  readonly narrowed: boolean
}

/** ONNX element types that onnxruntime-node takes, as the tensors that the tabular reader packs. */
const TENSOR_TYPES: Readonly<Record<string, TensorType>> = {
  float: 'float32',
  float16: 'float32',
  double: 'float64',
  int8: 'int8',
  uint8: 'uint8',
  int16: 'int16',
  uint16: 'uint16',
  int32: 'int32',
  uint32: 'uint32',
  int64: 'int64',
  uint64: 'uint64',
  bool: 'bool',
  string: 'string',
}

export function tensorTypeOf(element: string | null): TensorType | null {
  return element === null ? null : (TENSOR_TYPES[element] ?? null)
}
