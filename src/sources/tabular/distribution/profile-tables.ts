import type { DatabaseOptions } from '../database.ts'
import type { Duckdb, Vector } from '../duckdb.ts'
import { openBeside, openTabular } from '../open-tabular.ts'
import { readFailed } from '../read-failed.ts'
import type { Table } from '../table.ts'
import { type ColumnCounter, type Grid, LevelCounter, NumberCounter } from './column-counter.ts'
import { ChunkCounter, type ChunkGrid, gridOfLevels, gridOfNumbers } from './count-chunks.ts'
import { compareRows, RowCounter } from './equal-rows.ts'
import { GridHistogram } from './grid-histogram.ts'
import { compareLevels } from './levels.ts'
import { mergeBins } from './merge-bins.ts'
import type { ListPart } from './nested-columns.ts'
import { MOST_PAIRED, pairTables } from './pair-tables.ts'
import { type PlannedColumn, planColumns, planRowHashes, type RowHashes } from './plan-columns.ts'
import type { ColumnProfile, DistributionJob, DistributionProfile, PairTable, RowsProfile } from './profile.ts'
import { RowSample } from './row-sample.ts'

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
    const planned = await planColumns(reference, current, job)
    const hashes = planRowHashes(reference, current, job)
    let rows = { reference: 0, current: 0 }
    let equalRows: RowsProfile | null = null
    let pairs: readonly PairTable[] | undefined
    const lists = new FixedLists()
    for (let start = 0; start === 0 || start < planned.length; start += COLUMNS_AT_ONCE) {
      const columns = planned.slice(start, start + COLUMNS_AT_ONCE)
      const paired = start === 0 && job.also?.pairs === true ? pairedColumns(columns) : null
      const pass = countPass(columns, { hashes: start === 0 ? hashes : null, paired })
      rows = { reference: await pass.read(reference, 'reference'), current: await pass.read(current, 'current') }
      if (start === 0) equalRows = pass.rows()
      pairs ??= pass.pairs()
      const chunks = job.also?.chunks === true ? await pass.chunks(reference, rows.reference) : null
      for (const index of columns.keys()) {
        const counted = chunks?.get(index)
        const profile = { ...(await pass.column(index, reference, current)), ...(counted === undefined ? {} : { chunks: counted }) }
        if (lists.tells(profile, columns[index]?.of)) take(profile)
      }
    }
    return { rows, equalRows, ...(pairs === undefined ? {} : { pairs }) }
  } finally {
    reference.close()
  }
}

/** A length that is the same in every row belongs to the type, and values of another shape have another mean. */
class FixedLists {
  private readonly reshaped = new Set<string>()

  /** Whether the profile says more than the schema. A list's length comes before its mean. */
  tells({ reference, current }: ColumnProfile, of: ListPart | undefined): boolean {
    if (of === undefined) return true
    if (of.part === 'mean') return !this.reshaped.has(of.list)
    const isFixed = [reference, current].every(({ min, max }) => min !== null && min === max)
    if (isFixed && reference.min !== current.min) this.reshaped.add(of.list)
    return !isFixed
  }
}

type Side = 'reference' | 'current'

type Pass = {
  readonly hashes: { readonly reference: RowHashes; readonly current: RowHashes } | null
  /** Indices of the columns of which every pair is looked at. */
  readonly paired: readonly number[] | null
}

function countPass(columns: readonly PlannedColumn[], { hashes, paired }: Pass) {
  const counters = columns.map(countersOf)
  const sampled = (paired ?? []).flatMap((index) => columns[index] ?? [])
  const uses = sampled.map(({ use }) => use)
  const samples = paired === null ? null : { reference: new RowSample(uses), current: new RowSample(uses) }
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
        samples?.[side].take((column) => vectorAt(paired?.[column] ?? 0), rows)
        if (hashes === null) return
        const [features, label] = row.length === 3 ? [vectorAt(columns.length + 1), vectorAt(columns.length + 2)] : [null, null]
        rowCounters[side].take(vectorAt(columns.length), features, label, rows)
      })
    },
    rows: () => (hashes === null ? null : compareRows(rowCounters.reference, rowCounters.current)),
    pairs: () => (samples === null ? undefined : pairTables(sampled, samples)),
    chunks: (reference: Table, rows: number) => countChunks(columns, counters, reference, rows),
    async column(index: number, reference: Table, current: Table): Promise<ColumnProfile> {
      const [column, counter] = [columns[index], counters[index]]
      if (column === undefined || counter === undefined) throw new Error(`no column ${index}`)
      return profileOf(column, counter, reference, current)
    },
  }
}

const isPaired = ({ use, of }: PlannedColumn) => of === undefined && (use === 'number' || use === 'category')

function pairedColumns(columns: readonly PlannedColumn[]): readonly number[] {
  return [...columns.keys()].filter((index) => columns[index] !== undefined && isPaired(columns[index])).slice(0, MOST_PAIRED)
}

/** Another pass over the reference: how far its own parts lie apart. */
async function countChunks(columns: readonly PlannedColumn[], counters: readonly Counters[], reference: Table, rows: number) {
  const chunked = new Map<number, ChunkCounter>()
  for (const [index, counter] of counters.entries()) {
    const grid = gridOf(counter.reference)
    if (grid !== null && grid.values.length > 0) chunked.set(index, new ChunkCounter(grid, rows))
  }
  const indices = [...chunked.keys()]
  const sql = indices.flatMap((index) => columns[index]?.reference.sql ?? [])
  if (sql.length > 0) {
    await scan(reference, sql, (vectorAt, count) => {
      for (const [place, index] of indices.entries()) chunked.get(index)?.take(vectorAt(place), count)
    })
  }
  return new Map([...chunked].map(([index, counter]) => [index, counter.counts()]))
}

function gridOf(counter: ColumnCounter): ChunkGrid | null {
  if (counter instanceof NumberCounter) return gridOfNumbers(mergeBins(GridHistogram.compare(counter.histogram, counter.histogram)))
  return counter instanceof LevelCounter && counter.levels !== null ? gridOfLevels(counter.levels.entries()) : null
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
