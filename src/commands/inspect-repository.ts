import { join } from 'node:path'
import { MeasurementError } from '../errors.ts'
import type { World } from '../host/world.ts'
import { isModelName, OTHER_MODEL_FORMATS, readModels } from '../setup/init/found-models.ts'
import { type FoundTable, isData, tableFiles, tableFormat, type UnreadTable } from '../setup/init/found-tables.ts'
import type { Findings } from '../setup/init/inspect.ts'
import { listRepository, type RepositoryFile } from '../setup/init/repository-files.ts'
import { surveyTables } from '../sources/worker/survey-tables.ts'
import { workerOptions } from './session.ts'

type Inputs = { readonly dataFile: string | null; readonly runtime: string | null }

const SURVEY_LIMIT_MS = 5 * 60_000
const SURVEY_MEMORY_BYTES = 4 * 2 ** 30

/** Which models and data lie below a folder. Models are read, not run; tables are looked at in the worker. */
export async function inspectRepository(folder: string, inputs: Inputs, world: World): Promise<Findings> {
  const { files, isCut } = listRepository(folder)
  const { models, unread } = readModels(
    folder,
    files.filter(({ path }) => isModelName(path)),
  )
  const isNamed = ({ path }: RepositoryFile) => path === inputs.dataFile
  const { tables, unreadTables } = await survey(
    folder,
    [...files.filter(isNamed), ...tableFiles(files).filter((file) => !isNamed(file))],
    inputs,
    world,
  )
  const foreign = OTHER_MODEL_FORMATS.flatMap(([pattern, format]) => {
    const file = files.find(({ path }) => pattern.test(path))
    return file === undefined ? [] : [{ format, path: file.path }]
  })
  return { models, unreadModels: unread, tables, unreadTables, foreign, files: files.length, isCut }
}

async function survey(folder: string, files: readonly RepositoryFile[], inputs: Inputs, world: World) {
  const tables: FoundTable[] = []
  const unreadTables: UnreadTable[] = []
  if (files.length === 0) return { tables, unreadTables }
  const wanted = files.map(({ path, bytes }) => ({
    format: formatOf(path),
    file: { reference: path, path: join(folder, path), sha256: '', bytes },
  }))
  const limits = { batchRows: 1, timeLimitMs: SURVEY_LIMIT_MS, memoryLimitBytes: SURVEY_MEMORY_BYTES }
  const surveys = await surveyTables({ tables: wanted, limits }, await workerOptions(inputs, world))
  for (const [index, file] of files.entries()) {
    const seen = surveys[index]
    if (seen === undefined) continue
    const format = formatOf(file.path)
    if (!(seen instanceof MeasurementError)) {
      if (isData(seen)) tables.push({ ...file, ...seen, format })
    } else if (format !== 'json' || seen.reasonCode === 'LFS_POINTER') {
      // Any JSON may lie in a repository; one that is no table needs no line.
      unreadTables.push({ ...file, problem: seen })
    }
  }
  return { tables, unreadTables }
}

/** A file that a flag names may be called anything. */
function formatOf(path: string): FoundTable['format'] {
  return tableFormat(path) ?? 'csv'
}
