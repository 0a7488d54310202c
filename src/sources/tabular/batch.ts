import type { Answers, Task } from '../../metrics/sample.ts'
import type { ArmName, DataSpec, PredictionsSubject } from '../scored-rows.ts'
import type { ArmRows, RowField } from './row-part.ts'
import type { TensorPlan } from './tensor-plan.ts'

export type TabularRequest = {
  readonly data: DataSpec
  readonly task: Task
  readonly positiveLabel?: string | number | boolean
  /** Class names in the order of the model's outputs; absent: the labels' values, sorted. */
  readonly classes?: readonly string[]
  readonly tensors: Readonly<Partial<Record<ArmName, readonly TensorPlan[]>>>
  /** Of the arms that get rows as JSON. */
  readonly rows?: Readonly<Partial<Record<ArmName, readonly RowField[]>>>
  readonly predictions: Readonly<Partial<Record<ArmName, PredictionsSubject>>>
  readonly batchRows: number
}

export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array
  | string[]

export type LabelData = Uint8Array | Int32Array | Float64Array

/**
 * `rows` consecutive rows in file order: exactly `batchRows`, fewer in the last batch. The arrays belong to the receiver, but for the
 * tensors': they are packed anew for the batch after the next.
 */
export type Batch = {
  /** 0-based. */
  readonly firstRow: number
  readonly rows: number
  /** Of all batches together, for progress. */
  readonly rowsTotal: number
  /** By arm and tensor name; arms that ask for the same tensor share one buffer. */
  readonly tensors: Partial<Record<ArmName, Record<string, TensorData>>>
  /** Of the arms that get rows as JSON: one object a row, as text. */
  readonly json: ArmRows
  /** Of the arms whose subject is a file of predictions. */
  readonly answers: Partial<Record<ArmName, Answers>>
  readonly label: LabelData
  readonly weight: Float64Array | null
  readonly cluster: Uint32Array | null
  readonly query: Uint32Array | null
  /** One array for each slice of the request, in its order: group of each row, or NO_GROUP. */
  readonly slices: readonly Uint16Array[]
}

/** What is known once all rows were read: the value that the generator of batches returns. */
export type ScanSummary = {
  readonly rows: number
  /** Classification: class names in the order of the answers' columns (binary: negative, positive). Else empty. */
  readonly classes: readonly string[]
  readonly slices: readonly { readonly name: string; readonly groups: readonly string[] }[]
  readonly clusters: number
  readonly queries: number
  /** Sentences for the report: nulls, infinities and lost digits in the features. */
  readonly notes: readonly string[]
}
