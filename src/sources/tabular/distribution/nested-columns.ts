import { quoteText } from '../sql.ts'
import { type Column, plainColumn, type Table } from '../table.ts'

/** A list is compared by how many values it has and by their mean; a field of a struct by its values. */
export type ListPart = { readonly list: string; readonly part: 'length' | 'mean' }
export type CountedColumn = Column & { readonly of?: ListPart }

/** Deeper than any table that people write. */
const MOST_LEVELS = 8

type Type = ReturnType<Awaited<ReturnType<Table['connection']['run']>>['columnType']>

/** The table's columns, each followed by what is inside it as columns of its own: `profile.age`, `embedding (length)`. */
export async function withNestedColumns({ connection, columns, format, source }: Table): Promise<readonly CountedColumn[]> {
  // Text has no types inside, and most tables have none either: only then is another query worth its time.
  if (format === 'csv' || !columns.some(({ type }) => /^STRUCT\(|\]$/.test(type))) return columns
  const result = await connection.run(`SELECT * FROM ${source()} LIMIT 0`)
  const types = new Map(result.columnNames().map((name, index) => [name, result.columnType(index)]))
  const names = new Set(columns.map(({ name }) => name))
  return columns.flatMap((column) => {
    const type = types.get(column.name)
    const inside = type === undefined ? [] : insideOf(column, type, 1)
    return [column, ...inside.filter(({ name }) => !names.has(name))]
  })
}

function insideOf({ name, value }: Column, type: Type, level: number): CountedColumn[] {
  if (level > MOST_LEVELS) return []
  if ('entryNames' in type) {
    return type.entryNames.flatMap((field, index) => {
      const inner = type.entryTypes[index]
      if (inner === undefined) return []
      const column = partOf(`${name}.${field}`, inner.toString(), `struct_extract(${value}, ${quoteText(field)})`)
      return [column, ...insideOf(column, inner, level + 1)]
    })
  }
  if (!/\]$/.test(type.toString()) || !('valueType' in type)) return []
  const list = 'length' in type ? `CAST(${value} AS ${type.valueType.toString()}[])` : value
  const length = { ...partOf(`${name} (length)`, 'BIGINT', `len(${list})`), of: { list: name, part: 'length' } as const }
  const mean = partOf(`${name} (mean)`, 'DOUBLE', `list_avg(CAST(${list} AS DOUBLE[]))`)
  const isNumber = ['integer', 'float'].includes(partOf('', type.valueType.toString(), '').kind)
  return isNumber ? [length, { ...mean, of: { list: name, part: 'mean' } }] : [length]
}

function partOf(name: string, type: string, value: string): Column {
  return plainColumn(name, type, true, value)
}
