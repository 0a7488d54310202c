import type { Comparison } from '../../../judge/comparison.ts'
import type { Figure } from '../../../judge/figure.ts'
import type { Verdict } from '../../../judge/verdict.ts'
import type { DataSpec, Limits } from '../../../sources/scored-rows.ts'
import type { DistributionJob, DistributionProfile } from '../../../sources/tabular/distribution/profile.ts'

export type NumericMeasure = 'ks' | 'wasserstein' | 'js' | 'psi'
export type CategoricalMeasure = 'tvd' | 'js' | 'psi'

export type DriftSettings = {
  readonly numeric: { readonly measure: NumericMeasure; readonly margin: number | 'auto' }
  readonly categorical: { readonly measure: CategoricalMeasure; readonly margin: number | 'auto' }
  /** Allowed rise of the share of nulls (and of NaN and of infinities), 0 to 1. */
  readonly nulls: number
  /** With fewer values drift is listed as not judged. */
  readonly minRows: number
  /** Allowed change of how two columns go together; null: such changes are reported, not judged. */
  readonly pairs: number | null
  /** Greatest age of the newest row, in seconds; null where nobody said. */
  readonly freshness: number | null
}

export const DEFAULT_DRIFT: DriftSettings = {
  numeric: { measure: 'ks', margin: 0.1 },
  categorical: { measure: 'tvd', margin: 0.1 },
  nulls: 0.02,
  minRows: 2000,
  pairs: null,
  freshness: null,
}

/** What columns are for; left out where nobody said. */
export type ColumnRoles = {
  readonly label?: string
  readonly id?: string
  readonly group?: string
  readonly time?: string
  /** Columns of numbers that name something: the label of a classification is one by itself. */
  readonly categories?: readonly string[]
}

export type DistributionRequest = {
  readonly reference: Pick<DataSpec, 'files' | 'format'>
  readonly current: Pick<DataSpec, 'files' | 'format'>
  /** `versions`: the same data, earlier and now. `training`: the reference trained the model, so no row of it may be among the current ones. */
  readonly relation: 'versions' | 'training'
  readonly roles: ColumnRoles
  readonly drift: DriftSettings
  /** As 2026-11-24, in UTC: what the age of the data is measured from; left out: it is not. */
  readonly today?: string
  readonly limits: Limits
  /** Counts both in the worker: profileDistributions(job, options). */
  profile(job: DistributionJob): Promise<DistributionProfile>
}

/** What a rule of the catalogue found; drift is no finding but a Comparison, because it is judged. */
export type DistributionFinding = {
  readonly rule:
    | 'ENUM_VALUE_ADDED'
    | 'ENUM_VALUE_REMOVED'
    | 'RANGE_WIDENED'
    | 'UNIT_OR_SEMANTICS_CHANGED'
    | 'UNIQUE_OR_KEY_CHANGED'
    | 'ROWCOUNT_DROP'
    | 'ROWCOUNT_JUMP'
    | 'RANGE_NARROWED'
    | 'DATA_STALE'
  /** The column; `rows` for the table. */
  readonly subject: string
  readonly message: string
  /** What the message rests on, in numbers. */
  readonly evidence: string
  readonly severity: 'breaking' | 'risky' | 'info'
}

export type DistributionDiff = {
  /** For judge(), the one closest to its margin or furthest beyond it first. `id` begins with the rule, `slice` is the column. */
  readonly comparisons: readonly Comparison[]
  readonly findings: readonly DistributionFinding[]
  /** Of the columns that changed most. */
  readonly figures: readonly Figure[]
  /** Distances that are shown and not judged. */
  readonly reported: Verdict['reported']
  readonly notes: readonly string[]
  readonly rows: { readonly reference: number; readonly current: number }
}
