import { existsSync, rmSync } from 'node:fs'
import { MeasurementError } from '../errors.ts'
import type { Evaluation } from '../gates/evaluate/evaluate-model.ts'
import { pathInside } from '../host/files.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { ModelPolicy } from '../policy/policy.ts'
import type { Session } from './session.ts'

export type SavedFlips = { readonly file: string | null; readonly notes: readonly string[] }

const FORMATS = ['parquet', 'csv'] as const

/**
 * Writes the rows whose answer turned where the input asks for them. Without the file the verdict still stands, so that fails softly.
 * What an earlier run left is removed first: beside the new report it would be read as the rows of this model.
 */
export async function saveFlips(
  { turned }: Pick<Evaluation, 'turned'>,
  { name, task }: Pick<ModelPolicy, 'name' | 'task'>,
  { saveFlips: format, out }: Pick<InputsOf<'evaluate'>, 'saveFlips' | 'out'>,
  session: Pick<Session, 'writeRows'>,
): Promise<SavedFlips> {
  const old = FORMATS.map((known) => pathInside(out, `${name}.flips.${known}`))
  for (const path of old.filter((known) => existsSync(known))) rmSync(path)
  if (format === 'none') return { file: null, notes: [] }
  if (task === 'regression' || task === 'ranking')
    return { file: null, notes: [`save-flips: no rows were written, because answers of a ${task} are not right or wrong.`] }
  if (turned === null) return { file: null, notes: [] }
  const file = pathInside(out, `${name}.flips.${format}`)
  try {
    await session.writeRows(turned, file)
    return { file, notes: [] }
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error
    return { file: null, notes: [`The rows whose answer turned could not be written: ${error.message}.`] }
  }
}
