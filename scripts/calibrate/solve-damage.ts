import type { Metric } from '../../src/metrics/metric.ts'
import type { Answers } from '../../src/metrics/sample.ts'
import { subset, subsetAnswers } from '../../src/metrics/subset.ts'
import { type Damage, damaged, type Population, UNDAMAGED } from './population.ts'

/** A candidate of known loss. */
export type Loss = {
  readonly candidate: Answers
  /** True harm against the baseline on the population (on the rows of `only`), in the metric's unit. */
  readonly harm: number
}

/** One kind of damage: noise, a push against the label, or a shift for metrics that noise does not worsen steadily. */
export type Harming = 'noise' | 'against-label' | 'shift-up' | 'shift-down'

/** Latent units; every margin of the tables is lost well before. */
const MOST_DAMAGE = 8
const STEPS = 30
/** A loss within so much of the wanted one will do: the margin judged is then taken from the loss itself, so nothing is approximate. */
const CLOSE_ENOUGH = 0.005

/** Bisects the size of the damage until the candidate loses `wanted` of the metric. */
export function solveDamage(population: Population, metric: Metric, how: Harming, wanted: number, only: Uint8Array | null = null): Loss {
  const concerned = rowsMarked(only)
  const part = concerned === null ? population.sample : subset(population.sample, concerned)
  const metricOf = (answers: Answers) => metric.estimate(part, concerned === null ? answers : subsetAnswers(answers, concerned)).value
  const baseline = metricOf(population.baseline)
  const lossAt = (size: number): Loss => {
    const candidate = damaged(population, { ...UNDAMAGED, ...damageOf(how, size), only })
    const difference = metricOf(candidate) - baseline
    return { candidate, harm: metric.higherIsBetter ? -difference : difference }
  }
  let low = 0
  let high = MOST_DAMAGE
  for (let step = 0; step < STEPS; step++) {
    const middle = (low + high) / 2
    const loss = lossAt(middle)
    if (Math.abs(loss.harm - wanted) <= CLOSE_ENOUGH * wanted) return loss
    if (loss.harm < wanted) low = middle
    else high = middle
  }
  throw new Error(`${metric.name}: no ${how} makes it lose ${wanted}`)
}

function damageOf(how: Harming, size: number): Partial<Damage> {
  switch (how) {
    case 'noise':
      return { noise: size }
    case 'against-label':
      return { against: size }
    case 'shift-up':
      return { shift: size }
    case 'shift-down':
      return { shift: -size }
  }
}

function rowsMarked(only: Uint8Array | null): Uint32Array | null {
  if (only === null) return null
  const rows: number[] = []
  only.forEach((mark, row) => {
    if (mark === 1) rows.push(row)
  })
  return Uint32Array.from(rows)
}
