import type { DataSpec, Limits, ResolvedFile } from '../scored-rows.ts'

/** One model to be run on a few rows, with all of its outputs read: what it answers, not how good the answers are. */
export type ProbeJob = {
  readonly arm: 'baseline' | 'candidate'
  readonly file: ResolvedFile
  /** Input → columns; null: matched by name, or by the model's metadata. */
  readonly inputs: Readonly<Record<string, readonly string[]>> | null
  /** null: there are no data, and all inputs are made up. */
  readonly data: (Pick<DataSpec, 'files' | 'format'> & { readonly reserved: readonly string[] }) | null
  readonly limits: Limits
}

/** Numbers that one output gave, row by row. */
export type ProbedOutput = {
  readonly name: string
  /** ONNX's name of the element type. */
  readonly element: string
  readonly rows: number
  readonly width: number
  readonly values: Float64Array
}

export type Probed = {
  /** Rows that the model was given. */
  readonly rows: number
  /** Inputs that no column feeds, and whose values were made up. */
  readonly madeUp: readonly string[]
  readonly outputs: readonly ProbedOutput[]
  readonly onnxruntime: string
  readonly notes: readonly string[]
}
