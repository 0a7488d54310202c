import { WITHOUT_DIFFERENCE } from '../../src/gates/evaluate/metric-problems.ts'
import { findMetricFacts, metricNames, UnknownMetric } from '../../src/metrics/names.ts'
import { findMetric } from '../../src/metrics/registry.ts'
import type { Task } from '../../src/metrics/sample.ts'

const TASKS: readonly Task[] = ['binary-classification', 'multiclass-classification', 'regression', 'ranking']

const everyName = TASKS.flatMap((task) => metricNames(task).map((name) => [task, name.replace('@k', '@3').replace('@q', '@0.9')] as const))

test.each(everyName)('%s has %s', (task, name) => {
  expect(findMetric(name, task).name).toBe(name)
})

test.each(everyName)('what a policy is checked with is what the metric says of itself: %s %s', (task, name) => {
  const { name: written, higherIsBetter, bounds, reportOnly } = findMetric(name, task)
  expect(findMetricFacts(name, task)).toEqual({ name: written, higherIsBetter, bounds, reportOnly })
})

test('no task names a metric twice', () => {
  for (const task of TASKS) expect(new Set(metricNames(task)).size).toBe(metricNames(task).length)
})

test.each([
  // task                        name                    higher  bounds              comparer      judged
  ['binary-classification', 'roc_auc', true, 'unit-interval', 'delong', true],
  ['binary-classification', 'log_loss', false, 'non-negative', 'mean', true],
  ['binary-classification', 'accuracy', true, 'unit-interval', 'proportion', true],
  ['binary-classification', 'mcc', true, 'minus-one-to-one', 'influence', true],
  ['binary-classification', 'expected_calibration_error', false, 'unit-interval', 'none', false],
  ['multiclass-classification', 'top_k_accuracy@2', true, 'unit-interval', 'proportion', true],
  ['multiclass-classification', 'f1_micro', true, 'unit-interval', 'proportion', true],
  ['multiclass-classification', 'brier_score', false, 'non-negative', 'mean', true],
  ['regression', 'mean_pinball_loss@0.1', false, 'non-negative', 'mean', true],
  ['regression', 'r2', true, 'unbounded', 'influence', true],
  ['regression', 'median_absolute_error', false, 'non-negative', 'bootstrap', true],
  ['regression', 'max_error', false, 'non-negative', 'none', true],
  ['ranking', 'ndcg@10', true, 'unit-interval', 'mean', true],
] as const)('%s %s', (task, name, higherIsBetter, bounds, comparer, judged) => {
  const metric = findMetric(name, task)
  expect({ ...metric, reportOnly: metric.reportOnly === null }).toMatchObject({ higherIsBetter, bounds, comparer, reportOnly: judged })
})

test.each([
  // what                                task                          name                      suggestion
  ['a swapped letter', 'ranking', 'ndgc@5', 'ndcg@k'],
  ["scikit-learn's function", 'binary-classification', 'roc_auc_score', 'roc_auc'],
  ['another word for it', 'binary-classification', 'AUC', 'roc_auc'],
  ['a short name', 'regression', 'rmse', 'root_mean_squared_error'],
  ['capitals and blanks', 'binary-classification', 'Log Loss', 'log_loss'],
  ['an average forgotten', 'multiclass-classification', 'f1', 'f1_macro'],
  ['a parameter where none belongs', 'binary-classification', 'roc_auc@3', 'roc_auc'],
  ['two parameters', 'ranking', 'ndcg@5@6', 'ndcg@k'],
  ['nothing like it', 'ranking', 'throughput_per_dollar', null],
  ["an object's own property", 'regression', 'constructor', null],
  ['a metric of another task', 'regression', 'roc_auc', null],
] as const)('%s', (_, task, name, suggestion) => {
  const error = errorOf(() => findMetric(name, task))
  expect(error).toMatchObject({ nearest: suggestion, known: metricNames(task) })
  if (suggestion !== null) expect(error.message).toContain(`Did you mean ${suggestion}?`)
})

test.each([
  ['ranking', 'ndcg@0'],
  ['ranking', 'ndcg@2.5'],
  ['ranking', 'ndcg@'],
  ['ranking', 'ndcg@-1'],
  ['multiclass-classification', 'top_k_accuracy@k'],
  ['regression', 'mean_pinball_loss@0'],
  ['regression', 'mean_pinball_loss@1.5'],
  ['regression', 'mean_pinball_loss@90%'],
] as const)('%s: the parameter of %s is refused', (task, name) => {
  expect(errorOf(() => findMetric(name, task)).message).toMatch(/k is a whole number from 1|q is a quantile between 0 and 1/)
})

test('a bare family means what it means in scikit-learn', () => {
  expect(findMetric('ndcg', 'ranking').name).toBe('ndcg')
  expect(findMetric('top_k_accuracy', 'multiclass-classification').name).toBe('top_k_accuracy')
})

function errorOf(call: () => unknown): UnknownMetric {
  try {
    call()
  } catch (error) {
    if (error instanceof UnknownMetric) return error
  }
  throw new Error('nothing was refused')
}

test('a policy may compare two models by every metric whose difference has an interval', () => {
  const tasks = ['binary-classification', 'multiclass-classification', 'regression', 'ranking'] as const
  const without = tasks.flatMap((task) =>
    metricNames(task)
      .map((name) => findMetric(name.replace('@k', '@3').replace('@q', '@0.5'), task))
      .filter(({ comparer, reportOnly }) => comparer === 'none' && reportOnly === null),
  )
  expect(new Set(without.map(({ name }) => name))).toEqual(WITHOUT_DIFFERENCE)
})
