import { MeasurementError } from '../../errors.ts'
import { dataInvalid, showValue } from './data-invalid.ts'
import { findFirstRow } from './first-row.ts'
import { readFailed } from './read-failed.ts'
import type { Column, Table } from './table.ts'

/** What a scan relies on in a column, and how to find the first row that breaks it. */
export type Claim = {
  readonly table: Table
  readonly column: Column
  /** SQL condition of the rows that break it. */
  readonly wrong: string
  readonly expected: string
  readonly remedy: string
  readonly reasonCode?: string
}

/** What may have stopped a scan: a claim on a column, or something that finds out by itself. */
export type Suspect = Claim | { explain(): Promise<MeasurementError | null> }

/** Thrown where a scan sees a value that breaks a claim; the row is looked up after. */
export class BrokenClaim extends Error {
  override readonly name = 'BrokenClaim'
  readonly claim: Claim

  constructor(claim: Claim) {
    super(`column ${claim.column.name}: not ${claim.expected}`)
    this.claim = claim
  }
}

/** Turns whatever stopped a scan into an error that names file, column and first row. */
export async function explainFailure(table: Table, cause: unknown, suspected: readonly Suspect[]): Promise<Error> {
  if (cause instanceof MeasurementError) return cause
  const suspects = cause instanceof BrokenClaim ? [cause.claim] : suspected
  for (const suspect of suspects) {
    const broken = 'explain' in suspect ? await suspect.explain() : await explainClaim(suspect)
    if (broken !== null) return broken
  }
  return cause instanceof BrokenClaim ? cause : readFailed(table, cause)
}

export async function explainClaim(claim: Claim): Promise<MeasurementError | null> {
  // The search can fail on what stopped the scan (a broken page of the file); then that is the message.
  const first = await findFirstRow(claim.table, claim.column, claim.wrong).catch(() => null)
  if (first === null) return null
  const { file, column, row, value } = first
  const { expected, remedy, reasonCode } = claim
  return dataInvalid({ file, row, ...(column === undefined ? {} : { column }), found: showValue(value), expected, remedy }, reasonCode)
}
