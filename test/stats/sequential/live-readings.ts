import {
  addPreCanary,
  addReading,
  type Evidence,
  type GuardrailSpec,
  type LatencySpec,
  type MeanSpec,
  type RateSpec,
  type Reading,
  startEvidence,
} from '../../../src/stats/sequential/guardrail.ts'

/* Guardrails and windows that several tests speak of. */
export const ERRORS: RateSpec = { kind: 'rate', relative: 0.25, absolute: 0.005, form: 'auto', max: null, ladder: [10, 4, 2, 1] }
export const LATENCY: LatencySpec = { kind: 'latency', margin: 0.25, quantiles: [0.5, 0.9, 0.99], max: null, ladder: [10, 4, 2, 1] }
export const COST: MeanSpec = { kind: 'mean', higherIsWorse: true, relative: 0.1, absolute: null, ladder: [4, 1] }
export const ONE_PERCENT = Math.log(100)
export const FIVE_PERCENT = Math.log(20)

export function rate(n1: number, e1: number, n2: number, e2: number): Reading {
  return { kind: 'rate', arms: { stable: { requests: n1, failures: e1 }, canary: { requests: n2, failures: e2 } } }
}

export const EDGES = [0.1, 0.125, 0.16, 0.2, 0.25, 0.4]
export function histogram(stable: number[], canary: number[], edges: readonly number[] = EDGES): Reading {
  return { kind: 'histogram', edges, arms: { stable: { counts: stable }, canary: { counts: canary } } }
}

export function mean(stable: number[], canary: number[]): Reading {
  const sums = (values: number[]) => ({
    count: values.length,
    sum: values.reduce((sum, x) => sum + x, 0),
    sumOfSquares: values.reduce((sum, x) => sum + x * x, 0),
  })
  return { kind: 'mean', arms: { stable: sums(stable), canary: sums(canary) } }
}

export function gathered(spec: GuardrailSpec, readings: readonly Reading[], before: readonly Reading[] = []): Evidence {
  const started = before.reduce((evidence, reading) => addPreCanary(spec, evidence, reading), startEvidence(spec))
  return readings.reduce((evidence, reading) => addReading(spec, evidence, reading), started)
}

export function numbersIn(value: unknown): number[] {
  if (typeof value === 'number') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(numbersIn) : []
}

export const times = (count: number, reading: Reading) => new Array<Reading>(count).fill(reading)
export const NO_FAILURES = rate(570, 0, 30, 0)
