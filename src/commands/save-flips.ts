import { MeasurementError } from '../errors.ts'
import type { Evaluation } from '../gates/evaluate/evaluate-model.ts'
import { pathInside } from '../host/files.ts'
import type { InputsOf } from '../host/inputs.ts'
import type { Session } from './session.ts'

export type SavedFlips = { readonly file: string | null; readonly notes: readonly string[] }

/** Writes the rows whose answer turned where the input asks for them. Without the file the verdict still stands, so that fails softly. */
export async function saveFlips(
  { turned }: Pick<Evaluation, 'turned'>,
  model: string,
  { saveFlips: format, out }: Pick<InputsOf<'evaluate'>, 'saveFlips' | 'out'>,
  session: Pick<Session, 'writeRows'>,
): Promise<SavedFlips> {
  if (format === 'none' || turned === null) return { file: null, notes: [] }
  const file = pathInside(out, `${model}.flips.${format}`)
  try {
    await session.writeRows(turned, file)
    return { file, notes: [] }
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error
    return { file: null, notes: [`The rows whose answer turned could not be written: ${error.message}.`] }
  }
}
