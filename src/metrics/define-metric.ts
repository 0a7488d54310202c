import type { Terms } from '../stats/paired-means.ts'
import { type Estimate, type Metric, UndefinedMetric } from './metric.ts'
import type { Answers, Sample, Task } from './sample.ts'

export type SampleOf<T extends Task> = Extract<Sample, { readonly task: T }>

export type Traits = Pick<Metric, 'name' | 'higherIsBetter' | 'bounds' | 'comparer'> & {
  readonly reportOnly?: string
  /** Metrics of predicted labels have a value for an infinite score, as in scikit-learn; all others refuse it. */
  readonly infinityIsAnAnswer?: boolean
}

/** A metric of one task: refuses what no metric can use (no rows, answers that are not numbers) before `measure` sees it. */
export function defineMetric<T extends Task>(
  task: T,
  { infinityIsAnAnswer = false, reportOnly, ...traits }: Traits,
  measure: (sample: SampleOf<T>, answers: Answers) => Estimate,
  terms: ((sample: SampleOf<T>, answers: Answers) => Terms) | null = null,
): Metric {
  const usable = (sample: Sample, answers: Answers): SampleOf<T> => {
    if (!isOf(task, sample)) throw new Error(`${traits.name} is a metric of ${task}, the rows are of ${sample.task}`)
    refuseUnusableRows(sample, answers)
    refuseNonNumbers(answers, infinityIsAnAnswer ? Number.POSITIVE_INFINITY : Number.MAX_VALUE)
    return sample
  }
  return {
    ...traits,
    averagesClasses: false,
    reportOnly: reportOnly ?? null,
    estimate(sample, answers) {
      const estimate = measure(usable(sample, answers), answers)
      if (!Number.isFinite(estimate.value)) throw new UndefinedMetric('its value is not finite')
      return estimate
    },
    terms: terms === null ? null : (sample, answers) => terms(usable(sample, answers), answers),
  }
}

function isOf<T extends Task>(task: T, sample: Sample): sample is SampleOf<T> {
  return sample.task === task
}

function refuseUnusableRows(sample: Sample, { width, values }: Answers): void {
  const rows = sample.label.length
  if (rows === 0) throw new UndefinedMetric('there are no rows')
  const expected = sample.task === 'multiclass-classification' ? sample.classes : 1
  if (width !== expected) throw new UndefinedMetric(`each row has ${width} answers where ${expected} are expected`)
  if (values.length !== rows * width) throw new Error(`${values.length} answers for ${rows} rows of ${width}`)
  if (sample.weight !== null) refuseUnusableWeights(sample.weight)
}

function refuseUnusableWeights(weight: Float64Array): void {
  let total = 0
  for (let i = 0; i < weight.length; i++) {
    const w = weight[i] ?? 0
    if (!(w >= 0)) throw new UndefinedMetric(`the sample weight of row ${i} is ${w}`)
    total += w
  }
  if (total === 0) throw new UndefinedMetric('all sample weights are zero')
  if (total === Number.POSITIVE_INFINITY) throw new UndefinedMetric('the sample weights are not finite')
}

/** Sources refuse such answers with file and column; this guard keeps a NaN from ever becoming a verdict. */
function refuseNonNumbers({ width, values }: Answers, largest: number): void {
  if (FINITE.has(values)) return
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    if (!(value <= largest && value >= -largest)) throw new UndefinedMetric(`the answer of row ${Math.floor(i / width)} is not finite`)
  }
  if (largest === Number.MAX_VALUE) FINITE.add(values)
}

/** Answers never change once they are read, and every metric asks the same of them: a million rows are looked through once. */
const FINITE = new WeakSet<Answers['values']>()
