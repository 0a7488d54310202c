import type { Answers, Sample } from '../../metrics/sample.ts'
import { subset, subsetAnswers } from '../../metrics/subset.ts'
import type { ArmName, SliceColumn } from '../../sources/scored-rows.ts'
import type { Measurement } from './sample.ts'
import { sliceGroups } from './slice-groups.ts'

/** Overall, or one group of a slice: the rows that a check is about, and each arm's answers for them. */
export type Scope = { readonly slice: string | null; readonly rows: number } & Measurement

export function* scopes(measurement: Measurement, slices: readonly SliceColumn[]): Generator<Scope> {
  yield { slice: null, rows: measurement.sample.label.length, ...measurement }
  for (const { slice, rows } of sliceGroups(slices)) {
    yield { slice, rows: rows.length, sample: subset(measurement.sample, rows), arms: armsOf(measurement, rows) }
  }
}

function armsOf({ arms }: Measurement, rows: Uint32Array): Partial<Record<ArmName, Answers>> {
  const taken: Partial<Record<ArmName, Answers>> = {}
  // A slice is not compared with the anchor: many small losses are judged overall.
  for (const arm of ['baseline', 'candidate'] as const) {
    const answers = arms[arm]
    if (answers !== undefined) taken[arm] = subsetAnswers(answers, rows)
  }
  return taken
}

/** Rows of the rarer class, where there are two; null where the notion does not apply. */
export function rarerClass(sample: Sample): number | null {
  if (sample.task !== 'binary-classification') return null
  const { label } = sample
  let positives = 0
  for (let row = 0; row < label.length; row++) positives += label[row] ?? 0
  return Math.min(positives, label.length - positives)
}
