import { closest, distance } from 'fastest-levenshtein'
import { averagePrecision } from './average-precision.ts'
import { brierScore, logLoss } from './binary-losses.ts'
import { binaryCalibrationError, topLabelCalibrationError } from './calibration.ts'
import { BINARY_LABEL_METRICS, MULTICLASS_LABEL_METRICS } from './label-metrics.ts'
import { medianAbsoluteError } from './median-absolute-error.ts'
import type { Metric } from './metric.ts'
import { oneVersusOne, oneVersusRest } from './multiclass-auc.ts'
import { multiclassBrierScore, multiclassLogLoss, topKAccuracy } from './multiclass-losses.ts'
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

/** No metric of the task has this name. `known` are those that exist, families as `ndcg@k`; `nearest` the likeliest meant. */
export class UnknownMetric extends Error {
  override readonly name = 'UnknownMetric'
  readonly known: readonly string[]
  readonly nearest: string | null

  constructor(problem: string, known: readonly string[], nearest: string | null) {
    const suggestion = nearest === null ? '' : ` Did you mean ${nearest}?`
    super(`${problem}.${suggestion} Metrics of this task: ${known.join(', ')}`)
    this.known = known
    this.nearest = nearest
  }
}

/** A metric with a parameter: `ndcg@10`. */
type Family = {
  readonly name: string
  readonly parameter: 'k' | 'q'
  /** What the bare name means, as in scikit-learn; null is "all". */
  readonly whenBare: number | null
  make(parameter: number | null): Metric
}

type Catalogue = { readonly metrics: readonly Metric[]; readonly families: readonly Family[] }

const CATALOGUES: Readonly<Record<Task, Catalogue>> = {
  'binary-classification': {
    metrics: [rocAuc, averagePrecision, logLoss, brierScore, ...BINARY_LABEL_METRICS, binaryCalibrationError],
    families: [],
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
    families: [{ name: 'top_k_accuracy', parameter: 'k', whenBare: 2, make: (k) => topKAccuracy(k ?? 2) }],
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
    families: [{ name: 'mean_pinball_loss', parameter: 'q', whenBare: 0.5, make: (q) => meanPinballLoss(q ?? 0.5) }],
  },
  ranking: {
    metrics: [meanAveragePrecision, meanReciprocalRank],
    families: [{ name: 'ndcg', parameter: 'k', whenBare: null, make: ndcg }],
  },
}

/** The names of a task's metrics, families with their parameter's letter: `ndcg@k`. */
export function metricNames(task: Task): string[] {
  const { metrics, families } = CATALOGUES[task]
  return [...metrics.map(({ name }) => name), ...families.map(({ name, parameter }) => `${name}@${parameter}`)]
}

/**
 * The metric of that name; it keeps the name as written (`mape`, `ndcg`).
 *
 * @throws UnknownMetric for a name or a parameter that the task does not have
 */
export function findMetric(name: string, task: Task): Metric {
  const { metrics, families } = CATALOGUES[task]
  const metric = metrics.find((candidate) => candidate.name === name)
  if (metric !== undefined) return metric
  const [base = '', written, ...rest] = name.split('@')
  const family = families.find((candidate) => candidate.name === base)
  if (family === undefined || rest.length > 0) throw unknown(name, task)
  if (written === undefined) return { ...family.make(family.whenBare), name }
  return { ...family.make(parameterOf(family, written, name, task)), name }
}

function parameterOf({ parameter }: Family, written: string, name: string, task: Task): number {
  const value = Number(written)
  const known = metricNames(task)
  if (parameter === 'k' && !/^[1-9]\d{0,8}$/.test(written)) {
    throw new UnknownMetric(`${name}: k is a whole number from 1`, known, null)
  }
  if (parameter === 'q' && !(/^\d*\.\d+$/.test(written) && value > 0 && value < 1)) {
    throw new UnknownMetric(`${name}: q is a quantile between 0 and 1, as in @0.9`, known, null)
  }
  return value
}

/** Names that people know from elsewhere and that no spelling distance would lead from. */
const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['auc', 'roc_auc'],
  ['auroc', 'roc_auc'],
  ['ap', 'average_precision'],
  ['pr_auc', 'average_precision'],
  ['logloss', 'log_loss'],
  ['cross_entropy', 'log_loss'],
  ['brier', 'brier_score'],
  ['matthews_corrcoef', 'mcc'],
  ['ece', 'expected_calibration_error'],
  ['sensitivity', 'recall'],
  ['mae', 'mean_absolute_error'],
  ['mse', 'mean_squared_error'],
  ['rmse', 'root_mean_squared_error'],
  ['medae', 'median_absolute_error'],
  ['spearmanr', 'spearman'],
  ['mean_average_precision', 'map'],
  ['mean_reciprocal_rank', 'mrr'],
])

function unknown(name: string, task: Task): UnknownMetric {
  const known = metricNames(task)
  const written = name.toLowerCase().replace(/[\s-]+/g, '_')
  const meant = SYNONYMS.get(written) ?? written
  const nearest = known.includes(meant) ? meant : nearestOf(meant, known)
  return new UnknownMetric(`${task} has no metric "${name}"`, known, nearest)
}

/** `ndgc@5` is compared as `ndgc@k`; `f1` begins `f1_macro`; a name of which more than half is different suggests nothing. */
function nearestOf(written: string, known: readonly string[]): string | null {
  const family = written.replace(/@[\d.]+$/, (parameter) => (parameter.includes('.') ? '@q' : '@k')).replace(/_(score|loss)$/, '')
  const longer = known.find((name) => name.startsWith(`${family}_`))
  if (longer !== undefined) return longer
  const nearest = closest(family, [...known])
  return distance(family, nearest) <= Math.max(family.length, nearest.length) / 2 ? nearest : null
}
