import { formatTime } from '../../judge/format-number.ts'
import { MOST_ROUNDS } from './budget.ts'
import { ENOUGH_ROUNDS, FEWEST_ROUNDS } from './round.ts'

/** What the first look at both models has shown. All times in milliseconds. */
export type Estimates = {
  /** What is left of the budget. */
  readonly remainingMs: number
  /** Sessions of one round: two, or three with the baseline's second. */
  readonly arms: number
  /** A call of the slowest arm, by batch size. */
  readonly callMs: ReadonlyMap<number, number>
  /** Starting a process and loading one model. */
  readonly startMs: number
  /** One model alone in a process, from start to end; 0 where no cold measurement is wanted. */
  readonly coldMs: number
  /** Calls of each arm that a round should have for the quantiles that are judged. */
  readonly callsWanted: number
  /** Of one batch size in a round that only a long budget makes so long: what times the worker must not take it for one that hangs. */
  readonly longestMs: number
}

export type Schedule =
  | {
      readonly kind: 'scheduled'
      readonly rounds: number
      /** Of one batch size in one round, all arms and the warm-up. */
      readonly measureMs: number
      readonly callsPerRound: ReadonlyMap<number, number>
    }
  | { readonly kind: 'too-short'; readonly secondsNeeded: number; readonly why: string }

/** Short enough for many rounds, long enough for some hundred calls of a millisecond. */
const PREFERRED_MS = 1_500
/** Cycles of one call of each arm, warm-up included, that a round is worth its start for. */
const FEWEST_CYCLES = 5
/** Room for calls that take longer than the fastest, and for warming up. */
const SPARE = 1.5
/** Share of the budget that is planned; the rest is for what takes longer than foreseen. */
const PLANNED_SHARE = 0.92
/** The first look is as noisy as the machine: only what takes so many times the budget is given up at once. */
const HOPE = 2

/**
 * As many rounds as the budget holds, up to a bound: processes differ more than calls do, so that more rounds tell more than longer
 * ones. Rounds are only as long as their quantiles need, and shorter when the budget is; longer once there are as many as may be.
 */
export function planSchedule({ remainingMs, arms, callMs, startMs, coldMs, callsWanted, longestMs }: Estimates): Schedule {
  const sizes = Math.max(1, callMs.size)
  const slowest = Math.max(0, ...callMs.values())
  const fixedMs = startMs + 2 * coldMs
  const least = slowest * arms * FEWEST_CYCLES
  const usable = remainingMs * PLANNED_SHARE
  const perRound = (measureMs: number) => fixedMs + sizes * measureMs
  if (usable * HOPE < FEWEST_ROUNDS * perRound(least)) {
    const secondsNeeded = (FEWEST_ROUNDS * perRound(least) + (1 - PLANNED_SHARE) * remainingMs) / 1000 / PLANNED_SHARE
    return { kind: 'too-short', secondsNeeded, why: inWords({ callMs: slowest, fixedMs, secondsNeeded, remainingMs }) }
  }
  // Where starting processes is what takes the time, a round that is not worth its start would be half of nothing.
  const worthIts = Math.max(least, PREFERRED_MS, fixedMs / sizes)
  const preferred = Math.max(worthIts, slowest * arms * callsWanted * SPARE)
  const fitting = (measureMs: number) => Math.floor(usable / perRound(measureMs))
  const rounds = Math.min(
    MOST_ROUNDS,
    Math.max(FEWEST_ROUNDS, Math.min(ENOUGH_ROUNDS, fitting(Math.max(least, worthIts / 2))), fitting(preferred)),
  )
  const longest = rounds === MOST_ROUNDS ? Math.max(preferred, longestMs) : preferred
  const measureMs = Math.max(least, Math.min(longest, (usable / rounds - fixedMs) / sizes))
  const callsPerRound = new Map([...callMs].map(([rows, ms]) => [rows, Math.floor(measureMs / Math.max(ms, 1e-3) / arms)]))
  return { kind: 'scheduled', rounds, measureMs, callsPerRound }
}

type Shortage = { readonly callMs: number; readonly fixedMs: number; readonly secondsNeeded: number; readonly remainingMs: number }

function inWords({ callMs, fixedMs, secondsNeeded, remainingMs }: Shortage): string {
  const time = (ms: number) => (ms >= 1000 ? `${Number((ms / 1000).toPrecision(3))} s` : `${Number(ms.toPrecision(3))} ms`)
  const costs = `a call takes ${time(callMs)}, and starting the processes of a round ${time(fixedMs)}`
  return `${costs}: ${FEWEST_ROUNDS} rounds take about ${formatTime(secondsNeeded)}, and ${formatTime(remainingMs / 1000)} were left; raise \`time-budget\``
}
