import type { Answers, Sample, Task } from '../../src/metrics/sample.ts'
import { type Random, randomFrom } from './random.ts'

/**
 * A world of known truth: each row has a latent value, both arms see it with an error of their own of equal size, so that the
 * arms are exchangeable and their true difference is exactly zero. Damage is then done to the candidate alone.
 */
export type Damage = {
  /** Standard deviation of further noise on the candidate's latent answer. */
  readonly noise: number
  /** Constant added to the candidate's latent answer: moves precision and recall, which noise does not order. */
  readonly shift: number
}

export const HEALTHY: Damage = { noise: 0, shift: 0 }

export type World = { readonly sample: Sample; readonly baseline: Answers; readonly candidate: Answers }

/**
 * Spread of an arm's own error on the latent scale. At 0.20 the AUC difference of two binary arms has a standard error of
 * 0.139/√n, as two boosted-tree models of which one saw 10 % other rows (statistics.md C1: 4,800 rows for a margin of 0.005).
 */
const OWN_ERROR = 0.2
const DESIGN = { weight: null, cluster: null, clusters: 0 } as const

/** `size` is rows, or queries for ranking. */
export function drawWorld(task: Task, size: number, seed: number, damage: Damage): World {
  const random = randomFrom(seed)
  switch (task) {
    case 'binary-classification':
      return drawBinary(size, random, damage)
    case 'multiclass-classification':
      return drawMulticlass(size, random, damage)
    case 'regression':
      return drawRegression(size, random, damage)
    case 'ranking':
      return drawRanking(size, random, damage)
  }
}

function drawBinary(rows: number, random: Random, damage: Damage): World {
  const label = new Uint8Array(rows)
  const baseline = new Float32Array(rows)
  const candidate = new Float32Array(rows)
  for (let row = 0; row < rows; row++) {
    // About 24 % positives and an AUC near 0.9, as the income data and models have.
    const logit = -2 + 2.6 * random.normal()
    label[row] = random.uniform() < sigmoid(logit) ? 1 : 0
    baseline[row] = sigmoid(logit + OWN_ERROR * random.normal())
    candidate[row] = sigmoid(logit + OWN_ERROR * random.normal() + damage.noise * random.normal() + damage.shift)
  }
  return {
    sample: { task: 'binary-classification', label, ...DESIGN },
    baseline: { width: 1, values: baseline },
    candidate: { width: 1, values: candidate },
  }
}

const CLASSES = 5

function drawMulticlass(rows: number, random: Random, damage: Damage): World {
  const label = new Int32Array(rows)
  const baseline = new Float32Array(rows * CLASSES)
  const candidate = new Float32Array(rows * CLASSES)
  for (let row = 0; row < rows; row++) {
    const logits = Array.from({ length: CLASSES }, () => 2.2 * random.normal())
    label[row] = pick(softmax(logits), random.uniform())
    baseline.set(softmax(logits.map((logit) => logit + OWN_ERROR * random.normal())), row * CLASSES)
    const damaged = logits.map((logit) => logit + OWN_ERROR * random.normal() + damage.noise * random.normal())
    candidate.set(softmax(damaged), row * CLASSES)
  }
  return {
    sample: { task: 'multiclass-classification', label, classes: CLASSES, ...DESIGN },
    baseline: { width: CLASSES, values: baseline },
    candidate: { width: CLASSES, values: candidate },
  }
}

function drawRegression(rows: number, random: Random, damage: Damage): World {
  const label = new Float64Array(rows)
  const baseline = new Float64Array(rows)
  const candidate = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const truth = 10 + 2 * random.normal()
    label[row] = truth + random.normal()
    baseline[row] = truth + OWN_ERROR * random.normal()
    candidate[row] = truth + OWN_ERROR * random.normal() + damage.noise * random.normal() + damage.shift
  }
  return {
    sample: { task: 'regression', label, ...DESIGN },
    baseline: { width: 1, values: baseline },
    candidate: { width: 1, values: candidate },
  }
}

const DOCUMENTS_A_QUERY = 12

function drawRanking(queries: number, random: Random, damage: Damage): World {
  const rows = queries * DOCUMENTS_A_QUERY
  const label = new Float64Array(rows)
  const query = new Uint32Array(rows)
  const baseline = new Float64Array(rows)
  const candidate = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const truth = random.normal()
    query[row] = Math.floor(row / DOCUMENTS_A_QUERY)
    label[row] = Math.max(0, Math.min(4, Math.round(truth + 0.5 * random.normal())))
    baseline[row] = truth + OWN_ERROR * random.normal()
    candidate[row] = truth + OWN_ERROR * random.normal() + damage.noise * random.normal()
  }
  return {
    sample: { task: 'ranking', label, query, queries, ...DESIGN },
    baseline: { width: 1, values: baseline },
    candidate: { width: 1, values: candidate },
  }
}

function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit))
}

function softmax(logits: readonly number[]): number[] {
  const powers = logits.map((logit) => Math.exp(logit))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

function pick(shares: readonly number[], uniform: number): number {
  let cumulated = 0
  for (const [index, share] of shares.entries()) {
    cumulated += share
    if (uniform < cumulated) return index
  }
  return shares.length - 1
}
