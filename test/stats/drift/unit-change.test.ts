import type { Bins } from '../../../src/stats/drift/counts.ts'
import { recognizeUnitChange } from '../../../src/stats/drift/unit-change.ts'

/** Quantiles of a normal curve cut at ±2.3 deviations: a smooth sample without randomness. */
const SMOOTH = Array.from({ length: 2000 }, (_, index) => {
  const p = (index + 0.5) / 2000
  // Tukey's lambda approximates the normal quantile within 0.01 there.
  return (p ** 0.135 - (1 - p) ** 0.135) / 0.1975
})

function binsOf(reference: readonly number[], current: readonly number[]): Bins {
  const counts = new Map<number, [number, number]>()
  for (const [side, values] of [reference, current].entries()) {
    for (const value of values) {
      const both = counts.get(value) ?? [0, 0]
      both[side] += 1
      counts.set(value, both)
    }
  }
  const values = [...counts.keys()].sort((a, b) => a - b)
  return {
    values,
    reference: values.map((value) => counts.get(value)?.[0] ?? 0),
    current: values.map((value) => counts.get(value)?.[1] ?? 0),
  }
}

const hours = SMOOTH.map((z) => 40 * Math.exp(0.3 * z))
const celsius = SMOOTH.map((z) => 12 + 6 * z)
const amounts = [...new Array(20_000).fill(0), ...SMOOTH.map((z) => 5000 * Math.exp(z))]
const some = (values: readonly number[], change: (value: number) => number, every: number) =>
  values.map((value, index) => (index % every === 0 ? change(value) : value))

test.each([
  ['hours to minutes', hours, hours.map((value) => value * 60), '×60', 1],
  ['minutes to hours', hours, hours.map((value) => value / 60), '÷60', 1],
  ['percent', hours, hours.map((value) => value * 100), '×100', 1],
  ['milli', hours, hours.map((value) => value * 1000), '×1000', 1],
  ['°C to °F', celsius, celsius.map((value) => 1.8 * value + 32), '°C to °F', 1],
  ['°F to °C', celsius.map((value) => 1.8 * value + 32), celsius, '°F to °C', 1],
  ['cents where nine of ten are 0', amounts, amounts.map((value) => value * 100), '×100', 1],
  ['minutes in 2 % of the rows', hours, some(hours, (value) => value * 60, 50), '×60', 0.02],
  ['thousandths in 5 % of the rows', hours, some(hours, (value) => value / 1000, 20), '÷1000', 0.05],
] as const)('%s', (_, reference, current, name, share) => {
  const change = recognizeUnitChange(binsOf(reference, current))
  expect(change?.transform.name).toContain(name)
  expect(Math.abs((change?.share ?? 0) - share)).toBeLessThan(0.2 * share)
})

test.each([
  ['the same', hours, hours],
  ['a shift', hours, hours.map((value) => value + 8)],
  ['half as much again', hours, hours.map((value) => value * 1.5)],
  ['one wild value for 2 % of the rows', hours, some(hours, () => 9999, 50)],
  ['constants', new Array(500).fill(3), new Array(500).fill(3)],
  ['too few values', hours.slice(0, 40), hours.slice(0, 40).map((value) => value * 60)],
  ['all zero', new Array(500).fill(0), new Array(500).fill(0)],
] as const)('no change of the unit: %s', (_, reference, current) => {
  expect(recognizeUnitChange(binsOf(reference, current))).toBeNull()
})
