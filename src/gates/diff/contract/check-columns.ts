import type { ColumnType, TableSchema } from '../../../sources/tabular/schema/table-schema.ts'
import type { Finding } from '../finding.ts'
import { typeInWords } from '../schema/type-words.ts'
import type { Contract } from './contract.ts'

export type ColumnsRequest = {
  readonly candidate: Contract
  /** Input → columns; null: matched by name, or by the model's own `columns` metadata. */
  readonly inputs: Readonly<Record<string, readonly string[]>> | null
  readonly data: TableSchema
}

/** Element types that hold every whole number of so many bits. */
const EXACT_BITS: Readonly<Record<string, number>> = { float16: 11, float: 24, double: 53 }

/** The columns that the model reads: there, and of a type that its tensor can hold. */
export function checkColumns({ candidate, inputs, data }: ColumnsRequest): Finding[] {
  // Without declared or matching names the evaluation says how it feeds the model; guessing here would raise false alarms.
  const wanted = inputs ?? Object.fromEntries(candidate.inputs.filter(({ name }) => columnOf(data, name)).map(({ name }) => [name, [name]]))
  return Object.entries(wanted).flatMap(([input, columns]) => {
    const element = candidate.inputs.find(({ name }) => name === input)?.element ?? null
    return columns.flatMap((column) => checkColumn(column, input, element, columnOf(data, column)?.type ?? null))
  })
}

function columnOf({ columns }: TableSchema, name: string) {
  return columns.find((column) => column.name === name)
}

function checkColumn(column: string, input: string, element: string | null, type: ColumnType | null): Finding[] {
  const quoted = JSON.stringify(input)
  if (type === null)
    return [
      {
        rule: 'INPUT_WITHOUT_COLUMN',
        subject: column,
        message: `The model’s input ${quoted} reads a column that the data lack.`,
        evidence: '',
      },
    ]
  if (element === null || element === 'string') return []
  const evidence = `${typeInWords(type)} → ${element}`
  if (!['integer', 'float', 'decimal', 'boolean'].includes(type.kind) && type.kind !== 'text')
    return [
      { rule: 'INPUT_NOT_CASTABLE', subject: column, message: `The model’s input ${quoted} cannot take values of this type.`, evidence },
    ]
  const exact = EXACT_BITS[element]
  if (type.kind === 'integer' && exact !== undefined && type.bits > Math.max(exact, 32)) {
    const message = `The model’s input ${quoted} holds whole numbers only up to 2^${exact} exactly.`
    return [{ rule: 'PRECISION_LOST', subject: column, message, evidence }]
  }
  return []
}
