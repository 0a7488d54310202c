import { MeasurementError } from '../../errors.ts'
import type { Answers } from '../../metrics/sample.ts'
import type { ArmName, ScoredRows, SliceColumn } from '../scored-rows.ts'
import { ARRAY_TYPES, type ArrayHeader, type BatchMessage, type Finished } from './messages.ts'

type FilledColumn = ArrayHeader & { readonly values: Column }
type Column = Float32Array | Float64Array | Int32Array | Uint8Array | Uint16Array | Uint32Array

/**
 * The parent's side of the data: every array is made once, at its full length, when the first batch has said how many rows
 * come, so that the memory held is the memory needed. Whatever does not add up is refused.
 */
export class RowCollector {
  #columns: readonly FilledColumn[] | null = null
  readonly #limitBytes: number
  #rowsTotal = 0
  #rows = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  get rows(): number {
    return this.#rows
  }

  /** @throws Error when the batch does not fit the ones before it, MeasurementError when all rows would not fit the limit */
  add({ rows, rowsTotal, arrays }: BatchMessage, payload: Uint8Array): void {
    this.#columns ??= allocate(arrays, rowsTotal, this.#limitBytes)
    if (this.#rows === 0) this.#rowsTotal = rowsTotal
    if (rowsTotal !== this.#rowsTotal || this.#rows + rows > rowsTotal) throw new Error(`${this.#rows} + ${rows} of ${rowsTotal} rows`)
    if (arrays.length !== this.#columns.length) throw new Error(`${arrays.length} columns instead of ${this.#columns.length}`)
    let offset = 0
    for (const [index, { name, type, width, values }] of this.#columns.entries()) {
      const header = arrays[index]
      if (header?.name !== name || header.type !== type || header.width !== width) throw new Error(`column ${name} changed`)
      const bytes = rows * width * values.BYTES_PER_ELEMENT
      if (offset + bytes > payload.length) throw new Error(`a payload of ${payload.length} bytes`)
      const target = new Uint8Array(values.buffer, this.#rows * width * values.BYTES_PER_ELEMENT, bytes)
      target.set(payload.subarray(offset, offset + bytes))
      offset += bytes
    }
    if (offset !== payload.length) throw new Error(`a payload of ${payload.length} bytes instead of ${offset}`)
    this.#rows += rows
  }

  /** @throws Error when rows or columns are missing */
  finish(summary: Finished, arms: readonly ArmName[]): ScoredRows {
    if (this.#rows !== this.#rowsTotal || summary.rows !== this.#rows) throw new Error(`${this.#rows} of ${this.#rowsTotal} rows`)
    const answers: Partial<Record<ArmName, Answers>> = {}
    for (const arm of arms) answers[arm] = this.#answers(arm)
    return {
      rows: this.#rows,
      label: this.#label(),
      arms: answers,
      weight: this.#optional('weight', Float64Array),
      cluster: this.#optional('cluster', Uint32Array),
      clusters: summary.clusters,
      query: this.#optional('query', Uint32Array),
      queries: summary.queries,
      classes: summary.classes,
      slices: summary.slices.map(({ name, groups }, index): SliceColumn => {
        const code = this.#optional(`slice.${index}`, Uint16Array)
        if (code === null) throw new Error(`no column for slice ${name}`)
        return { name, groups, code }
      }),
    }
  }

  #find(name: string) {
    return this.#columns?.find((column) => column.name === name)
  }

  #label(): ScoredRows['label'] {
    const label = this.#find('label')?.values
    if (label instanceof Uint8Array || label instanceof Int32Array || label instanceof Float64Array) return label
    throw new Error('no labels')
  }

  #answers(arm: ArmName): Answers {
    const column = this.#find(`arm.${arm}`)
    const values = column?.values
    if (column === undefined || !(values instanceof Float32Array || values instanceof Float64Array)) throw new Error(`no answers of ${arm}`)
    return { width: column.width, values }
  }

  #optional<Array extends Column>(name: string, type: new (length: number) => Array): Array | null {
    const values = this.#find(name)?.values
    if (values === undefined) return null
    if (!(values instanceof type)) throw new Error(`column ${name} is of another type`)
    return values
  }
}

function allocate(arrays: readonly ArrayHeader[], rows: number, limitBytes: number): FilledColumn[] {
  const bytes = arrays.reduce((sum, { type, width }) => sum + rows * width * ARRAY_TYPES[type].BYTES_PER_ELEMENT, 0)
  if (bytes > limitBytes) {
    throw new MeasurementError(
      'MODEL_OUT_OF_MEMORY',
      `The answers for ${rows} rows need ${Math.ceil(bytes / 2 ** 20)} MiB, and the limit is ${Math.floor(limitBytes / 2 ** 20)} MiB`,
      'Raise `memory-limit`, or evaluate on fewer rows.',
    )
  }
  return arrays.map((header) => ({ ...header, values: new ARRAY_TYPES[header.type](rows * header.width) }))
}
