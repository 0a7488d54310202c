import type { DatabaseOptions } from '../database.ts'
import type { Duckdb, Vector } from '../duckdb.ts'
import { openBeside, openTabular } from '../open-tabular.ts'
import { readFailed } from '../read-failed.ts'
import type { Table } from '../table.ts'
import { type ColumnCounter, type Grid, LevelCounter, NumberCounter } from './column-counter.ts'
import { compareRows, RowCounter } from './equal-rows.ts'
import { GridHistogram } from './grid-histogram.ts'
import { compareLevels } from './levels.ts'
import { mergeBins } from './merge-bins.ts'
import { type PlannedColumn, planColumns, planRowHashes, type RowHashes } from './plan-columns.ts'
import type { ColumnProfile, DistributionJob, DistributionProfile, RowsProfile } from './profile.ts'

/** Columns of one pass; what is counted of each column takes memory, and a wide table is read in several passes. */
const COLUMNS_AT_ONCE = 64

/**
 * Reads both tables once (wide ones several times, some columns each) and counts; memory does not grow with the rows.
 *
 * @param take gets each column as soon as it is counted, in the reference's order
 * @throws MeasurementError DATA_INVALID or LFS_POINTER
 */
export async function profileTables(
  duckdb: Duckdb,
  job: DistributionJob,
  options: DatabaseOptions,
  take: (column: ColumnProfile) => void,
): Promise<Omit<DistributionProfile, 'columns'>> {
  const reference = await openTabular(duckdb, job.reference, { ...options, alsoReads: job.current.files })
  try {
    const current = await openBeside(reference.database, job.current)
    const planned = planColumns(reference, current, job)
    const hashes = planRowHashes(reference, current, job)
    let rows = { reference: 0, current: 0 }
    let equalRows: RowsProfile | null = null
    for (let start = 0; start === 0 || start < planned.length; start += COLUMNS_AT_ONCE) {
      const columns = planned.slice(start, start + COLUMNS_AT_ONCE)
      const pass = countPass(columns, start === 0 ? hashes : null)
      rows = { reference: await pass.read(reference, 'reference'), current: await pass.read(current, 'current') }
      if (start === 0) equalRows = pass.rows()
      for (const index of columns.keys()) take(await pass.column(index, reference, current))
    }
    return { rows, equalRows }
  } finally {
    reference.close()
  }
}

type Side = 'reference' | 'current'

function countPass(columns: readonly PlannedColumn[], hashes: { readonly reference: RowHashes; readonly current: RowHashes } | null) {
  const counters = columns.map(countersOf)
  const rowCounters = {
    reference: new RowCounter(hashes?.reference.label !== null),
    current: new RowCounter(hashes?.current.label !== null),
  }
  return {
    async read(table: Table, side: Side): Promise<number> {
      const row = hashes === null ? [] : [hashes[side].whole, hashes[side].features, hashes[side].label].filter((sql) => sql !== null)
      const sql = [...columns.map((column) => column[side].sql), ...row]
      return scan(table, sql, (vectorAt, rows) => {
        for (const [index, counter] of counters.entries()) counter[side].take(vectorAt(index), rows)
        if (hashes === null) return
        const [features, label] = row.length === 3 ? [vectorAt(columns.length + 1), vectorAt(columns.length + 2)] : [null, null]
        rowCounters[side].take(vectorAt(columns.length), features, label, rows)
      })
    },
    rows: () => (hashes === null ? null : compareRows(rowCounters.reference, rowCounters.current)),
    async column(index: number, reference: Table, current: Table): Promise<ColumnProfile> {
      const [column, counter] = [columns[index], counters[index]]
      if (column === undefined || counter === undefined) throw new Error(`no column ${index}`)
      return profileOf(column, counter, reference, current)
    },
  }
}

type Counters = { readonly reference: ColumnCounter; readonly current: ColumnCounter }

function countersOf({ use, whole }: PlannedColumn): Counters {
  if (use === 'category' || use === 'other') {
    return { reference: new LevelCounter(use === 'category'), current: new LevelCounter(use === 'category') }
  }
  const grid: Grid = { anchor: null, mayBeKey: false }
  return { reference: new NumberCounter(grid, whole), current: new NumberCounter(grid, whole) }
}

async function profileOf(column: PlannedColumn, counters: Counters, reference: Table, current: Table): Promise<ColumnProfile> {
  const { name, use, whole } = column
  const types = { reference: column.reference.column.type, current: column.current.column.type }
  const sides = { reference: counters.reference.counts(), current: counters.current.counts() }
  const shared = { name, use, types, whole, ...sides }
  const { reference: before, current: after } = counters
  if (before instanceof NumberCounter && after instanceof NumberCounter) {
    const bins = mergeBins(GridHistogram.compare(before.histogram, after.histogram))
    return { ...shared, bins, levels: null }
  }
  const isCounted = before instanceof LevelCounter && after instanceof LevelCounter && before.levels !== null && after.levels !== null
  if (!isCounted || before.levels === null || after.levels === null) return { ...shared, bins: null, levels: null }
  const levels = await compareLevels(before.levels, after.levels, {
    reference: { table: reference, column: column.reference.column },
    current: { table: current, column: column.current.column },
  })
  return { ...shared, bins: null, levels }
}

/** @returns the number of rows */
async function scan(
  table: Table,
  sql: readonly string[],
  take: (vectorAt: (index: number) => Vector, rows: number) => void,
): Promise<number> {
  let total = 0
  try {
    const selected = sql.length === 0 ? '1' : sql.join(', ')
    const result = await table.connection.stream(`SELECT ${selected} FROM ${table.source()}`)
    let ahead = result.fetchChunk()
    for (;;) {
      const chunk = await ahead
      if (chunk === null || chunk.rowCount === 0) return total
      // The next chunk is decoded on other threads while this one is counted; its failure is thrown when its turn comes.
      ahead = result.fetchChunk()
      ahead.catch(() => {})
      take((index) => chunk.getColumnVector(index), chunk.rowCount)
      total += chunk.rowCount
    }
  } catch (cause) {
    throw readFailed(table, cause)
  }
}
