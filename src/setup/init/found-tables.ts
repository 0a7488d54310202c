import { extname } from 'node:path'
import type { MeasurementError } from '../../errors.ts'
import type { DataSpec } from '../../sources/scored-rows.ts'
import type { SurveyedColumn, TableSurvey } from '../../sources/tabular/survey.ts'
import type { RepositoryFile } from './repository-files.ts'

/** A file of rows. */
export type FoundTable = TableSurvey & { readonly path: string; readonly bytes: number; readonly format: DataSpec['format'] }
export type UnreadTable = { readonly path: string; readonly bytes: number; readonly problem: MeasurementError }

const FORMATS: Readonly<Record<string, DataSpec['format']>> = {
  '.parquet': 'parquet',
  '.csv': 'csv',
  '.tsv': 'csv',
  '.json': 'json',
  '.jsonl': 'json',
  '.ndjson': 'json',
}
/** JSON that is no table in any repository: what tools keep beside the code. */
const TOOLS_JSON = /(^|\/)(package(-lock)?|tsconfig[^/]*|composer|manifest|config|settings|renovate|biome|jsconfig)\.json$/i
/** Beyond so many files of data a repository is an archive; those that are likelier come first. */
export const MOST_TABLES = 200

export function tableFormat(path: string): DataSpec['format'] | null {
  if (TOOLS_JSON.test(path)) return null
  return FORMATS[extname(path.replace(/\.(gz|zst)$/i, '')).toLowerCase()] ?? null
}

/** The files worth reading, likeliest first. */
export function tableFiles(files: readonly RepositoryFile[]): RepositoryFile[] {
  const tables = files.filter(({ path }) => tableFormat(path) !== null)
  return tables.sort((a, b) => purposeOf(b.path) - purposeOf(a.path)).slice(0, MOST_TABLES)
}

/** What a path says about its rows: set apart for evaluation (2), nothing (0), or used for training (−2). */
export function purposeOf(path: string): number {
  if (HELD_OUT.test(path)) return 2
  return TRAINING.test(path) ? -2 : 0
}
const HELD_OUT = /(^|[^a-z])(hold-?_?out|test|eval|evaluation|valid|validation|val|golden|benchmark)([^a-z]|$)/i
const TRAINING = /(^|[^a-z])(train|training)([^a-z]|$)/i

/** A JSON file of settings reads as a table of one row; such are no data. */
export function isData({ rows, columns }: TableSurvey): boolean {
  return rows >= 2 && columns.length >= 1
}

export function isNumeric({ kind }: SurveyedColumn): boolean {
  return kind === 'integer' || kind === 'float' || kind === 'boolean'
}
