import type { ConfidenceDistribution } from '../stats/confidence-distribution.ts'

export type Requirement = 'proof' | 'no-harm'

/** What the judge counts: whole queries of a ranking, whole groups where rows depend on each other, rounds and calls of a benchmark. */
export type Unit = 'rows' | 'queries' | 'groups' | 'rounds' | 'calls' | 'requests' | 'seconds of load'

/** How a report writes a check's amounts; left out they are plain numbers. */
export type Quantity = {
  /** Of the values themselves: `ms`, `MiB`. */
  readonly unit: string
  /** Differences are told as a share of the baseline's value. */
  readonly relative: boolean
}

/** What a gate hands to the judge for one check. Everything is in harm: ≥ 0 is worse, in the metric's own unit. */
export type Comparison = {
  /** `roc_auc`; a floor or ceiling is `roc_auc.min`, `log_loss.max`; superiority `roc_auc.improve-by`; the anchor `roc_auc.anchor`. */
  readonly id: string
  readonly metric: string
  /** null is overall; else the group's name, `sex=Female`. */
  readonly slice: string | null
  /** Which data: the base commit's evaluation data, or the pull request's changed data. */
  readonly data: 'evaluation' | 'evaluation-changed'
  readonly kind: 'relative' | 'limit' | 'improve-by' | 'anchor'
  readonly require: Requirement
  readonly higherIsBetter: boolean
  /**
   * Allowed worsening, resolved to the metric's unit; 0 for a limit. Negative for `improve-by` only: −0.002 asks for a proof that the
   * candidate is better by more than 0.002, and `harm` stays the plain worsening against the baseline.
   */
  readonly margin: number
  readonly suspiciousAbove: number | null
  readonly quantity?: Quantity
  readonly measured: Measured
}

export type Measured =
  | {
      readonly kind: 'measured'
      /** Worsening of candidate against baseline (or against the limit). */
      readonly harm: ConfidenceDistribution
      /** null where there is no baseline arm (a limit). */
      readonly baseline: number | null
      readonly candidate: number
      /** Independent units: rows, queries or clusters. */
      readonly n: number
      /** What `n` counts; rows when left out. */
      readonly unit?: Unit
      /** Time that one more of `n` takes, where it is time that would tell. */
      readonly secondsPerUnit?: number
      /** The most of `n` that the gate can take, whatever it is given. */
      readonly most?: number
      /** The baseline against itself, measured beside it: what this differs from 0 by is the machine's doing. */
      readonly noise?: ConfidenceDistribution
    }
  | { readonly kind: 'too-few-rows'; readonly n: number; readonly rarer: number | null; readonly unit?: Unit }
  /** Not as much was measured as the check needs, and more time would do. */
  | { readonly kind: 'not-enough'; readonly n: number; readonly unit: Unit; readonly why: string }
  | { readonly kind: 'not-applicable'; readonly why: string }
  | { readonly kind: 'error'; readonly reasonCode: string; readonly why: string }
