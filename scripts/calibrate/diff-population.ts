import type { Random } from './random.ts'

/** One value of a row: a number, the code of a level, or null. */
export type Draw = (random: Random) => number | null
export type SimulatedColumn = { readonly name: string; readonly use: 'number' | 'category'; readonly draw: Draw }

/** Thirty columns as tables have them: some in whole numbers, some nearly all zero, some with nulls, one with 500 levels. */
export function thirtyColumns(): readonly SimulatedColumn[] {
  const numbers: readonly Draw[] = [
    ...Array.from({ length: 6 }, (_, index) => normal(10 * index, 1 + index)),
    ...[0.3, 0.6, 1, 2].map(lognormal),
    pareto,
    mostlyZero(lognormal(1)),
    orNull(0.01, normal(0, 1)),
    orNull(0.05, lognormal(1)),
    orNull(0.2, normal(100, 15)),
    orNull(0.5, pareto),
    ...[2, 10, 40].map((deviation) => rounded(normal(50, deviation))),
    rounded(lognormal(1)),
  ]
  const levels: readonly Draw[] = [
    ...[2, 3, 6, 12, 40, 200].map(rarer),
    even(500),
    orNull(0.06, rarer(9)),
    (random) => (random.uniform() < 0.24 ? 1 : 0),
    (random) => (random.uniform() < 0.001 ? 1 : 0),
  ]
  return [
    ...numbers.map((draw, index) => ({ name: `number ${index}`, use: 'number' as const, draw })),
    ...levels.map((draw, index) => ({ name: `levels ${index}`, use: 'category' as const, draw })),
  ]
}

export function normal(mean: number, deviation: number): Draw {
  return (random) => mean + deviation * random.normal()
}

export function lognormal(deviation: number): Draw {
  return (random) => Math.exp(deviation * random.normal())
}

/** Of infinite variance: it breaks distances that are measured in standard deviations. */
function pareto(random: Random): number {
  return (1 - random.uniform()) ** (-1 / 1.5)
}

export function rounded(draw: Draw): Draw {
  return (random) => {
    const value = draw(random)
    return value === null ? null : Math.round(value)
  }
}

function mostlyZero(draw: Draw): Draw {
  return (random) => (random.uniform() < 0.92 ? 0 : draw(random))
}

export function orNull(share: number, draw: Draw): Draw {
  return (random) => (random.uniform() < share ? null : draw(random))
}

/** Level k is about as frequent as 1 / (k + 1): exp of a uniform is so distributed. */
function rarer(levels: number): Draw {
  return (random) => Math.floor((levels + 1) ** random.uniform()) - 1
}

export function even(levels: number): Draw {
  return (random) => Math.floor(levels * random.uniform())
}
