import type { Answers } from '../../../metrics/sample.ts'
import { GridHistogram } from '../../../sources/tabular/distribution/grid-histogram.ts'
import { mergeBins } from '../../../sources/tabular/distribution/merge-bins.ts'
import type { ColumnProfile, SideCounts } from '../../../sources/tabular/distribution/profile.ts'

/** Answers as one more column: a score by its values, several classes by the one that a row gets. */
export function profileOfAnswers(name: string, before: Answers, after: Answers): ColumnProfile {
  const isScore = before.width === 1 && after.width === 1
  const [reference, current] = [before, after].map((answers) => (isScore ? answers.values : predictedClasses(answers)))
  if (reference === undefined || current === undefined) throw new Error('two sides')
  const sides = { reference: countsOf(reference), current: countsOf(current) }
  const shared = { name, types: { reference: 'predictions', current: 'predictions' }, whole: false, ...sides }
  if (!isScore) return { ...shared, use: 'category', bins: null, levels: levelsOf(reference, current) }
  const anchor = Array.from(reference).find(Number.isFinite) ?? 0
  const [one, other] = [histogramOf(reference, anchor), histogramOf(current, anchor)]
  return { ...shared, use: 'number', bins: mergeBins(GridHistogram.compare(one, other)), levels: null }
}

type Values = ArrayLike<number>

function predictedClasses({ width, values }: Answers): number[] {
  return Array.from({ length: values.length / width }, (_, row) => {
    let best = 0
    for (let column = 1; column < width; column++) {
      if ((values[row * width + column] ?? 0) > (values[row * width + best] ?? 0)) best = column
    }
    return best
  })
}

function levelsOf(reference: Values, current: Values): ColumnProfile['levels'] {
  const counts = new Map<number, { reference: number; current: number }>()
  const count = (values: Values, side: 'reference' | 'current') => {
    for (let row = 0; row < values.length; row++) {
      const level = counts.get(values[row] ?? 0) ?? { reference: 0, current: 0 }
      level[side]++
      counts.set(values[row] ?? 0, level)
    }
  }
  count(reference, 'reference')
  count(current, 'current')
  return [...counts]
    .sort(([, a], [, b]) => b.reference + b.current - a.reference - a.current)
    .map(([level, both]) => ({ name: `class ${level}`, ...both }))
}

function histogramOf(values: Values, anchor: number): GridHistogram {
  const histogram = new GridHistogram(anchor)
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN
    if (Number.isFinite(value)) histogram.add(value)
  }
  return histogram
}

function countsOf(values: Values): SideCounts {
  const side = { rows: values.length, nulls: 0, notNumbers: 0, infinities: 0, zeros: 0, min: Infinity, max: -Infinity }
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN
    if (Number.isNaN(value)) side.notNumbers++
    else if (!Number.isFinite(value)) side.infinities++
    else {
      if (value === 0) side.zeros++
      side.min = Math.min(side.min, value)
      side.max = Math.max(side.max, value)
    }
  }
  const hasNumbers = side.min <= side.max
  return { ...side, min: hasNumbers ? side.min : null, max: hasNumbers ? side.max : null, distinct: null }
}
