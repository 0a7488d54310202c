import type { Answers, Sample, Task } from '../../src/metrics/sample.ts'
import type { SliceColumn } from '../../src/sources/scored-rows.ts'
import { type Random, randomFrom } from './random.ts'

/**
 * A finite population of known truth. Each row has a latent value, and both arms see it with an error of their own of equal size.
 * Evaluation data are rows drawn from it with replacement, so the true value of a metric is its value on the whole population,
 * without any error of simulation.
 */
export type Population = {
  readonly sample: Sample
  readonly slices: readonly SliceColumn[]
  readonly width: number
  /** Rows that are drawn together: the documents of a query, else 1. */
  readonly rowsAUnit: number
  readonly baseline: Answers
  /** Latent answers of the candidate before any damage, and the direction in which noise moves each. */
  readonly latent: Float64Array
  readonly disturbance: Float64Array
}

/** What is done to the candidate's latent answers; `only` is 1 for the rows concerned, null for all. */
export type Damage = {
  /** Standard deviation of further noise. */
  readonly noise: number
  /** A constant added: moves precision and recall, which noise does not order. */
  readonly shift: number
  /** Moves positive rows down and negative rows up: a loss that leaves the arms' disagreement as it was. Two classes only. */
  readonly against: number
  readonly only: Uint8Array | null
}

export const UNDAMAGED: Damage = { noise: 0, shift: 0, against: 0, only: null }

/**
 * Spread of an arm's own error on the latent scale. At 0.48 the AUC difference of two binary arms has a standard error of
 * 0.138/√n, as two boosted-tree models of which one saw 10 % other rows (4,800 rows then prove a margin of 0.005 with 80 % chance).
 */
const OWN_ERROR = 0.48
const SEED = 20_231
const ROWS = 200_000
const QUERIES = 50_000
const DOCUMENTS_A_QUERY = 12
const CLASSES = 5
const DESIGN = { weight: null, cluster: null, clusters: 0 } as const

/** Of this module: looking up a global a million times takes seconds where tests run in a context of their own. */
const { exp, floor } = Math

type Label<Labels> = { readonly label: Labels; readonly truth: Float64Array }

export function makePopulation(task: Task): Population {
  const random = randomFrom(SEED)
  switch (task) {
    case 'binary-classification': {
      // 26 % positives and an AUC of 0.90, as the income data and models have.
      const { label, truth } = drawLabels(new Uint8Array(ROWS), random, () => -2 + 2.6 * random.normal(), bernoulli)
      return populationOf({ task, label, ...DESIGN }, truth, random, incomeSlices(random))
    }
    case 'multiclass-classification': {
      const truth = Float64Array.from({ length: ROWS * CLASSES }, () => 2.2 * random.normal())
      const shares = answersOf(task, CLASSES, truth).values
      const label = Int32Array.from({ length: ROWS }, (_, row) =>
        pick(shares.subarray(row * CLASSES, (row + 1) * CLASSES), random.uniform()),
      )
      return populationOf({ task, label, classes: CLASSES, ...DESIGN }, truth, random)
    }
    case 'regression': {
      const { label, truth } = drawLabels(
        new Float64Array(ROWS),
        random,
        () => 10 + 2 * random.normal(),
        (of) => of + random.normal(),
      )
      return populationOf({ task, label, ...DESIGN }, truth, random)
    }
    case 'ranking': {
      const rows = QUERIES * DOCUMENTS_A_QUERY
      const { label, truth } = drawLabels(
        new Float64Array(rows),
        random,
        () => random.normal(),
        (of) => relevance(of + 0.5 * random.normal()),
      )
      const query = Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / DOCUMENTS_A_QUERY))
      return populationOf({ task, label, query, queries: QUERIES, ...DESIGN }, truth, random)
    }
  }
}

/** The candidate's answers for the whole population. */
export function damaged({ sample, width, latent, disturbance }: Population, { noise, shift, against, only }: Damage): Answers {
  const moved = latent.slice()
  for (let at = 0; at < moved.length; at++) {
    const row = floor(at / width)
    if (only !== null && only[row] !== 1) continue
    const wrongWay = against === 0 ? 0 : against * (1 - 2 * (sample.label[row] ?? 0))
    moved[at] = (latent[at] ?? 0) + noise * (disturbance[at] ?? 0) + shift + wrongWay
  }
  return answersOf(sample.task, width, moved)
}

/** Rows of one group, marked by 1; `name` as in the checks (`sex=Female`). */
export function rowsOfGroup({ sample, slices }: Population, name: string): Uint8Array {
  const slice = slices.find(({ groups }) => groups.includes(name))
  if (slice === undefined) throw new Error(`the population has no group ${name}`)
  const code = slice.groups.indexOf(name)
  return Uint8Array.from({ length: sample.label.length }, (_, row) => (slice.code[row] === code ? 1 : 0))
}

function populationOf(sample: Sample, truth: Float64Array, random: Random, slices: readonly SliceColumn[] = []): Population {
  const withOwnError = () => truth.map((value) => value + OWN_ERROR * random.normal())
  const width = truth.length / sample.label.length
  const rowsAUnit = sample.task === 'ranking' ? DOCUMENTS_A_QUERY : 1
  const baseline = answersOf(sample.task, width, withOwnError())
  return { sample, slices, width, rowsAUnit, baseline, latent: withOwnError(), disturbance: truth.map(() => random.normal()) }
}

function drawLabels<Labels extends Uint8Array | Float64Array>(
  label: Labels,
  random: Random,
  latent: () => number,
  labelOf: (latent: number, random: Random) => number,
): Label<Labels> {
  const truth = new Float64Array(label.length)
  for (let row = 0; row < label.length; row++) {
    const value = latent()
    truth[row] = value
    label[row] = labelOf(value, random)
  }
  return { label, truth }
}

/** Shares of the income data: one third women; ages by the edges 30, 45 and 60, the oldest a twelfth. */
function incomeSlices(random: Random): SliceColumn[] {
  const column = (name: string, groups: readonly string[], shares: readonly number[]): SliceColumn => {
    const code = Uint16Array.from({ length: ROWS }, () => pick(shares, random.uniform()))
    return { name, groups, code }
  }
  return [
    column('sex', ['sex=Female', 'sex=Male'], [0.33, 0.67]),
    column('age', ['age<30', '30<=age<45', '45<=age<60', 'age>=60'], [0.3, 0.37, 0.25, 0.08]),
  ]
}

function answersOf(task: Task, width: number, latent: Float64Array): Answers {
  switch (task) {
    case 'binary-classification':
      return { width, values: sigmoids(latent) }
    case 'multiclass-classification':
      return { width, values: softmaxRows(latent, width) }
    case 'regression':
    case 'ranking':
      return { width, values: latent }
  }
}

function sigmoids(logits: Float64Array): Float32Array {
  const shares = new Float32Array(logits.length)
  for (let row = 0; row < logits.length; row++) shares[row] = sigmoid(logits[row] ?? 0)
  return shares
}

function softmaxRows(logits: Float64Array, width: number): Float32Array {
  const shares = new Float32Array(logits.length)
  for (let start = 0; start < logits.length; start += width) {
    let sum = 0
    for (let k = 0; k < width; k++) sum += exp(logits[start + k] ?? 0)
    for (let k = 0; k < width; k++) shares[start + k] = exp(logits[start + k] ?? 0) / sum
  }
  return shares
}

function sigmoid(logit: number): number {
  return 1 / (1 + exp(-logit))
}

function bernoulli(logit: number, random: Random): number {
  return random.uniform() < sigmoid(logit) ? 1 : 0
}

function relevance(value: number): number {
  return Math.max(0, Math.min(4, Math.round(value)))
}

/** Index of the share in which the uniform draw falls. */
function pick(shares: ArrayLike<number>, uniform: number): number {
  let cumulated = 0
  for (let index = 0; index < shares.length - 1; index++) {
    cumulated += shares[index] ?? 0
    if (uniform < cumulated) return index
  }
  return shares.length - 1
}
