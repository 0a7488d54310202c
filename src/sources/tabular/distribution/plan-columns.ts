import { comparable, sharedColumns } from '../row-hash.ts'
import { quoteName } from '../sql.ts'
import type { Column, Table } from '../table.ts'
import { type ListPart, withNestedColumns } from './nested-columns.ts'
import type { ColumnUse, DistributionJob } from './profile.ts'

/** A column that both tables have, with what is counted of it and the SQL that gives that on each side. */
export type PlannedColumn = {
  readonly name: string
  readonly use: ColumnUse
  readonly whole: boolean
  readonly reference: { readonly column: Column; readonly sql: string }
  readonly current: { readonly column: Column; readonly sql: string }
  /** Of what is counted of a list. */
  readonly of?: ListPart
}

export async function planColumns(reference: Table, current: Table, { categories }: DistributionJob): Promise<readonly PlannedColumn[]> {
  const others = new Map((await withNestedColumns(current)).map((column) => [column.name, column]))
  return (await withNestedColumns(reference)).flatMap((column) => {
    const other = others.get(column.name)
    if (other === undefined) return []
    const use = categories.includes(column.name) ? 'category' : useOf(column, other)
    const sides = {
      reference: { column, sql: sqlOf(column, use, reference) },
      current: { column: other, sql: sqlOf(other, use, current) },
    }
    return [
      {
        name: column.name,
        use,
        whole: column.kind === 'integer' && other.kind === 'integer',
        ...sides,
        ...(column.of === undefined ? {} : { of: column.of }),
      },
    ]
  })
}

const isNumber = ({ kind }: Column) => kind === 'integer' || kind === 'float'
const isTime = ({ type }: Column) => /^(TIMESTAMP\b.*|DATE)$/.test(type)
const isLevel = ({ kind }: Column) => kind === 'text' || kind === 'boolean'

function useOf(one: Column, other: Column): ColumnUse {
  if (isNumber(one) && isNumber(other)) return 'number'
  if (isTime(one) && isTime(other)) return 'time'
  return isLevel(one) && isLevel(other) && one.kind === other.kind ? 'category' : 'other'
}

function sqlOf(column: Column, use: ColumnUse, { format }: Table): string {
  const { value, text, name } = column
  switch (use) {
    case 'number':
      // Text that is no number must not pass for null.
      if (format === 'csv') return `CASE WHEN ${value} IS NOT NULL THEN coalesce(TRY_CAST(${value} AS DOUBLE), 'NaN'::DOUBLE) END`
      return `CAST(${value} AS DOUBLE)`
    case 'time':
      return `epoch_us(CAST(${format === 'csv' ? quoteName(name) : value} AS TIMESTAMP))::DOUBLE / 1e6`
    case 'category':
    case 'other':
      return `CASE WHEN ${text} IS NOT NULL THEN hash(${text}) END`
  }
}

/** SQL of the hashes that say whether two rows are equal; both sides hash the same things, whatever their types. */
export type RowHashes = {
  readonly whole: string
  readonly features: string | null
  readonly label: string | null
}

/** null where the tables share nothing that could be compared. */
export function planRowHashes(
  reference: Table,
  current: Table,
  { ids, label }: DistributionJob,
): { readonly reference: RowHashes; readonly current: RowHashes } | null {
  const shared = sharedColumns(reference, current, new Set(ids))
  if (shared.length === 0) return null
  const labels = [reference, current].map((table) => table.columns.find(({ name }) => name === label))
  const [left, right] = labels
  const features = shared.filter(({ name }) => name !== label)
  const hasLabel = left !== undefined && right !== undefined && features.length > 0
  const labelSql = hasLabel ? comparable(left, right) : null
  const side = (which: 'left' | 'right'): RowHashes => ({
    whole: hashOf(shared.map((column) => column[which])),
    features: labelSql === null ? null : hashOf(features.map((column) => column[which])),
    label: labelSql === null ? null : hashOf([labelSql[which]]),
  })
  return { reference: side('left'), current: side('right') }
}

function hashOf(expressions: readonly string[]): string {
  return `hash(${expressions.join(', ')})`
}
