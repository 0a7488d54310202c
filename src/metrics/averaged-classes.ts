import { predictedClass } from './correctness.ts'
import type { Answers, MulticlassSample, Sample } from './sample.ts'

/**
 * The same rows with the classes that macro averages are taken over: those of the labels and of either arm's answers. scikit-learn
 * takes the labels' and the one arm's own (`average='macro'`), and so does a metric of one arm alone. Between two arms that set must
 * be one: else a single row, given a class that nobody else has, would move the mean by its whole share, which no influence value
 * sees. Resamples keep the set, too.
 */
export function withClassesOfBoth<T extends Sample>(sample: T, baseline: Answers, candidate: Answers): T {
  if (sample.task !== 'multiclass-classification') return sample
  return { ...sample, averaged: classesOf(sample, [baseline, candidate]) }
}

function classesOf(sample: MulticlassSample, arms: readonly Answers[]): Uint8Array {
  const found = new Uint8Array(sample.classes)
  for (const label of sample.label) found[label] = 1
  for (const answers of arms) for (const answer of predictedClass(sample, answers)) found[answer] = 1
  return found
}
