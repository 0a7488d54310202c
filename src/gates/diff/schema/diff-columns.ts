import { formatCount } from '../../../judge/format-number.ts'
import type { ColumnSchema, TableSchema } from '../../../sources/tabular/schema/table-schema.ts'
import type { Finding } from '../finding.ts'
import { diffTypes } from './diff-types.ts'
import { typeInWords } from './type-words.ts'

type Pair = { readonly before: ColumnSchema; readonly after: ColumnSchema }

/** Only Parquet promises that a column has no nulls. */
const DECLARES = 'parquet'

/** What changed about columns that both sides have. */
export function diffSharedColumns(reference: TableSchema, current: TableSchema): Finding[] {
  const declared = reference.format === DECLARES && current.format === DECLARES
  return pairs(reference, current).flatMap((pair) => {
    const type = withoutValues(pair, diffTypes(pair.before.name, pair.before.type, pair.after.type))
    return [...(type === null || isSpelledOtherwise(pair) ? [] : [type]), ...(declared ? nullability(pair) : [])]
  })
}

export function pairs(reference: TableSchema, current: TableSchema): readonly Pair[] {
  return reference.columns.flatMap((before) => {
    const after = current.columns.find(({ name }) => name === before.name)
    return after === undefined ? [] : [{ before, after }]
  })
}

/** Text that became a number because its zeros were lost, and numbers in quotes, are told by rules of their own. */
function isSpelledOtherwise({ before, after }: Pair): boolean {
  const lostZeros = (before.spelling?.leadingZeros ?? 0) > 0 && after.spelling?.leadingZeros === 0 && before.type.kind === 'text'
  const quoted = before.spelling?.quotedNumbers === 0 && (after.spelling?.quotedNumbers ?? 0) > 0
  return lostZeros || quoted
}

/** CSV and JSON show a type by their values: where a side has none, what was guessed for it breaks nobody. That nulls jumped is judged. */
function withoutValues({ before, after }: Pair, found: Finding | null): Finding | null {
  const empty = before.spelling?.values === 0 ? 'the reference has' : after.spelling?.values === 0 ? 'the current data have' : null
  if (found === null || empty === null) return found
  const message = `Whether the type changed cannot be told: ${empty} no value in the first rows of the column.`
  return { ...found, rule: 'TYPE_CHANGED', message, severity: 'info' }
}

function nullability({ before, after }: Pair): Finding[] {
  const subject = before.name
  if (!before.nullable && after.nullable) {
    const message = 'The column may hold nulls now.'
    return [{ rule: 'NULLABILITY_RELAXED', subject, message, evidence: 'required → optional' }]
  }
  if (before.nullable && !after.nullable) {
    const nulls = before.nullCount
    const message = 'The column no longer allows nulls.'
    const evidence = `optional → required; the reference has ${nulls === null ? 'an unknown number of' : formatCount(nulls)} nulls`
    return [{ rule: 'NULLABILITY_TIGHTENED', subject, message, evidence, ...(nulls === 0 ? { severity: 'info' } : {}) }]
  }
  return []
}

/** Columns that one side has. @param renamed are told already */
export function diffOneSidedColumns(reference: TableSchema, current: TableSchema, renamed: ReadonlySet<string>): Finding[] {
  const removed = missingFrom(current, reference).filter(({ name }) => !renamed.has(name))
  const added = missingFrom(reference, current).filter(({ name }) => !renamed.has(name))
  return [...removed.map((column) => removal(column, reference)), ...added.map((column) => addition(column, current))]
}

/** Columns of one table that the other lacks. */
export function missingFrom(table: TableSchema, of: TableSchema): readonly ColumnSchema[] {
  const names = new Set(table.columns.map(({ name }) => name))
  return of.columns.filter(({ name }) => !names.has(name))
}

function removal({ name, type, nullable }: ColumnSchema, { format }: TableSchema): Finding {
  const optional = nullable && format === DECLARES
  const evidence = `it was ${typeInWords(type)}${format === DECLARES ? `, ${optional ? 'optional' : 'required'}` : ''}`
  return { rule: optional ? 'COLUMN_REMOVED_OPTIONAL' : 'COLUMN_REMOVED', subject: name, message: 'The column is gone.', evidence }
}

/** CSV and JSON declare nothing: a new column is one that readers may leave out. */
function addition({ name, type, nullable }: ColumnSchema, { format }: TableSchema): Finding {
  const required = !nullable && format === DECLARES
  const evidence = `${typeInWords(type)}${format === DECLARES ? `, ${required ? 'required' : 'optional'}` : ''}`
  return { rule: required ? 'COLUMN_ADDED_REQUIRED' : 'COLUMN_ADDED_NULLABLE', subject: name, message: 'The column is new.', evidence }
}

/** By name it means nothing, and members of JSON have no order; a reader of a CSV without a header goes by position. */
export function diffOrder(reference: TableSchema, current: TableSchema): Finding[] {
  if (current.format === 'json') return []
  const shared = pairs(reference, current)
  const after = current.columns.map(({ name }) => name).filter((name) => shared.some(({ before }) => before.name === name))
  if (shared.every(({ before }, index) => before.name === after[index])) return []
  const first = shared.find(({ before }, index) => before.name !== after[index])?.before.name ?? ''
  const positional = current.csv?.header === false
  const message = positional ? 'Columns stand in another order, and the file has no header.' : 'Columns stand in another order.'
  const evidence = `${JSON.stringify(first)} is the first that moved`
  return [{ rule: 'COLUMN_REORDERED', subject: 'columns', message, evidence, ...(positional ? { severity: 'breaking' } : {}) }]
}
