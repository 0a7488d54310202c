import { averagePrecision } from './average-precision.ts'
import { brierScore, logLoss } from './binary-losses.ts'
import { binaryCalibrationError, topLabelCalibrationError } from './calibration.ts'
import { BINARY_LABEL_METRICS, MULTICLASS_LABEL_METRICS } from './label-metrics.ts'
import { medianAbsoluteError } from './median-absolute-error.ts'
import type { Metric } from './metric.ts'
import { oneVersusOne, oneVersusRest } from './multiclass-auc.ts'
import { multiclassBrierScore, multiclassLogLoss, topKAccuracy } from './multiclass-losses.ts'
import { readMetricName } from './names.ts'
import { meanAveragePrecision, meanReciprocalRank, ndcg } from './ranking.ts'
import {
  explainedVariance,
  maxError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanPinballLoss,
  meanSquaredError,
  r2,
  rootMeanSquaredError,
} from './regression-losses.ts'
import { rocAuc } from './roc-auc.ts'
import type { Task } from './sample.ts'
import { spearman } from './spearman.ts'

/** `families` by the name before the `@`, from its parameter. */
type Catalogue = { readonly metrics: readonly Metric[]; readonly families: Readonly<Record<string, (parameter: number | null) => Metric>> }

const CATALOGUES: Readonly<Record<Task, Catalogue>> = {
  'binary-classification': {
    metrics: [rocAuc, averagePrecision, logLoss, brierScore, ...BINARY_LABEL_METRICS, binaryCalibrationError],
    families: {},
  },
  'multiclass-classification': {
    metrics: [
      ...MULTICLASS_LABEL_METRICS,
      multiclassLogLoss,
      multiclassBrierScore,
      oneVersusRest('macro'),
      oneVersusRest('weighted'),
      oneVersusOne('macro'),
      oneVersusOne('weighted'),
      topLabelCalibrationError,
    ],
    families: { top_k_accuracy: (k) => topKAccuracy(k ?? 2) },
  },
  regression: {
    metrics: [
      meanAbsoluteError,
      meanSquaredError,
      rootMeanSquaredError,
      medianAbsoluteError,
      r2,
      explainedVariance,
      meanAbsolutePercentageError,
      { ...meanAbsolutePercentageError, name: 'mape' },
      maxError,
      spearman,
    ],
    families: { mean_pinball_loss: (q) => meanPinballLoss(q ?? 0.5) },
  },
  ranking: {
    metrics: [meanAveragePrecision, meanReciprocalRank],
    families: { ndcg },
  },
}

/**
 * The metric of that name; it keeps the name as written (`mape`, `ndcg`).
 *
 * @throws UnknownMetric for a name or a parameter that the task does not have
 */
export function findMetric(name: string, task: Task): Metric {
  const { metrics, families } = CATALOGUES[task]
  const { base, parameter } = readMetricName(name, task)
  const metric = metrics.find((candidate) => candidate.name === name) ?? families[base]?.(parameter)
  if (metric === undefined) throw new Error(`${task} knows the metric ${name}, but nothing computes it`)
  return { ...metric, name }
}
