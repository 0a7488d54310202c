import { type Figure, MAX_CLASSES } from '../../judge/figure.ts'
import { countCells } from '../../metrics/confusion.ts'
import { predictedClass } from '../../metrics/correctness.ts'
import type { ClassSample, DrawnArm } from './figures.ts'

const MAX_NAME_CHARS = 60
const OTHERS = 'all others'

/** Confusion matrices side by side. Of many classes the most frequent are shown, the rest as one. */
export function confusionFigures(sample: ClassSample, drawn: readonly DrawnArm[], classes: readonly string[]): Figure[] {
  const count = sample.task === 'binary-classification' ? 2 : sample.classes
  const confusions = drawn.map((one) => ({
    ...one,
    ...countCells(sample.label, predictedClass(sample, one.answers), sample.weight, count),
  }))
  const truth = confusions[0]?.truth
  if (truth === undefined) return []
  const shown = mostFrequent(truth)
  const labels = shown.map((k) => shortName(classes[k] ?? defaultName(k, sample)))
  const lumped = shown.length < count
  return [
    {
      kind: 'matrix',
      title: 'Confusion matrices',
      caption: `${sample.weight === null ? 'Rows' : 'Weight of rows'} by true and predicted class${lumped ? `; of ${count} classes the ${shown.length} most frequent` : ''}.${sample.task === 'binary-classification' ? ' Positive is a score above 0.5.' : ''}`,
      rowLabel: 'true',
      columnLabel: 'predicted',
      labels: lumped ? [...labels, OTHERS] : labels,
      panels: confusions.map(({ name, arm, cells }) => ({ name, arm, cells: gathered(cells, count, shown) })),
    },
  ]
}

function mostFrequent(truth: Float64Array): number[] {
  const all = Array.from(truth.keys())
  if (all.length <= MAX_CLASSES) return all
  const byWeight = all.sort((a, b) => (truth[b] ?? 0) - (truth[a] ?? 0) || a - b)
  return byWeight.slice(0, MAX_CLASSES - 1).sort((a, b) => a - b)
}

/** Cells of the shown classes; all others are the last row and column. */
function gathered(cells: Float64Array, classes: number, shown: readonly number[]): number[][] {
  const size = shown.length < classes ? shown.length + 1 : classes
  const place = new Map(shown.map((k, index) => [k, index]))
  const rows = Array.from({ length: size }, () => new Array<number>(size).fill(0))
  cells.forEach((weight, cell) => {
    const row = rows[place.get(Math.floor(cell / classes)) ?? size - 1]
    const column = place.get(cell % classes) ?? size - 1
    if (row !== undefined) row[column] = (row[column] ?? 0) + weight
  })
  return rows
}

function defaultName(k: number, { task }: ClassSample): string {
  if (task === 'binary-classification') return k === 1 ? 'positive' : 'negative'
  return `class ${k}`
}

function shortName(name: string): string {
  const characters = Array.from(name.slice(0, 2 * MAX_NAME_CHARS))
  return characters.length <= MAX_NAME_CHARS ? characters.join('') : `${characters.slice(0, MAX_NAME_CHARS - 1).join('')}…`
}
