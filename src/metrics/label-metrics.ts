import { type Average, F1, matthews, PRECISION, type Ratio, RECALL, ratioMeasure } from './cell-measures.ts'
import { type CellMeasure, estimateFromCells } from './confusion.ts'
import { correctness } from './correctness.ts'
import { defineMetric, type Traits } from './define-metric.ts'
import type { Estimate, Metric } from './metric.ts'
import type { Answers, BinarySample, MulticlassSample } from './sample.ts'
import { shareOf } from './weighted-mean.ts'

/** Metrics of predicted labels alone: accuracy, and what is made from the cells of true × predicted class. */

const SHARE = { higherIsBetter: true, bounds: 'unit-interval', infinityIsAnAnswer: true } as const

export const BINARY_LABEL_METRICS: readonly Metric[] = [
  defineMetric('binary-classification', { name: 'accuracy', ...SHARE, comparer: 'proportion' }, shareRight),
  ofCells('binary-classification', 'balanced_accuracy', ratioMeasure(RECALL, 'present')),
  ofCells('binary-classification', 'precision', ratioMeasure(PRECISION, 'positive')),
  ofCells('binary-classification', 'recall', ratioMeasure(RECALL, 'positive')),
  ofCells('binary-classification', 'f1', ratioMeasure(F1, 'positive')),
  ofCells('binary-classification', 'mcc', matthews, 'minus-one-to-one'),
]

export const MULTICLASS_LABEL_METRICS: readonly Metric[] = [
  defineMetric('multiclass-classification', { name: 'accuracy', ...SHARE, comparer: 'proportion' }, shareRight),
  ofCells('multiclass-classification', 'balanced_accuracy', ratioMeasure(RECALL, 'present')),
  ...averages('precision', PRECISION),
  ...averages('recall', RECALL),
  ...averages('f1', F1),
  ofCells('multiclass-classification', 'mcc', matthews, 'minus-one-to-one'),
]

/** With one label a row, each wrong row is one false positive and one false negative: all micro averages are accuracy. */
function averages(name: string, ratio: Ratio): Metric[] {
  const weighted = (average: Average) => {
    const metric = ofCells('multiclass-classification', `${name}_${average}`, ratioMeasure(ratio, average))
    return { ...metric, averagesClasses: average === 'macro' }
  }
  const micro: Traits = { name: `${name}_micro`, ...SHARE, comparer: 'proportion' }
  return [weighted('macro'), defineMetric('multiclass-classification', micro, shareRight), weighted('weighted')]
}

function ofCells(
  task: 'binary-classification' | 'multiclass-classification',
  name: string,
  measure: CellMeasure,
  bounds: Metric['bounds'] = 'unit-interval',
): Metric {
  const traits: Traits = { name, ...SHARE, bounds, comparer: 'influence' }
  return defineMetric(task, traits, (sample, answers) => estimateFromCells(sample, answers, measure))
}

/** Share of rows whose predicted class is the true one (sklearn.metrics.accuracy_score). */
function shareRight(sample: BinarySample | MulticlassSample, answers: Answers): Estimate {
  return shareOf(correctness(sample, answers), sample.weight)
}
