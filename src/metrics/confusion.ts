import { predictedClass } from './correctness.ts'
import type { Estimate } from './metric.ts'
import type { Answers, BinarySample, MulticlassSample } from './sample.ts'

/** Weight of the rows by true and predicted class; `cells` is row-major, `cells[truth × classes + predicted]`. */
export type Confusion = {
  readonly classes: number
  readonly cells: Float64Array
  readonly truth: Float64Array
  readonly predicted: Float64Array
  readonly total: number
  /** 1 for each class that a macro average is over; left out: those that occur. */
  readonly averaged?: Uint8Array
}

/** A function of the cells that does not change when all are scaled, and its derivative by each cell. */
export type CellMeasure = (confusion: Confusion) => { readonly value: number; readonly gradient: Float64Array }

/**
 * Delta method on cell weights. T depends on the weights w only through the cells and not on their scale, so Σw·∂T/∂w = 0
 * and the influence of a row is n·w·∂T/∂cell of its cell (the infinitesimal jackknife).
 */
export function estimateFromCells(sample: BinarySample | MulticlassSample, answers: Answers, measure: CellMeasure): Estimate {
  const { label, weight } = sample
  const classes = sample.task === 'binary-classification' ? 2 : sample.classes
  const predicted = predictedClass(sample, answers)
  const cells = countCells(label, predicted, weight, classes)
  const averaged = sample.task === 'binary-classification' ? undefined : sample.averaged
  const { value, gradient } = measure(averaged === undefined ? cells : { ...cells, averaged })
  const units = label.length
  const influence = new Float64Array(units)
  for (let i = 0; i < units; i++) {
    const slope = gradient[(label[i] ?? 0) * classes + (predicted[i] ?? 0)] ?? 0
    influence[i] = units * slope * (weight === null ? 1 : (weight[i] ?? 0))
  }
  return { value, units, influence }
}

export function countCells(label: Uint8Array | Int32Array, predicted: Int32Array, weight: Float64Array | null, classes: number): Confusion {
  const cells = new Float64Array(classes * classes)
  for (let i = 0; i < label.length; i++) {
    const cell = (label[i] ?? 0) * classes + (predicted[i] ?? 0)
    cells[cell] = (cells[cell] ?? 0) + (weight === null ? 1 : (weight[i] ?? 0))
  }
  const truth = new Float64Array(classes)
  const columns = new Float64Array(classes)
  let total = 0
  cells.forEach((w, cell) => {
    const t = Math.floor(cell / classes)
    const p = cell % classes
    truth[t] = (truth[t] ?? 0) + w
    columns[p] = (columns[p] ?? 0) + w
    total += w
  })
  return { classes, cells, truth, predicted: columns, total }
}
