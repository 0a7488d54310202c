import type { Answers, Sample } from '../../metrics/sample.ts'
import { subset, subsetAnswers } from '../../metrics/subset.ts'
import type { ArmName, SliceColumn } from '../../sources/scored-rows.ts'
import { plainDesign } from './plain-design.ts'
import type { Measurement } from './sample.ts'
import { sliceGroups } from './slice-groups.ts'
import type { Counting } from './weightless.ts'

/** Overall, or one group of a slice: the rows that a check is about, and each arm's answers for them. */
export type Scope = { readonly slice: string | null; readonly rows: number } & Measurement

/** @param counting which rows are evidence; null where all are */
export function* scopes(measurement: Measurement, slices: readonly SliceColumn[], counting: Counting | null): Generator<Scope> {
  const rows = measurement.sample.label.length
  const whole = counting === null ? measurement : partOf(measurement, countedOf(everyRow(rows), counting), ALL_ARMS)
  yield { slice: null, rows, arms: whole.arms, sample: plainDesign(whole.sample) }
  for (const group of sliceGroups(slices)) {
    const part = partOf(measurement, countedOf(group.rows, counting), ARMS_OF_SLICES)
    yield { slice: group.slice, rows: group.rows.length, arms: part.arms, sample: plainDesign(part.sample) }
  }
}

const ALL_ARMS: readonly ArmName[] = ['baseline', 'candidate', 'anchor']
/** A slice is not compared with the anchor: many small losses are judged overall. */
const ARMS_OF_SLICES: readonly ArmName[] = ['baseline', 'candidate']

function partOf({ sample, arms }: Measurement, rows: Uint32Array, names: readonly ArmName[]): Measurement {
  const taken: Partial<Record<ArmName, Answers>> = {}
  for (const arm of names) {
    const answers = arms[arm]
    if (answers !== undefined) taken[arm] = subsetAnswers(answers, rows)
  }
  return { sample: subset(sample, rows), arms: taken }
}

/** All of them where none counts: then the metrics say that every weight is zero. */
function countedOf(rows: Uint32Array, counting: Counting | null): Uint32Array {
  if (counting === null) return rows
  const counted = rows.filter(counting.counts)
  return counted.length === 0 ? rows : counted
}

function everyRow(rows: number): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row)
}

/** Rows of the rarer class, where there are two; null where the notion does not apply. */
export function rarerClass(sample: Sample): number | null {
  const hasTwo = sample.task === 'binary-classification' || (sample.task === 'multiclass-classification' && sample.classes === 2)
  if (!hasTwo) return null
  const { label } = sample
  let positives = 0
  for (let row = 0; row < label.length; row++) positives += label[row] ?? 0
  return Math.min(positives, label.length - positives)
}
