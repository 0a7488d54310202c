import { formatTime } from '../../judge/format-number.ts'

/** Of `time-budget`. */
export const LONGEST_BUDGET = '6h'
const LONGEST_SECONDS = 6 * 3600
/** More tell next to nothing that so many do not: bounds shrink with the root of their number. */
export const MOST_ROUNDS = 400

/** `a time-budget of about 7 min would do`, as far as one may be given. */
export function budgetThatWouldDo(seconds: number): string {
  if (seconds > LONGEST_SECONDS) return `even the longest \`time-budget\`, ${LONGEST_BUDGET}, would be too short`
  return `a \`time-budget\` of about ${formatTime(seconds)} would do`
}

/** Of what takes so long each, the longest budget holds so many. */
export function mostWithinBudget(secondsEach: number): number {
  return Math.floor(LONGEST_SECONDS / Math.max(secondsEach, 1e-9))
}

/** Rounds that a gate takes with the longest budget, when one takes so long. */
export function mostRounds(secondsPerRound: number): number {
  return Math.min(MOST_ROUNDS, mostWithinBudget(secondsPerRound))
}
