import { MeasurementError } from '../../errors.ts'
import { missingColumn } from './data-invalid.ts'
import { selectRow, selectRows, textOf } from './query.ts'
import { quoteText, quoteTexts } from './sql.ts'
import { fileNames, onlyOne, type Table } from './table.ts'

/** Kinds of SQL expression that look at one row and nothing else: no subquery, window, star, parameter, lambda. */
const ROW_EXPRESSIONS: ReadonlySet<string> = new Set([
  'BETWEEN',
  'CASE',
  'CAST',
  'COLLATE',
  'COLUMN_REF',
  'COMPARISON',
  'CONJUNCTION',
  'CONSTANT',
  'FUNCTION',
  'OPERATOR',
])
/** These look like functions of a row, but make several rows of one. */
const ROW_MAKING: ReadonlySet<string> = new Set(['unnest', 'unlist', 'generate_subscripts'])

export type WhereExpression = {
  readonly sql: string
  readonly columns: readonly string[]
  /** Whether the condition alone stops on some row, as a cast of text to a number does. */
  explain(): Promise<MeasurementError | null>
}

/**
 * Checks that a slice's condition is one expression over the table's columns, so that spliced into a SELECT it can neither read
 * another file, nor change the number of rows, nor depend on the day.
 *
 * @throws MeasurementError DATA_INVALID with the condition and what is wrong with it
 */
export async function checkWhere(table: Table, slice: string, where: string): Promise<WhereExpression> {
  // The line breaks keep a trailing comment from swallowing the brackets.
  const sql = `((\n${where}\n))`
  const expression = await parseExpression(table, slice, where, sql)
  const columns = new Set<string>()
  const functions = new Set<string>()
  for (const node of nodesOf(expression)) {
    const kind = node['class']
    if (typeof kind === 'string' && !ROW_EXPRESSIONS.has(kind))
      throw whereInvalid(slice, where, `a ${kind.toLowerCase().replaceAll('_', ' ')}`)
    if (kind === 'COLUMN_REF') columns.add(columnNamed(table, slice, node['column_names']))
    if (kind === 'FUNCTION' && typeof node['function_name'] === 'string') functions.add(node['function_name'])
  }
  await refuseFunctions(table, slice, where, [...functions])
  await refuseOtherType(table, slice, where, sql)
  const tried = `SELECT count_if(${sql}) FROM ${table.source()}`
  return { sql, columns: [...columns], explain: () => failureOf(table, slice, where, tried) }
}

type Node = Readonly<Record<string, unknown>>

async function parseExpression(table: Table, slice: string, where: string, sql: string): Promise<unknown> {
  const row = await selectRow(table.connection, `SELECT json_serialize_sql(${quoteText(`SELECT ${sql} FROM data`)}::VARCHAR) AS tree`)
  const tree: unknown = JSON.parse(textOf(row, 'tree') ?? '{}')
  if (!isNode(tree) || tree['error'] === true) {
    throw whereInvalid(slice, where, `an SQL error (${isNode(tree) ? String(tree['error_message']) : 'unreadable'})`)
  }
  const statements = tree['statements']
  const [statement, ...more] = Array.isArray(statements) ? statements : []
  const select = isNode(statement) && isNode(statement['node']) ? statement['node']['select_list'] : null
  if (more.length > 0 || !Array.isArray(select) || select.length !== 1) throw whereInvalid(slice, where, 'more than one expression')
  return select[0]
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function* nodesOf(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const entry of value) yield* nodesOf(entry)
  if (!isNode(value)) return
  yield value
  for (const entry of Object.values(value)) yield* nodesOf(entry)
}

function columnNamed(table: Table, slice: string, path: unknown): string {
  const parts = Array.isArray(path) ? path.filter((part) => typeof part === 'string') : []
  const [first = '', second] = parts
  const wanted = second !== undefined && first.toLowerCase() === 'data' ? second : first
  const found = table.columns.find(({ name }) => name.toLowerCase() === wanted.toLowerCase())
  if (found !== undefined) return onlyOne(table, found).name
  throw missingColumn(
    fileNames(table),
    wanted,
    `where of slice ${JSON.stringify(slice)}`,
    table.columns.map(({ name }) => name),
  )
}

async function refuseFunctions(table: Table, slice: string, where: string, names: readonly string[]): Promise<void> {
  const known = await selectRows(
    table.connection,
    `SELECT function_name AS name, bool_and(coalesce(stability, 'CONSISTENT') = 'CONSISTENT')::INTEGER AS steady,
       bool_or(function_type = 'scalar' OR (function_type = 'macro' AND schema_name = 'main'))::INTEGER AS scalar
     FROM duckdb_functions() WHERE list_contains(${quoteTexts(names)}::VARCHAR[], function_name) GROUP BY function_name`,
  )
  for (const name of names) {
    const row = known.find((candidate) => textOf(candidate, 'name') === name)
    if (ROW_MAKING.has(name)) throw whereInvalid(slice, where, `${name}(), which makes rows`)
    if (row?.['scalar'] !== 1) throw whereInvalid(slice, where, `${name}(), which is no function of a row`)
    if (row['steady'] !== 1) throw whereInvalid(slice, where, `${name}(), which answers differently another time`)
  }
}

async function refuseOtherType(table: Table, slice: string, where: string, sql: string): Promise<void> {
  const query = `DESCRIBE SELECT ${sql} FROM ${table.source()}`
  const failed = await failureOf(table, slice, where, query)
  if (failed !== null) throw failed
  const type = textOf(await selectRow(table.connection, query), 'column_type')
  if (type !== 'BOOLEAN') throw whereInvalid(slice, where, `a value of type ${type}`)
}

async function failureOf(table: Table, slice: string, where: string, query: string): Promise<MeasurementError | null> {
  try {
    await table.connection.run(query)
    return null
  } catch (cause) {
    const [said] = (cause instanceof Error ? cause.message : String(cause)).split('\n')
    return whereInvalid(slice, where, `an SQL error (${said})`)
  }
}

function whereInvalid(slice: string, where: string, found: string): MeasurementError {
  return new MeasurementError(
    'DATA_INVALID',
    `slice ${JSON.stringify(slice)}: where ${JSON.stringify(where)}: found ${found}; expected one SQL condition on the columns of a row`,
    'Write a condition such as "tenure < 1 AND region = \'north\'"; for anything else add a column to the data.',
  )
}
