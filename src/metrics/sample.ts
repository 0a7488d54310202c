/** One arm's answers for all rows, row-major: `width` numbers a row. Floats of the width that the model gave. */
export type Answers = { readonly width: number; readonly values: Float32Array | Float64Array }

/**
 * The true values and the design of the evaluation data, by task. All arrays have one entry a row.
 * `weight` are sample weights (≥ 0); `cluster` are dense codes 0…clusters−1 of dependent rows (data.group, or a repeated id).
 */
export type Design = { readonly weight: Float64Array | null; readonly cluster: Uint32Array | null; readonly clusters: number }

export type BinarySample = Design & { readonly task: 'binary-classification'; readonly label: Uint8Array }
/**
 * Labels are class indices 0…classes−1, in the order of the answers' columns. `averaged` is 1 for each class that macro averages are
 * taken over; left out, those are the classes of the labels and of the answers.
 */
export type MulticlassSample = Design & {
  readonly task: 'multiclass-classification'
  readonly label: Int32Array
  readonly classes: number
  readonly averaged?: Uint8Array
}
export type RegressionSample = Design & { readonly task: 'regression'; readonly label: Float64Array }
/** `query` are dense codes 0…queries−1; rows of one query need not be adjacent. */
export type RankingSample = Design & {
  readonly task: 'ranking'
  readonly label: Float64Array
  readonly query: Uint32Array
  readonly queries: number
}

export type Sample = BinarySample | MulticlassSample | RegressionSample | RankingSample
export type Task = Sample['task']
