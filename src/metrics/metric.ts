import type { Terms } from '../stats/paired-means.ts'
import type { Answers, Sample } from './sample.ts'

/** The metric has no value on this data; the message says why in one clause ("only one class in the labels"). */
export class UndefinedMetric extends Error {
  override readonly name = 'UndefinedMetric'
}

/**
 * A metric's value for one arm with what its uncertainty needs. `units` is the number of independent terms: rows, or queries
 * for ranking metrics.
 */
export type Estimate = {
  readonly value: number
  readonly units: number
  /**
   * Influence value of each unit (mean 0): variance of `value` ≈ Σ influence² / units². null where none exists
   * (max_error; median_absolute_error at small n) and only a bootstrap, or nothing, can tell.
   */
  readonly influence: Float64Array | null
  /** For an unweighted share of right answers: 1 for each unit that is right, else 0. */
  readonly right?: Uint8Array
  /** 1 for each unit behind `value` where some are left out (ndcg leaves out queries with one document); their influence is 0. */
  readonly counted?: Uint8Array
  /** What an ideal model would show on these rows by chance alone (expected_calibration_error); reports subtract it. */
  readonly expectedByChance?: number
  /** Facts about this value that a reader must know: "18 of 500 queries have no relevant document and count as 0". */
  readonly notes?: readonly string[]
}

/** How the difference of two arms gets its interval when rows are independent and unweighted. */
export type Comparer = 'delong' | 'mean' | 'proportion' | 'influence' | 'bootstrap' | 'none'

export type Metric = {
  /** scikit-learn's name: `roc_auc`, `f1_macro`, `ndcg@10`, `mean_pinball_loss@0.1`. */
  readonly name: string
  readonly higherIsBetter: boolean
  /** Bounded metrics refuse percent margins ("did you mean 0.05 or 5pp?"). */
  readonly bounds: 'unit-interval' | 'minus-one-to-one' | 'non-negative' | 'unbounded'
  readonly comparer: Comparer
  /** A mean over classes that occur, of which two arms need the same (`withClassesOfBoth`). */
  readonly averagesClasses: boolean
  /** Reported, never judged, with the reason (expected_calibration_error is biased upward). */
  readonly reportOnly: string | null
  /** @throws UndefinedMetric */
  estimate(sample: Sample, answers: Answers): Estimate
  /** Of a mean over unweighted rows: its terms, so that two arms are compared without an array of either. @throws UndefinedMetric */
  readonly terms: ((sample: Sample, answers: Answers) => Terms) | null
}
