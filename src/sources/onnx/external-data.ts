import { realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, sep } from 'node:path'
import { MeasurementError } from '../../errors.ts'
import { externalLocations } from './model-facts.ts'
import type { ModelFile } from './model-file.ts'

/**
 * Refuses a model whose weights would be read from anywhere but its own folder, before a runtime sees it: onnxruntime 1.22
 * follows `../` out of the folder, and which version refuses what is not for a gate to rely on.
 *
 * @throws MeasurementError MODEL_READS_OUTSIDE, MODEL_NOT_LOADED (a side file is missing)
 */
export function checkExternalData({ name, path, model }: Pick<ModelFile, 'name' | 'path' | 'model'>): void {
  const locations = externalLocations(model)
  if (locations.length === 0) return
  const folder = realpathSync(dirname(path))
  for (const location of locations) checkLocation(name, folder, location)
}

function checkLocation(name: string, folder: string, location: string): void {
  const shown = JSON.stringify(location)
  if (isAbsolute(location) || /^[A-Za-z]:|^\\/.test(location)) throw outside(name, `${shown} is an absolute path`)
  if (location.split(/[/\\]/).includes('..')) throw outside(name, `${shown} leaves its folder`)
  // U+FFFD stands for bytes that are not UTF-8, so the runtime would open another path than the one checked here; a NUL ends
  // the path early; and onnxruntime takes locations with this mark for addresses in memory.
  if (/[\0\uFFFD]/.test(location) || location.includes('_MEM_ADDR_')) throw outside(name, `${shown} is not a plain file name`)
  let target: string
  try {
    target = realpathSync(join(folder, location))
  } catch (cause) {
    throw missing(name, shown, cause)
  }
  if (!target.startsWith(folder.endsWith(sep) ? folder : folder + sep)) throw outside(name, `${shown} is a link to ${target}`)
  if (!statSync(target).isFile()) throw missing(name, shown, undefined)
}

function outside(name: string, what: string): MeasurementError {
  return new MeasurementError(
    'MODEL_READS_OUTSIDE',
    `${name} keeps weights outside its own folder: ${what}`,
    'Do not load this file unless you know why. Weights must lie beside the model: save it again with a plain file name as location.',
  )
}

function missing(name: string, shown: string, cause: unknown): MeasurementError {
  return new MeasurementError(
    'MODEL_NOT_LOADED',
    `${name} keeps weights in ${shown}, which is not beside it`,
    'Commit or download the side file into the folder of the model, under that name.',
    { cause },
  )
}
