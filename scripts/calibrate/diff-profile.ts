import { GridHistogram } from '../../src/sources/tabular/distribution/grid-histogram.ts'
import { mergeBins } from '../../src/sources/tabular/distribution/merge-bins.ts'
import type { ColumnProfile, SideCounts } from '../../src/sources/tabular/distribution/profile.ts'
import type { Draw, SimulatedColumn } from './diff-population.ts'
import type { Random } from './random.ts'

/** A column counted as the worker counts it, with so many rows on each side. */
export function simulatedProfile({ name, use, draw }: SimulatedColumn, current: Draw, rows: number, random: Random): ColumnProfile {
  const sides = { reference: drawn(draw, rows, random), current: drawn(current, rows, random) }
  const shared = {
    name,
    use,
    types: { reference: 'simulated', current: 'simulated' },
    whole: false,
    reference: sideOf(sides.reference),
    current: sideOf(sides.current),
  }
  if (use === 'number') {
    const anchor = sides.reference.find((value) => value !== null) ?? 0
    const [before, after] = [sides.reference, sides.current].map((values) => histogramOf(values, anchor))
    if (before === undefined || after === undefined) throw new Error('two sides')
    return { ...shared, bins: mergeBins(GridHistogram.compare(before, after)), levels: null }
  }
  const counts = new Map<number, { name: string; reference: number; current: number }>()
  for (const side of ['reference', 'current'] as const) {
    for (const code of sides[side]) {
      if (code === null) continue
      const level = counts.get(code) ?? { name: `level ${code}`, reference: 0, current: 0 }
      level[side]++
      counts.set(code, level)
    }
  }
  const levels = [...counts.values()].sort((a, b) => b.reference + b.current - a.reference - a.current)
  return { ...shared, bins: null, levels }
}

function drawn(draw: Draw, rows: number, random: Random): (number | null)[] {
  return Array.from({ length: rows }, () => draw(random))
}

function histogramOf(values: readonly (number | null)[], anchor: number): GridHistogram {
  const histogram = new GridHistogram(anchor)
  for (const value of values) if (value !== null) histogram.add(value)
  return histogram
}

function sideOf(values: readonly (number | null)[]): SideCounts {
  const side = { rows: values.length, nulls: 0, notNumbers: 0, infinities: 0, zeros: 0, min: Infinity, max: -Infinity, distinct: null }
  for (const value of values) {
    if (value === null) {
      side.nulls++
      continue
    }
    if (value === 0) side.zeros++
    if (value < side.min) side.min = value
    if (value > side.max) side.max = value
  }
  return side
}
