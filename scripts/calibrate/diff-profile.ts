import { GridHistogram } from '../../src/sources/tabular/distribution/grid-histogram.ts'
import { mergeBins } from '../../src/sources/tabular/distribution/merge-bins.ts'
import type { ColumnProfile, SideCounts } from '../../src/sources/tabular/distribution/profile.ts'
import type { Draw, SimulatedColumn } from './diff-population.ts'
import type { Random } from './random.ts'

/** A column counted as the worker counts it, with so many rows on each side. */
export function simulatedProfile({ name, use, draw }: SimulatedColumn, current: Draw, rows: number, random: Random): ColumnProfile {
  const shared = { name, use, types: { reference: 'simulated', current: 'simulated' }, whole: false }
  if (use === 'category') {
    const levels = new LevelCounts()
    const sides = {
      reference: drawSide(draw, rows, random, (code) => levels.add(code, 'reference')),
      current: drawSide(current, rows, random, (code) => levels.add(code, 'current')),
    }
    return { ...shared, ...sides, bins: null, levels: levels.mostFrequentFirst() }
  }
  const numbers = new NumberCounts()
  const sides = {
    reference: drawSide(draw, rows, random, (value) => numbers.add(value, 'reference')),
    current: drawSide(current, rows, random, (value) => numbers.add(value, 'current')),
  }
  return { ...shared, ...sides, bins: numbers.bins(), levels: null }
}

class NumberCounts {
  #reference = new GridHistogram(0)
  #current = new GridHistogram(0)
  #isSettled = false

  /** The first number settles the grid of both sides. */
  add(value: number, side: 'reference' | 'current'): void {
    if (!this.#isSettled) {
      this.#reference = new GridHistogram(value)
      this.#current = new GridHistogram(value)
      this.#isSettled = true
    }
    if (side === 'reference') this.#reference.add(value)
    else this.#current.add(value)
  }

  bins() {
    return mergeBins(GridHistogram.compare(this.#reference, this.#current))
  }
}

class LevelCounts {
  readonly #levels = new Map<number, { name: string; reference: number; current: number }>()

  add(code: number, side: 'reference' | 'current'): void {
    const level = this.#levels.get(code) ?? { name: `level ${code}`, reference: 0, current: 0 }
    level[side]++
    this.#levels.set(code, level)
  }

  mostFrequentFirst() {
    return [...this.#levels.values()].sort((a, b) => b.reference + b.current - a.reference - a.current)
  }
}

function drawSide(draw: Draw, rows: number, random: Random, take: (value: number) => void): SideCounts {
  const side = { rows, nulls: 0, notNumbers: 0, infinities: 0, zeros: 0, min: Infinity, max: -Infinity, distinct: null }
  for (let row = 0; row < rows; row++) {
    const value = draw(random)
    if (value === null) {
      side.nulls++
      continue
    }
    if (value === 0) side.zeros++
    if (value < side.min) side.min = value
    if (value > side.max) side.max = value
    take(value)
  }
  return side
}
