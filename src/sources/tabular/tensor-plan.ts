/** Element types of the tensors that can be packed from columns, named as onnxruntime names them. */
export type TensorType =
  | 'float32'
  | 'float64'
  | 'int8'
  | 'uint8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  | 'uint64'
  | 'bool'
  | 'string'

/** One input tensor of a model: columns side by side, one row-major [rows × columns.length] buffer a batch. */
export type TensorPlan = { readonly name: string; readonly type: TensorType; readonly columns: readonly string[] }
