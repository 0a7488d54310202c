import { formatCount } from '../../../judge/format-number.ts'
import type { ColumnType, TableSchema } from '../../../sources/tabular/schema/table-schema.ts'
import type { Finding } from '../finding.ts'
import { typeInWords } from '../schema/type-words.ts'
import { type ColumnsRequest, type FedColumn, fedColumns } from './fed-columns.ts'

/** Element types that hold every whole number of so many bits. */
const EXACT_BITS: Readonly<Record<string, number>> = { float16: 11, float: 24, double: 53 }

/** Columns whose whole numbers may be too large for the input: their largest value decides. */
export function columnsAtRisk(request: ColumnsRequest): readonly string[] {
  const risky = fedColumns(request).filter(({ column, element }) => losesBits(typeOf(request.data, column), element) !== null)
  return [...new Set(risky.map(({ column }) => column))]
}

/**
 * The columns that the model reads: there, of a type that its tensor can hold, and exact in it.
 *
 * @param largest magnitude of the values by column, of those that are known
 */
export function checkColumns(request: ColumnsRequest, largest: ReadonlyMap<string, number>): Finding[] {
  return fedColumns(request).flatMap((fed) => {
    const type = typeOf(request.data, fed.column)
    if (type === null) return [withoutColumn(fed)]
    if (!isCastable(type, fed.element, request.data.format)) return [notCastable(fed, type)]
    return precisionLost(fed, type, largest.get(fed.column) ?? null)
  })
}

function typeOf({ columns }: TableSchema, name: string): ColumnType | null {
  return columns.find((column) => column.name === name)?.type ?? null
}

function withoutColumn({ column, input }: FedColumn): Finding {
  const message = `The model’s input ${JSON.stringify(input)} reads a column that the data lack.`
  return { rule: 'INPUT_WITHOUT_COLUMN', subject: column, message, evidence: '' }
}

/** As the reader of the evaluation casts: text is no number, but in a CSV everything is text; how a float is spelt nobody knows. */
function isCastable({ kind }: ColumnType, element: string | null, format: TableSchema['format']): boolean {
  if (format === 'csv' || element === null) return true
  if (element === 'string') return ['text', 'uuid', 'json', 'integer'].includes(kind)
  return ['integer', 'float', 'decimal', 'boolean'].includes(kind)
}

function notCastable({ column, input, element }: FedColumn, type: ColumnType): Finding {
  const message = `The model’s input ${JSON.stringify(input)} cannot take values of this type.`
  return { rule: 'INPUT_NOT_CASTABLE', subject: column, message, evidence: `${typeInWords(type)} → ${element ?? 'unknown'}` }
}

/** Bits of the significand where whole numbers of the column have more; null where all of them are exact. */
function losesBits(type: ColumnType | null, element: string | null): number | null {
  const exact = element === null ? undefined : EXACT_BITS[element]
  return type?.kind === 'integer' && exact !== undefined && type.bits > exact ? exact : null
}

/** Where nobody looked at the values, only 64-bit columns are spoken of: they are made for what does not fit. */
function precisionLost({ column, input, element }: FedColumn, type: ColumnType, largest: number | null): Finding[] {
  const exact = losesBits(type, element)
  if (exact === null || type.kind !== 'integer') return []
  if (largest === null ? type.bits <= 32 : largest <= 2 ** exact) return []
  const message = `The model’s input ${JSON.stringify(input)} holds whole numbers only up to 2^${exact} = ${formatCount(2 ** exact)} exactly.`
  const values = largest === null ? 'values not looked at' : `up to ${formatCount(largest)}`
  return [{ rule: 'PRECISION_LOST', subject: column, message, evidence: `${typeInWords(type)} → ${element}, ${values}` }]
}
