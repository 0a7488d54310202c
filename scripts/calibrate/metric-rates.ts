import { metricNames } from '../../src/metrics/names.ts'
import { findMetric } from '../../src/metrics/registry.ts'
import type { Answers, Task } from '../../src/metrics/sample.ts'
import { drawEvaluation } from './draw.ts'
import { judged, policyOf } from './judged.ts'
import { damaged, type Population, UNDAMAGED } from './population.ts'
import type { Rate } from './rate.ts'
import { type Harming, solveDamage } from './solve-damage.ts'

/** How often one overall check by proof answers what, for candidates of known loss. */
export type MetricRow = {
  readonly task: Task
  readonly metric: string
  /** In the metric's unit. */
  readonly margin: number
  /** Rows of the evaluation data; queries of a ranking. */
  readonly n: number
  readonly repeats: number
  /** The candidate is exactly as good as the baseline. */
  readonly equalFailed: Rate
  readonly equalBlocked: Rate
  /** It loses exactly the margin: both are errors, at 5 % each. */
  readonly marginalPassed: Rate
  readonly marginalFailed: Rate
  /** It loses twice the margin. */
  readonly doubleFound: Rate
}

/** A metric as it is calibrated: its margin, and how a candidate is made to lose it. */
export type Plan = {
  readonly metric: string
  readonly margin: number
  readonly how: Harming
  readonly cost: 'plain' | 'sorts' | 'bootstrap'
}

export const TASKS: readonly Task[] = ['binary-classification', 'multiclass-classification', 'regression', 'ranking']
export const SIZES = [500, 2_000, 5_000, 50_000] as const
export type Size = (typeof SIZES)[number]

/** Fewer where one judgement takes long: twenty AUCs of 50,000 rows, or 2,000 resamples of two medians. */
const REPEATS: Readonly<Record<Plan['cost'], Readonly<Record<Size, number>>>> = {
  plain: { 500: 400, 2000: 400, 5000: 300, 50000: 60 },
  sorts: { 500: 300, 2000: 200, 5000: 100, 50000: 20 },
  bootstrap: { 500: 60, 2000: 20, 5000: 300, 50000: 60 },
}

/** Parameters for the families of metrics: `ndcg@k` is calibrated as `ndcg@10`. */
const PARAMETERS: Readonly<Record<string, string>> = {
  'top_k_accuracy@k': 'top_k_accuracy@2',
  'mean_pinball_loss@q': 'mean_pinball_loss@0.9',
  'ndcg@k': 'ndcg@10',
}

const MARGINS: Readonly<Record<string, number>> = {
  roc_auc: 0.005,
  log_loss: 0.01,
  brier_score: 0.005,
  mean_absolute_error: 0.02,
  mean_squared_error: 0.05,
  root_mean_squared_error: 0.02,
  median_absolute_error: 0.02,
  mean_absolute_percentage_error: 0.002,
  mape: 0.002,
  'mean_pinball_loss@0.9': 0.01,
}
const USUAL_MARGIN = 0.01

const HOW: Readonly<Record<string, Harming>> = {
  precision: 'shift-up',
  recall: 'shift-down',
  balanced_accuracy: 'shift-down',
  f1: 'shift-down',
}

/** Every metric of the task that can be compared. */
export function plansOf(task: Task): Plan[] {
  return metricNames(task)
    .map((name) => findMetric(PARAMETERS[name] ?? name, task))
    .filter(({ reportOnly, comparer }) => reportOnly === null && comparer !== 'none')
    .map(({ name, comparer }) => ({
      metric: name,
      margin: MARGINS[name] ?? USUAL_MARGIN,
      how: task === 'binary-classification' ? (HOW[name] ?? 'noise') : 'noise',
      cost: comparer === 'bootstrap' ? 'bootstrap' : name.startsWith('roc_auc_') || task === 'ranking' ? 'sorts' : 'plain',
    }))
}

export function repeatsOf({ cost }: Plan, size: Size): number {
  return REPEATS[cost][size]
}

/** @param repeats for each size; sizes left out are not simulated */
export function simulateMetric(population: Population, plan: Plan, repeats: Readonly<Partial<Record<Size, number>>>): MetricRow[] {
  const { task } = population.sample
  const metric = findMetric(plan.metric, task)
  const marginal = solveDamage(population, metric, plan.how, plan.margin)
  const double = solveDamage(population, metric, plan.how, 2 * plan.margin)
  const undamaged = damaged(population, UNDAMAGED)
  return SIZES.flatMap((n) => {
    const times = repeats[n]
    if (times === undefined) return []
    const outcomes = (candidate: Answers, margin: number, swap: boolean, seed: number) => {
      const policy = policyOf({ [plan.metric]: margin })
      const seen = { pass: 0, fail: 0, inconclusive: 0 }
      for (let repeat = 0; repeat < times; repeat++) {
        const outcome = judged({ ...drawEvaluation(population, candidate, n, seed + repeat, swap), slices: [] }, policy).checks[0]?.outcome
        if (outcome !== 'pass' && outcome !== 'fail' && outcome !== 'inconclusive')
          throw new Error(`${plan.metric}: a check was ${outcome}`)
        seen[outcome] += 1
      }
      return (outcome: keyof typeof seen): Rate => ({ count: seen[outcome], repeats: times })
    }
    const equal = outcomes(undamaged, plan.margin, true, SEEDS.equal)
    // The margin is what the candidate truly loses, or half of it: no error of the bisection enters.
    const atMargin = outcomes(marginal.candidate, marginal.harm, false, SEEDS.marginal)
    const atDouble = outcomes(double.candidate, double.harm / 2, false, SEEDS.double)
    return [
      {
        task,
        metric: plan.metric,
        margin: plan.margin,
        n,
        repeats: times,
        equalFailed: equal('fail'),
        equalBlocked: equal('inconclusive'),
        marginalPassed: atMargin('pass'),
        marginalFailed: atMargin('fail'),
        doubleFound: atDouble('fail'),
      },
    ]
  })
}

/** Far apart, so that no two experiments share a draw. */
const SEEDS = { equal: 1_000_000, marginal: 2_000_000, double: 3_000_000 }
