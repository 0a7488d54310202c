import { type Figure, MAX_CLASSES } from '../../judge/figure.ts'
import { countCells } from '../../metrics/confusion.ts'
import { correctness, predictedClass } from '../../metrics/correctness.ts'
import type { Answers } from '../../metrics/sample.ts'
import type { ClassSample, DrawnArm } from './figures.ts'

const MAX_NAME_CHARS = 60
const OTHERS = 'all others'

/** Confusion matrices side by side. Of many classes the most frequent are shown, the rest as one. */
export function confusionFigures(sample: ClassSample, drawn: readonly DrawnArm[], classes: readonly string[]): Figure[] {
  const count = sample.task === 'binary-classification' ? 2 : sample.classes
  const confusions = drawn.map((one) => ({
    ...one,
    cells: cellsOf(sample, one.answers, count),
  }))
  const [first] = confusions
  if (first === undefined) return []
  const shown = mostFrequent(
    Array.from({ length: count }, (_, k) => first.cells.subarray(k * count, (k + 1) * count).reduce((a, b) => a + b)),
  )
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

/** Weight by true and predicted class, row-major. Two classes take the quicker way: their rows are counted by the million. */
function cellsOf(sample: ClassSample, answers: Answers, classes: number): Float64Array {
  const { label, weight } = sample
  if (sample.task !== 'binary-classification') return countCells(label, predictedClass(sample, answers), weight, classes).cells
  const right = correctness(sample, answers)
  return weight === null ? countsOf(sample.label, right) : weightsOf(sample.label, right, weight)
}

/** Whole numbers without branches. */
function countsOf(label: Uint8Array, right: Uint8Array): Float64Array {
  let [positives, rightOnes, rightPositives] = [0, 0, 0]
  for (let row = 0; row < label.length; row++) {
    const truth = label[row] ?? 0
    const isRight = right[row] ?? 0
    positives += truth
    rightOnes += isRight
    rightPositives += truth & isRight
  }
  const rightNegatives = rightOnes - rightPositives
  return Float64Array.of(rightNegatives, label.length - positives - rightNegatives, positives - rightPositives, rightPositives)
}

function weightsOf(label: Uint8Array, right: Uint8Array, weight: Float64Array): Float64Array {
  const cells = new Float64Array(4)
  for (let row = 0; row < label.length; row++) {
    const truth = label[row] ?? 0
    const cell = 3 * truth + (1 - 2 * truth) * ((right[row] ?? 0) ^ 1)
    cells[cell] = (cells[cell] ?? 0) + (weight[row] ?? 0)
  }
  return cells
}

function mostFrequent(truth: readonly number[]): number[] {
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
