import type { DataSpec, Limits, OnnxSubject } from '../scored-rows.ts'
import type { BenchArm } from './measurements.ts'

/** Where the values of the calls come from: rows of the evaluation data, or numbers made to fit the model's inputs. */
export type InputSource = 'auto' | 'data' | 'made'

/** Makes the inputs of all calls once, so that no later process reads data or parses a model. */
export type InputsJob = {
  readonly kind: 'benchmark-inputs'
  readonly arms: Partial<Record<'baseline' | 'candidate', OnnxSubject>>
  readonly data: Pick<DataSpec, 'files' | 'format'>
  /** Label, id, group, weight and query: never features unless somebody says so. */
  readonly reserved: readonly string[]
  readonly source: InputSource
  /** Sizes of dimensions that a model leaves open, by name; for inputs that are made. */
  readonly dimensions: Readonly<Record<string, number>>
  /** Rows to hold: calls take them in turns. */
  readonly rows: number
  /** Folder for the inputs, and for a model whose ZipMap was cut. */
  readonly folder: string
  readonly limits: Limits
}

/** A model and its inputs as the measuring processes load them. */
export type PreparedArm = {
  /** How messages call it: `candidate (models/income.onnx)`. */
  readonly label: string
  readonly model: string
  /** Where weights in side files lie, when `model` is not the file itself. */
  readonly weightsFolder: string | null
  readonly inputs: string
  /** Rows that every call must have; null for any. */
  readonly fixedRows: number | null
  /** The one output to ask for; null for all, as servers do. */
  readonly output: string | null
  readonly modelBytes: number
}
export type PreparedArms = {
  readonly arms: Partial<Record<'baseline' | 'candidate', PreparedArm>>
  readonly notes: readonly string[]
}

/** One model alone in a fresh process: its start, its memory, and about how long a call takes. */
export type ColdJob = {
  readonly kind: 'benchmark-cold'
  readonly arm: 'baseline' | 'candidate'
  readonly prepared: PreparedArm
  /** Ascending. */
  readonly batchSizes: readonly number[]
  /** After the first call of each size it is called for about so long, all sizes together. */
  readonly callsMs: number
  readonly limits: Limits
}

/** The arms beside each other in a fresh process. */
export type RoundJob = {
  readonly kind: 'benchmark-round'
  /** In the order of loading. */
  readonly loadingOrder: readonly BenchArm[]
  readonly prepared: Partial<Record<'baseline' | 'candidate', PreparedArm>>
  /** In the order of measuring. */
  readonly batches: readonly BatchToTime[]
  readonly quantiles: readonly number[]
  readonly seed: number
  readonly limits: Limits
}
export type BatchToTime = { readonly rows: number; readonly arms: readonly BenchArm[]; readonly measureMs: number }
