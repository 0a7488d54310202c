import type { ArmName } from '../scored-rows.ts'
import type { Claim } from './claim.ts'
import type { Part, PartColumn } from './part.ts'
import { quoteName, quoteText } from './sql.ts'
import { type Column, columnOf, type Table } from './table.ts'
import { isValid, validRows } from './vectors.ts'

/** A value of a row as a command or a JSON endpoint gets it: of one column as it is, of several as a list. */
export type RowField = { readonly name: string; readonly columns: readonly string[] }

export type ArmRows = Partial<Record<ArmName, readonly string[]>>
export type RowsPart = { readonly part: Part<ArmRows>; readonly claims: readonly Claim[] }

/** Each row of a batch as the text of a JSON object, made by DuckDB; arms that ask for the same fields share the texts. */
export function openRows(table: Table, plans: Readonly<Partial<Record<ArmName, readonly RowField[]>>>): RowsPart {
  const texts = new Map<string, string[]>()
  const columns: PartColumn[] = []
  const claims: Claim[] = []
  for (const fields of Object.values(plans)) {
    const sql = rowSql(table, fields, claims)
    if (texts.has(sql)) continue
    texts.set(sql, [])
    columns.push({ sql, sink: (vector, from, count, at) => takeTexts(vector, from, count, texts.get(sql) ?? [], at) })
  }
  const keys = new Map(Object.entries(plans).map(([arm, fields]) => [arm, rowSql(table, fields, [])]))
  const part: Part<ArmRows> = {
    columns,
    begin: (rows) => {
      for (const sql of texts.keys()) texts.set(sql, new Array<string>(rows).fill(''))
    },
    end: () => Object.fromEntries([...keys].map(([arm, sql]) => [arm, texts.get(sql) ?? []])),
  }
  return { part, claims }
}

type Vector = Parameters<PartColumn['sink']>[0]

function takeTexts(vector: Vector, from: number, count: number, texts: string[], at: number): void {
  const valid = validRows(vector, from + count)
  for (let row = 0; row < count; row++) {
    const text = valid === null || isValid(valid, from + row) ? vector.getItem(from + row) : null
    if (typeof text !== 'string') throw new Error('a row that is no text')
    texts[at + row] = text
  }
}

function rowSql(table: Table, fields: readonly RowField[], claims: Claim[]): string {
  const values = fields.map(({ name, columns }) => {
    const named = columns.map((column) => columnOf(table, column, `input ${JSON.stringify(name)}`))
    const sql = named.map((column) => valueSql(table, column, claims))
    // The elements of a list have one type: numbers as doubles, anything else as text.
    const isNumeric = named.every(({ kind }) => kind === 'integer' || kind === 'float')
    const items = sql.map((value) => `CAST(${value} AS ${isNumeric ? 'DOUBLE' : 'VARCHAR'})`)
    return `${quoteText(name)}, ${sql.length === 1 ? sql[0] : `[${items.join(', ')}]`}`
  })
  return `CAST(json_object(${values.join(', ')}) AS VARCHAR)`
}

/** Numbers and truth values as such also where the file has text (CSV); NaN and infinity, which JSON does not know, as null. */
function valueSql(table: Table, column: Column, claims: Claim[]): string {
  const { kind, value, type } = column
  if (table.csv === null) return kind === 'float' && !type.startsWith('DECIMAL') ? `CASE WHEN isfinite(${value}) THEN ${value} END` : value
  const plain = { integer: 'BIGINT', float: 'DOUBLE', boolean: 'BOOLEAN', text: null, other: null }[kind]
  if (plain === null) return column.text
  claims.push({
    table,
    column,
    wrong: `${value} IS NOT NULL AND TRY_CAST(${value} AS ${plain}) IS NULL`,
    expected: `${plain.toLowerCase()}, as the other rows`,
    remedy: `Mend the value, or quote ${quoteName(column.name)} throughout so that it is text.`,
  })
  const cast = `CAST(${value} AS ${plain})`
  return kind === 'float' ? `CASE WHEN isfinite(${cast}) THEN ${cast} END` : cast
}
