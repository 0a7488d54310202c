import type { Answers } from '../../src/metrics/sample.ts'

/** Mulberry32: uniform numbers in [0, 1), the same on every machine. */
export function uniform(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

export const normal = (next: () => number) => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())

export const roundTo = (step: number) => (x: number) => Math.round(x / step) * step

/** Weights between 0.2 and 3, some of them 0. */
export function seededWeights(rows: number, seed: number): number[] {
  const next = uniform(seed)
  return Array.from({ length: rows }, () => (next() < 0.05 ? 0 : 0.2 + 2.8 * next()))
}

/** Labels with a share of `prevalence` and scores in [0, 1] that go with them; `step` rounds the scores, which makes ties. */
export function seededBinary(rows: number, seed: number, step: number, prevalence = 0.35): { label: number[]; answers: Answers } {
  const next = uniform(seed)
  const label = Array.from({ length: rows }, () => (next() < prevalence ? 1 : 0))
  const values = label.map((y) => roundTo(step)(1 / (1 + Math.exp(-(1.3 * y - 0.9 + normal(next))))))
  return { label, answers: { width: 1, values: Float64Array.from(values) } }
}

export function seededMulticlass(rows: number, classes: number, seed: number): { label: number[]; answers: Answers } {
  const next = uniform(seed)
  const label = Array.from({ length: rows }, () => Math.floor(classes * next() ** 1.5))
  const values = label.flatMap((y) => {
    const odds = Array.from({ length: classes }, (_, k) => Math.exp(Math.round(normal(next) * 2 + (k === y ? 2.5 : 0)) / 2))
    const sum = odds.reduce((a, b) => a + b)
    return odds.map((odd) => odd / sum)
  })
  return { label, answers: { width: classes, values: Float64Array.from(values) } }
}

export function seededRegression(rows: number, seed: number, step: number): { label: number[]; answers: Answers } {
  const next = uniform(seed)
  const label = Array.from({ length: rows }, () => roundTo(step)(8 + 3 * normal(next)))
  const values = label.map((y) => roundTo(step)(1 + 0.8 * y + 1.5 * normal(next)))
  return { label, answers: { width: 1, values: Float64Array.from(values) } }
}
