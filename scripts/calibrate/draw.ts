import type { Answers, Sample } from '../../src/metrics/sample.ts'
import { subset, subsetAnswers } from '../../src/metrics/subset.ts'
import type { SliceColumn } from '../../src/sources/scored-rows.ts'
import type { Population } from './population.ts'
import { type Random, randomFrom } from './random.ts'

/** Evaluation data with the answers of both arms. */
export type Drawn = {
  readonly sample: Sample
  readonly slices: readonly SliceColumn[]
  readonly baseline: Answers
  readonly candidate: Answers
}

/**
 * Draws `size` rows (queries of a ranking) with replacement.
 *
 * @param swap exchanges the arms' answers of each row (query) with probability ½: then the true difference is exactly 0
 */
export function drawEvaluation(population: Population, candidate: Answers, size: number, seed: number, swap: boolean): Drawn {
  const random = randomFrom(seed)
  const { rowsAUnit } = population
  const units = population.sample.label.length / rowsAUnit
  const rows = new Uint32Array(size * rowsAUnit)
  for (let unit = 0; unit < size; unit++) {
    const first = Math.floor(random.uniform() * units) * rowsAUnit
    for (let k = 0; k < rowsAUnit; k++) rows[unit * rowsAUnit + k] = first + k
  }
  const drawn = {
    sample: withOwnQueries(subset(population.sample, rows), rowsAUnit, size),
    slices: population.slices.map((slice) => ({ ...slice, code: codesOf(slice.code, rows) })),
    baseline: subsetAnswers(population.baseline, rows),
    candidate: subsetAnswers(candidate, rows),
  }
  if (swap) swapAtRandom(drawn.baseline, drawn.candidate, rowsAUnit, random)
  return drawn
}

function codesOf(code: Uint16Array, rows: Uint32Array): Uint16Array {
  const drawn = new Uint16Array(rows.length)
  for (let row = 0; row < rows.length; row++) drawn[row] = code[rows[row] ?? 0] ?? 0
  return drawn
}

/** A query that was drawn twice is two queries. */
function withOwnQueries(sample: Sample, rowsAUnit: number, queries: number): Sample {
  if (sample.task !== 'ranking') return sample
  return { ...sample, query: sample.query.map((_, row) => Math.floor(row / rowsAUnit)), queries }
}

function swapAtRandom({ values: a, width }: Answers, { values: b }: Answers, rowsAUnit: number, random: Random): void {
  const step = width * rowsAUnit
  for (let start = 0; start < a.length; start += step) {
    if (random.uniform() < 0.5) continue
    for (let at = start; at < start + step; at++) {
      const kept = a[at] ?? 0
      a[at] = b[at] ?? 0
      b[at] = kept
    }
  }
}
