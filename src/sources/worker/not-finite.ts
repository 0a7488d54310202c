import { MeasurementError } from '../../errors.ts'
import type { Answers } from '../../metrics/sample.ts'

/** Counts the rows in which an arm answered NaN or infinity; the whole data are looked at, so that the message has the count. */
export class NotFiniteRows {
  readonly #label: string
  #count = 0
  #first = -1

  /** @param label as in `candidate (models/income.onnx)` */
  constructor(label: string) {
    this.#label = label
  }

  add({ values, width }: Answers, firstRow: number): void {
    let last = -1
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? Number.NaN
      // 0 for every finite number, NaN for the others.
      if (value - value === 0) continue
      const row = Math.floor(i / width)
      if (row === last) continue
      last = row
      this.#count++
      if (this.#first === -1) this.#first = firstRow + row
    }
  }

  /** @throws MeasurementError OUTPUT_NOT_FINITE */
  refuse(rows: number): void {
    if (this.#count === 0) return
    throw new MeasurementError(
      'OUTPUT_NOT_FINITE',
      `${this.#label} answered NaN or infinity in ${this.#count} of ${rows} rows, the first of them row ${this.#first + 1}`,
      'Run the model on that row and look at its inputs: nulls and large values are the usual cause. Such a model must not ship.',
    )
  }
}
