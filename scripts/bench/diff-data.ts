import { existsSync, renameSync } from 'node:fs'
import { loadDuckdb } from '../../src/sources/native/load.ts'

/** SQL of one column from three uniform numbers of its own. */
type Draw = (u: (index: number) => string) => string

const normal: Draw = (u) => `(sqrt(-2 * ln(1 - ${u(0)})) * cos(2 * pi() * ${u(1)}))`

/** Thirty columns as tables have them: numbers of every kind, some with nulls, some nearly all zero, and texts of 2 to 500 levels. */
const COLUMNS: readonly Draw[] = [
  ...Array.from(
    { length: 8 },
    (_, index): Draw =>
      (u) =>
        `${10 * index} + ${normal(u)}`,
  ),
  ...[0.5, 1, 2].map(
    (deviation): Draw =>
      (u) =>
        `exp(${deviation} * ${normal(u)})`,
  ),
  ...[0.01, 0.2].map(
    (share): Draw =>
      (u) =>
        `CASE WHEN ${u(2)} >= ${share} THEN ${normal(u)} END`,
  ),
  (u) => `CASE WHEN ${u(2)} < 0.92 THEN 0 ELSE exp(${normal(u)}) END`,
  ...Array.from({ length: 2 }, (): Draw => (u) => `(100 * ${u(0)})::FLOAT`),
  ...[5, 40, 1000].map(
    (deviation): Draw =>
      (u) =>
        `round(${deviation} * ${normal(u)})::INTEGER`,
  ),
  (u) => `floor(1e9 * ${u(0)})::BIGINT`,
  ...[2, 3, 6, 12, 40, 200].map(
    (levels): Draw =>
      (u) =>
        `'level ' || floor(${levels + 1} ** ${u(0)})::INTEGER`,
  ),
  (u) => `'level ' || floor(500 * ${u(0)})::INTEGER`,
  (u) => `CASE WHEN ${u(2)} >= 0.06 THEN 'level ' || floor(9 * ${u(0)})::INTEGER END`,
  (u) => `${u(0)} < 0.24`,
  (u) => `TIMESTAMP '2026-01-01' + to_seconds(floor(2e7 * ${u(0)}))`,
]

const NUMBERS_A_ROW = 3 * COLUMNS.length

/**
 * Writes rows of one population. Numbers come from DuckDB's hash of row and column, so that they are the same whatever the threads; a
 * file that is there already is left alone.
 *
 * @param first number of the first row: another sample begins elsewhere
 */
export async function writeDiffData(runtimeFolder: string, path: string, rows: number, first: number): Promise<void> {
  if (existsSync(path)) return
  const instance = await loadDuckdb(runtimeFolder).DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const columns = COLUMNS.map((draw, column) => `${draw((index) => uniform(3 * column + index))} AS c${column}`)
  const select = `SELECT ${columns.join(', ')} FROM range(${first}, ${first + rows})`
  await connection.run(`COPY (${select}) TO '${path}.part' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
  renameSync(`${path}.part`, path)
}

/** In [0, 1). */
function uniform(number: number): string {
  return `(hash(range * ${NUMBERS_A_ROW} + ${number}) / 18446744073709551616.0)`
}
