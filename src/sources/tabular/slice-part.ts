import { NO_GROUP, type SliceSpec } from '../scored-rows.ts'
import type { Claim, Suspect } from './claim.ts'
import { dataInvalid, missingColumn } from './data-invalid.ts'
import { codePart, type Part } from './part.ts'
import type { Profile } from './profile.ts'
import { type Column, columnOf, fileNames, type Table } from './table.ts'
import { sortTexts, textCodes } from './text-codes.ts'
import { checkWhere } from './where-expression.ts'

/** More groups than a report can show, or a family of checks can stand. */
const MAX_GROUPS = 200

/** A slice whose names and SQL are checked; its groups may wait for the profile. */
export type PlannedSlice = {
  readonly name: string
  /** Column whose distinct values are the groups. */
  readonly valuesOf: Column | null
  /** Condition that decides whether there is a group of nulls. */
  readonly nulls: string | null
  open(profile: Profile): SlicePart
}

export type SlicePart = {
  readonly name: string
  readonly groups: readonly string[]
  readonly part: Part<Uint16Array>
  readonly suspects: readonly Suspect[]
}

export async function planSlice(table: Table, spec: SliceSpec): Promise<PlannedSlice> {
  switch (spec.kind) {
    case 'column':
      return columnSlice(table, columnOf(table, spec.column, 'slice'))
    case 'edges':
      return edgesSlice(table, columnOf(table, spec.column, 'slice with edges'), spec.edges)
    case 'where':
      return whereSlice(table, spec.name, spec.where)
  }
}

function columnSlice(table: Table, column: Column): PlannedSlice {
  const { name } = column
  const open = (profile: Profile): SlicePart => {
    const { texts, nulls } = profile.values.get(name) ?? { texts: [], nulls: 0 }
    if (texts.length > MAX_GROUPS) throw tooManyGroups(table, column)
    const sorted = sortTexts(texts)
    const groups = sorted.map((text) => `${name}=${text}`)
    return {
      name,
      groups: nulls > 0 ? [...groups, `${name} is null`] : groups,
      part: slicePart(textCodes(column, sorted, sorted.length)),
      suspects: [],
    }
  }
  return { name, valuesOf: column, nulls: null, open }
}

function tooManyGroups(table: Table, { name }: Column): Error {
  return dataInvalid({
    file: fileNames(table),
    column: name,
    found: `more than ${MAX_GROUPS} different values`,
    expected: `a slice of at most ${MAX_GROUPS} groups`,
    remedy: 'Slice by `edges` if it is a number, or by `where` for the groups that matter.',
  })
}

function edgesSlice(table: Table, column: Column, edges: readonly number[]): PlannedSlice {
  const { name } = column
  if (table.csv === null && column.kind !== 'integer' && column.kind !== 'float') {
    const remedy = 'Slice by the column itself, or by `where`.'
    throw dataInvalid({
      file: fileNames(table),
      column: name,
      found: `the type ${column.type}`,
      expected: 'numbers, because the slice has edges',
      remedy,
    })
  }
  const number = `CAST(${column.value} AS DOUBLE)`
  const missing = `(${number} IS NULL OR isnan(${number}))`
  const steps = edges.map((edge, index) => `WHEN ${number} < ${edge}::DOUBLE THEN ${index}`)
  const sql = `CAST(CASE WHEN ${missing} THEN ${edges.length + 1} ${steps.join(' ')} ELSE ${edges.length} END AS USMALLINT)`
  const wrong = `${column.value} IS NOT NULL AND TRY_CAST(${column.value} AS DOUBLE) IS NULL`
  const claim = { table, column, wrong, expected: 'a number, because the slice has edges', remedy: 'Write missing values as empty fields.' }
  const nulls = `TRY_CAST(${column.value} AS DOUBLE) IS NULL OR isnan(TRY_CAST(${column.value} AS DOUBLE))`
  const open = (profile: Profile): SlicePart => {
    const groups = edgeGroups(name, edges)
    const hasNulls = (profile.conditions.get(nulls) ?? 0) > 0
    return { name, groups: hasNulls ? [...groups, `${name} is null`] : groups, part: slicePart(sql), suspects: [claim] }
  }
  return { name, valuesOf: null, nulls, open }
}

/** Left-closed: 30 belongs to `30<=age<45`. */
function edgeGroups(name: string, edges: readonly number[]): readonly string[] {
  const inner = edges.slice(1).map((edge, index) => `${edges[index]}<=${name}<${edge}`)
  return [`${name}<${edges[0]}`, ...inner, `${name}>=${edges.at(-1)}`]
}

async function whereSlice(table: Table, name: string, where: string): Promise<PlannedSlice> {
  const expression = await checkWhere(table, name, where)
  const sql = `CAST(CASE WHEN ${expression.sql} THEN 0 ELSE ${NO_GROUP} END AS USMALLINT)`
  const typed = table.csv === null ? [] : expression.columns.map((column) => typedClaim(table, column))
  const suspects = [...typed, { explain: expression.explain }]
  return { name, valuesOf: null, nulls: null, open: () => ({ name, groups: [name], part: slicePart(sql), suspects }) }
}

/** A CSV column that a condition reads as its sniffed type must be of it to the last row. */
function typedClaim(table: Table, name: string): Claim {
  const column = table.columns.find((known) => known.name === name)
  if (column === undefined) throw missingColumn(fileNames(table), name, 'slice', [])
  const whole = column.kind === 'integer' ? ` OR NOT regexp_full_match(${column.text}, '\\s*[+-]?[0-9]+\\s*')` : ''
  return {
    table,
    column,
    wrong: `${column.text} IS NOT NULL AND (TRY_CAST(${column.text} AS ${column.type}) IS NULL${whole})`,
    expected: `${column.type} as in the first rows`,
    remedy: 'Write the column in one form throughout, or as Parquet.',
  }
}

function slicePart(sql: string): Part<Uint16Array> {
  return codePart(sql, (rows) => new Uint16Array(rows))
}
