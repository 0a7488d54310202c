import type { Answers, Task } from '../../metrics/sample.ts'
import { BrokenClaim, type Claim } from './claim.ts'
import { packFloat32, packFloat64 } from './pack.ts'
import type { Part } from './part.ts'
import type { Column, Table } from './table.ts'
import { itemsOf, validRows } from './vectors.ts'

/** SQL of the prediction columns as numbers; float only where all are, so that answers keep the width that the model gave. */
export function answerColumns(columns: readonly Column[]): readonly string[] {
  const type = columns.every((column) => column.type === 'FLOAT') ? 'FLOAT' : 'DOUBLE'
  return columns.map((column) => `CAST(${column.value} AS ${type})`)
}

/** What every prediction must be: a finite number, of a classifier a probability. */
export function answerClaims(table: Table, columns: readonly Column[], task: Task): readonly (readonly [Claim, Claim])[] {
  return columns.map((column) => {
    const number = `TRY_CAST(${column.value} AS DOUBLE)`
    const finite = {
      table,
      column,
      wrong: `${number} IS NULL OR NOT isfinite(${number})`,
      expected: 'a finite number as the prediction',
      remedy: 'Write a prediction for every row; see why the model gave none.',
      reasonCode: 'OUTPUT_NOT_FINITE',
    }
    const outside = task === 'regression' || task === 'ranking' ? 'false' : `${number} NOT BETWEEN 0 AND 1`
    const probability = {
      ...finite,
      wrong: outside,
      expected: 'a probability in [0, 1]',
      remedy: "Apply the sigmoid or softmax before writing the scores, or name other columns under the model's `output`.",
      reasonCode: 'OUTPUT_NOT_PROBABILITY',
    }
    return [finite, probability]
  })
}

/** @param sql one expression a column, all FLOAT or all DOUBLE */
export function answerPart(sql: readonly string[], claims: readonly (readonly [Claim, Claim])[], wide: boolean): Part<Answers> {
  const width = sql.length
  let values: Float32Array | Float64Array = new Float32Array(0)
  const columns = sql.map((expression, offset) => ({
    sql: expression,
    sink: (vector: Parameters<typeof itemsOf>[0], from: number, count: number, at: number): void => {
      const items = itemsOf(vector)
      const [finite, probability] = claims[offset] ?? []
      if (finite === undefined || probability === undefined) throw new Error('a prediction column without its claims')
      if (validRows(vector, from + count) !== null) throw new BrokenClaim(finite)
      const first = at * width + offset
      if (items instanceof Float32Array && values instanceof Float32Array) {
        if (!packFloat32(items, from, count, values, first, width)) throw new BrokenClaim(finite)
      } else if (items instanceof Float64Array && values instanceof Float64Array) {
        if (!packFloat64(items, from, count, values, first, width)) throw new BrokenClaim(finite)
      } else throw new Error(`predictions came as ${items.constructor.name}`)
      if (probability.wrong !== 'false' && anyOutsideUnit(items, from, count)) throw new BrokenClaim(probability)
    },
  }))
  return {
    columns,
    begin: (rows) => {
      values = wide ? new Float64Array(rows * width) : new Float32Array(rows * width)
    },
    end: () => ({ width, values }),
  }
}

function anyOutsideUnit(items: Float32Array | Float64Array, from: number, count: number): boolean {
  for (let row = from; row < from + count; row++) {
    const value = items[row] ?? 0
    if (value < 0 || value > 1) return true
  }
  return false
}
