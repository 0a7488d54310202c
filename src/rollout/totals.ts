import type { SeenWindow } from './entry.ts'

type Reading = SeenWindow['readings'][string]
type Totals = Readonly<Record<string, Reading>>

/** Sums over windows, for people: what was counted in both arms since the evidence was begun. */
export function addTotals(totals: Totals, readings: SeenWindow['readings']): Totals {
  const sums = Object.entries(readings).map(([name, reading]): [string, Reading] => [name, sumOf(totals[name], reading)])
  return { ...totals, ...Object.fromEntries(sums) }
}

function sumOf(sum: Reading | undefined, reading: Reading): Reading {
  if (sum === undefined || sum.kind === 'not-evaluable') return reading
  if (reading.kind === 'rate' && sum.kind === 'rate')
    return {
      kind: 'rate',
      arms: bothArms(sum.arms, reading.arms, (a, b) => ({ requests: a.requests + b.requests, failures: a.failures + b.failures })),
    }
  if (reading.kind === 'mean' && sum.kind === 'mean')
    return {
      kind: 'mean',
      arms: bothArms(sum.arms, reading.arms, (a, b) => ({
        count: a.count + b.count,
        sum: a.sum + b.sum,
        sumOfSquares: a.sumOfSquares + b.sumOfSquares,
      })),
    }
  if (reading.kind === 'histogram' && sum.kind === 'histogram' && sameEdges(reading.edges, sum.edges))
    return {
      kind: 'histogram',
      edges: sum.edges,
      arms: bothArms(sum.arms, reading.arms, (a, b) => ({ counts: a.counts.map((count, index) => count + (b.counts[index] ?? 0)) })),
    }
  return sum
}

type Both<Value> = { stable: Value; canary: Value }

function bothArms<Value>(a: Both<Value>, b: Both<Value>, add: (a: Value, b: Value) => Value): Both<Value> {
  return { stable: add(a.stable, b.stable), canary: add(a.canary, b.canary) }
}

function sameEdges(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((edge, index) => edge === b[index])
}
