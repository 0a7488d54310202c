import type { MeasurementError } from '../../errors.ts'
import type { ColdMeasurement, RoundMeasurement } from '../../sources/benchmark/measurements.ts'

/** One round: the arms by turns in one fresh process, and each model alone in another. */
export type Round = {
  readonly timing: RoundMeasurement
  /** null in rounds that have no question about starts and memory left. */
  readonly cold: { readonly baseline: ColdMeasurement | null; readonly candidate: ColdMeasurement } | null
}

/** A batch size that one of the models did not answer. */
export type BatchProblem = { readonly arm: 'baseline' | 'candidate'; readonly rows: number; readonly error: MeasurementError }

/** All that the judge is told of. */
export type Measurement = {
  readonly rounds: readonly Round[]
  readonly hasBaseline: boolean
  readonly problems: readonly BatchProblem[]
  /** Wall time of one more round. */
  readonly secondsPerRound: number
  /** Why there are not enough rounds, in words; null where there are. */
  readonly tooShort: string | null
}

/** Fewer processes tell nothing about how processes differ. */
export const FEWEST_ROUNDS = 6
/** As many are taken when the time allows. */
export const ENOUGH_ROUNDS = 10
