import type { Comparison } from '../../../judge/comparison.ts'
import type { LoadMeasured } from './load-round.ts'

/** A check of what could not be measured under load, with the cause. */
export function withFailure(comparison: Comparison, { failure }: LoadMeasured): Comparison {
  if (failure === undefined || comparison.measured.kind === 'not-applicable') return comparison
  const { reasonCode, message } = failure
  return { ...comparison, measured: { kind: 'error', reasonCode, why: message } }
}

/** The remedy, which a check has no room for. */
export function failureNotes({ failure }: LoadMeasured): string[] {
  return failure === undefined ? [] : [`Nothing was measured under load: ${failure.message}. ${failure.remedy}`]
}
