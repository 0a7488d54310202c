import { MeasurementError } from '../../errors.ts'
import { listNames } from '../onnx/nearest-name.ts'
import { showValue } from './data-invalid.ts'
import type { Part } from './part.ts'
import { selectRow, textOf } from './query.ts'
import { type Column, fileNames, type Table } from './table.ts'
import { itemsOf } from './vectors.ts'

/** A column that both files have, with SQL that gives both the same value if they mean the same. */
export type SharedColumn = { readonly name: string; readonly left: string; readonly right: string }

/** Columns of the same name, compared as what both can be: the narrower float, whole numbers, else text. */
export function sharedColumns(left: Table, right: Table, except: ReadonlySet<string>): readonly SharedColumn[] {
  return left.columns.flatMap((column) => {
    const other = right.columns.find(({ name }) => name === column.name)
    if (other === undefined || except.has(column.name)) return []
    return [{ name: column.name, ...comparable(column, other) }]
  })
}

export function comparable(left: Column, right: Column): { readonly left: string; readonly right: string } {
  const numeric = (column: Column): boolean => column.kind === 'integer' || column.kind === 'float'
  if (left.kind === 'boolean' && numeric(right)) return { left: zeroOrOne(left), right: `CAST(${right.value} AS DOUBLE)` }
  if (right.kind === 'boolean' && numeric(left)) return { left: `CAST(${left.value} AS DOUBLE)`, right: zeroOrOne(right) }
  if (!numeric(left) || !numeric(right)) return { left: sameText(left), right: sameText(right) }
  if (left.kind === 'integer' && right.kind === 'integer') return both(left, right, 'HUGEINT')
  return both(left, right, left.type === 'FLOAT' || right.type === 'FLOAT' ? 'FLOAT' : 'DOUBLE')
}

function both(left: Column, right: Column, type: string): { readonly left: string; readonly right: string } {
  return { left: `CAST(${left.value} AS ${type})`, right: `CAST(${right.value} AS ${type})` }
}

function zeroOrOne(column: Column): string {
  return `CAST(CAST(${column.value} AS BOOLEAN) AS DOUBLE)`
}

/** pandas writes True where others write true. */
function sameText(column: Column): string {
  return column.kind === 'boolean' ? `lower(${column.text})` : column.text
}

/** Hash of a row's shared columns, a pair of 32-bit words a row. */
export function rowHashPart(expressions: readonly string[]): Part<Int32Array> {
  const sql = `hash(${expressions.join(', ')})`
  let out = new Int32Array(0)
  return {
    columns: [
      {
        sql,
        sink: (vector, from, count, at) => {
          const { buffer, byteOffset, length } = itemsOf(vector)
          out.set(new Int32Array(buffer, byteOffset, length * 2).subarray(from * 2, (from + count) * 2), at * 2)
        },
      },
    ],
    begin: (rows) => {
      out = new Int32Array(rows * 2)
    },
    end: () => out,
  }
}

/** @returns the first row whose hashes differ, or −1 */
export function firstDifference(left: Int32Array, right: Int32Array): number {
  for (let word = 0; word < left.length; word++) if (left[word] !== right[word]) return word >>> 1
  return -1
}

/** Says which column differs in a row (0-based, over all files). */
export async function rowsDiffer(data: Table, predictions: Table, shared: readonly SharedColumn[], row: number): Promise<MeasurementError> {
  const left = await selectRow(
    data.connection,
    valuesQuery(
      data,
      shared.map((column) => column.left),
      row,
    ),
  )
  const right = await selectRow(
    predictions.connection,
    valuesQuery(
      predictions,
      shared.map((column) => column.right),
      row,
    ),
  )
  const index = shared.findIndex((_, at) => textOf(left, `v${at}`) !== textOf(right, `v${at}`))
  const name = JSON.stringify(shared[index]?.name ?? '')
  const values = `${name} is ${showValue(textOf(left, `v${index}`))} there and ${showValue(textOf(right, `v${index}`))} here`
  return new MeasurementError(
    'ROWS_DO_NOT_PAIR',
    `${fileNames(predictions)}: row ${row + 1} is another than row ${row + 1} of ${fileNames(data)}: ${values} (compared ${listNames(shared.map((column) => column.name))})`,
    'Set `data.id`, and write that column beside the predictions.',
  )
}

function valuesQuery(table: Table, expressions: readonly string[], row: number): string {
  const values = expressions.map((sql, index) => `CAST(${sql} AS VARCHAR) AS v${index}`)
  return `SELECT ${values.join(', ')} FROM ${table.source()} LIMIT 1 OFFSET ${row}`
}
