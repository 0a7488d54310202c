import { closest, distance } from 'fastest-levenshtein'
import type { Metric } from './metric.ts'
import type { Task } from './sample.ts'

/** What a policy must know of a metric; the registry brings what computes it. */
export type MetricFacts = Pick<Metric, 'name' | 'higherIsBetter' | 'bounds' | 'reportOnly'>

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

/** A metric with a parameter: `ndcg@10`. `whenBare` is what the bare name means, as in scikit-learn; null is "all". */
export type Family = { readonly name: string; readonly parameter: 'k' | 'q'; readonly whenBare: number | null }

type Traits = Omit<MetricFacts, 'name'>
type Known = { readonly metrics: Readonly<Record<string, Traits>>; readonly families: readonly (Family & Traits)[] }

/** Allowed as a margin's unit and as a limit: told by direction and range. */
const high = (bounds: Metric['bounds']): Traits => ({ higherIsBetter: true, bounds, reportOnly: null })
const low = (bounds: Metric['bounds']): Traits => ({ higherIsBetter: false, bounds, reportOnly: null })
const SHARE = high('unit-interval')
const LOSS = low('non-negative')
const BIASED = 'it is biased upward, the more the fewer the rows, and depends on the bins: gate brier_score or log_loss'
const CALIBRATION_ERROR = { ...low('unit-interval'), reportOnly: BIASED }

/**
 * Direction and range of every metric, apart from the code that computes it: a policy is read in every call, and most compute nothing.
 * A test holds them equal to what the metrics themselves say.
 */
const KNOWN: Readonly<Record<Task, Known>> = {
  'binary-classification': {
    metrics: {
      ...{ roc_auc: SHARE, average_precision: SHARE, log_loss: LOSS, brier_score: low('unit-interval'), accuracy: SHARE },
      ...{ balanced_accuracy: SHARE, precision: SHARE, recall: SHARE, f1: SHARE, mcc: high('minus-one-to-one') },
      expected_calibration_error: CALIBRATION_ERROR,
    },
    families: [],
  },
  'multiclass-classification': {
    metrics: {
      ...{ accuracy: SHARE, balanced_accuracy: SHARE, precision_macro: SHARE, precision_micro: SHARE, precision_weighted: SHARE },
      ...{ recall_macro: SHARE, recall_micro: SHARE, recall_weighted: SHARE, f1_macro: SHARE, f1_micro: SHARE, f1_weighted: SHARE },
      ...{ mcc: high('minus-one-to-one'), log_loss: LOSS, brier_score: LOSS, roc_auc_ovr_macro: SHARE, roc_auc_ovr_weighted: SHARE },
      ...{ roc_auc_ovo_macro: SHARE, roc_auc_ovo_weighted: SHARE, expected_calibration_error: CALIBRATION_ERROR },
    },
    families: [{ name: 'top_k_accuracy', parameter: 'k', whenBare: 2, ...SHARE }],
  },
  regression: {
    metrics: {
      ...{ mean_absolute_error: LOSS, mean_squared_error: LOSS, root_mean_squared_error: LOSS, median_absolute_error: LOSS },
      ...{ r2: high('unbounded'), explained_variance: high('unbounded'), mean_absolute_percentage_error: LOSS, mape: LOSS },
      ...{ max_error: LOSS, spearman: high('minus-one-to-one') },
    },
    families: [{ name: 'mean_pinball_loss', parameter: 'q', whenBare: 0.5, ...LOSS }],
  },
  ranking: { metrics: { map: SHARE, mrr: SHARE }, families: [{ name: 'ndcg', parameter: 'k', whenBare: null, ...SHARE }] },
}

/** The names of a task's metrics, families with their parameter's letter: `ndcg@k`. */
export function metricNames(task: Task): string[] {
  const { metrics, families } = KNOWN[task]
  return [...Object.keys(metrics), ...families.map(({ name, parameter }) => `${name}@${parameter}`)]
}

/** @throws UnknownMetric for a name or a parameter that the task does not have */
export function findMetricFacts(name: string, task: Task): MetricFacts {
  const { metrics, families } = KNOWN[task]
  const { base } = readMetricName(name, task)
  const traits = Object.hasOwn(metrics, base) ? metrics[base] : families.find((family) => family.name === base)
  if (traits === undefined) throw unknown(name, task)
  const { higherIsBetter, bounds, reportOnly } = traits
  return { name, higherIsBetter, bounds, reportOnly }
}

/**
 * A name as its base and, of a family, its parameter (the bare name's, where none is written).
 *
 * @throws UnknownMetric for a name or a parameter that the task does not have
 */
export function readMetricName(name: string, task: Task): { readonly base: string; readonly parameter: number | null } {
  const { metrics, families } = KNOWN[task]
  if (Object.hasOwn(metrics, name)) return { base: name, parameter: null }
  const [base = '', written, ...rest] = name.split('@')
  const family = families.find((candidate) => candidate.name === base)
  if (family === undefined || rest.length > 0) throw unknown(name, task)
  return { base, parameter: written === undefined ? family.whenBare : parameterOf(family, written, name, task) }
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
