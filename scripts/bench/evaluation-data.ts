import { existsSync, renameSync } from 'node:fs'
import { loadDuckdb } from '../../src/sources/native/load.ts'
import { FEATURES, LABEL } from './bench-plan.ts'

/** Spread of the logit: with it the model that made the labels has an AUC of about 0.8. */
const LOGIT_SPREAD = 1.45
/** Of a uniform number in [−1, 1). */
const UNIFORM_VARIANCE = 1 / 3

/** The logistic model that the labels are drawn from: as many signs as columns, all of one size. */
export const COEFFICIENTS: readonly number[] = FEATURES.map(
  (_, index) => (index % 3 === 0 ? -1 : 1) * (LOGIT_SPREAD / Math.sqrt(FEATURES.length * UNIFORM_VARIANCE)),
)

/**
 * Writes rows of 30 uniform float columns and a label. Numbers come from DuckDB's hash of row and column, so that they are the same
 * whatever the threads; a file that is there already is left alone.
 */
export async function writeEvaluationData(runtimeFolder: string, path: string, rows: number): Promise<void> {
  if (existsSync(path)) return
  const instance = await loadDuckdb(runtimeFolder).DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const features = FEATURES.map((name, index) => `(${uniform(index)} * 2 - 1)::FLOAT AS ${name}`)
  const logit = FEATURES.map((name, index) => `${name} * ${COEFFICIENTS[index]}`).join(' + ')
  const label = `(${uniform(FEATURES.length)} < 1 / (1 + exp(-(${logit}))))::INTEGER AS ${LABEL}`
  const rowsWithFeatures = `SELECT range, ${features.join(', ')} FROM range(${rows})`
  await connection.run(`COPY (SELECT * EXCLUDE range, ${label} FROM (${rowsWithFeatures})) TO '${path}.part' (FORMAT parquet)`)
  connection.closeSync()
  instance.closeSync()
  renameSync(`${path}.part`, path)
}

/** In [0, 1). */
function uniform(column: number): string {
  return `hash(range * ${FEATURES.length + 1} + ${column}) / 18446744073709551616.0`
}
