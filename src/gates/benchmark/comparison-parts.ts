import type { Comparison, Measured } from '../../judge/comparison.ts'
import { type Margin, resolveMargin } from '../../judge/margin.ts'
import type { BatchTimings } from '../../sources/benchmark/measurements.ts'
import { increaseDistribution, logRatioDistribution } from '../../stats/ratio.ts'
import { mostRounds } from './budget.ts'
import type { BenchmarkPolicy } from './policy.ts'
import { FEWEST_ROUNDS, type Measurement } from './round.ts'

/** One value of both arms in one round; `logRatio` where it was found better than by dividing. */
export type PairedValue = {
  readonly baseline: number
  readonly candidate: number
  readonly control: number | null
  readonly logRatio?: number
  readonly controlLogRatio?: number
}

type Named = Pick<Comparison, 'id' | 'metric'>
type Question = Pick<Comparison, 'kind' | 'require'> & { readonly quantity: NonNullable<Comparison['quantity']> }

export function comparisonOf(named: Named, question: Question, margin: number, measured: Measured): Comparison {
  return { ...named, slice: null, data: 'evaluation', higherIsBetter: false, margin, suspiciousAbove: null, ...question, measured }
}

/** `latency.p50`, and with several batch sizes `latency.p50.batch-32`; in words `latency p50 of 32 rows`. */
export function nameOf(what: string, words: string, rows: number, { batchSizes }: Pick<BenchmarkPolicy, 'batchSizes'>): Named {
  if (batchSizes.length === 1) return { id: what, metric: words }
  return { id: `${what}.batch-${rows}`, metric: `${words} of ${rows} ${rows === 1 ? 'row' : 'rows'}` }
}

export function batchesOf({ rounds }: Measurement, rows: number): BatchTimings[] {
  return rounds.flatMap(({ timing }) => timing.batches.filter((batch) => batch.rows === rows))
}

/** Why a batch size has no numbers: the candidate's trouble is an error, the baseline's leaves nothing to compare with. */
export function problemOf({ problems, tooShort, rounds }: Measurement, rows: number, comparing: boolean): Measured | null {
  const ofCandidate = problems.find((problem) => problem.arm === 'candidate' && problem.rows === rows)
  if (ofCandidate !== undefined) return { kind: 'error', reasonCode: ofCandidate.error.reasonCode, why: ofCandidate.error.message }
  const ofBaseline = problems.find((problem) => problem.arm === 'baseline' && problem.rows === rows)
  if (comparing && ofBaseline !== undefined) return { kind: 'not-applicable', why: ofBaseline.error.message }
  if (tooShort !== null) return { kind: 'not-enough', n: rounds.length, unit: 'rounds', why: tooShort }
  return null
}

const NO_BASELINE: Measured = { kind: 'not-applicable', why: 'there is no baseline' }

type BaselineQuestion = {
  readonly margin: Margin
  readonly unit: string
  readonly measurement: Measurement
  readonly trouble: Measured | null
  /** Of the baseline's values, for what the ratio is applied to; the middle one when left out. */
  readonly centre?: (values: readonly number[]) => number
}

/** A value of every round against the baseline's, with what the baseline differs from itself by. */
export function compareWithBaseline(
  named: Named,
  values: readonly PairedValue[],
  { margin, unit, measurement, trouble, centre = middleOf }: BaselineQuestion,
): Comparison {
  const question = { kind: 'relative', require: 'proof', quantity: { unit, relative: true } } as const
  const unmeasured = measurement.hasBaseline ? (trouble ?? tooFew(values.length)) : NO_BASELINE
  if (unmeasured !== null) return comparisonOf(named, question, 0, unmeasured)
  const base = centre(values.map(({ baseline }) => baseline))
  const harm = increaseDistribution(logRatioDistribution(values.map(logRatioOf)), base)
  const controls = values.flatMap((value) => controlLogRatioOf(value) ?? [])
  return comparisonOf(named, question, resolveMargin(margin, base), {
    kind: 'measured',
    harm,
    baseline: base,
    candidate: base + harm.estimate,
    n: values.length,
    unit: 'rounds',
    secondsPerUnit: measurement.secondsPerRound,
    most: mostRounds(measurement.secondsPerRound),
    ...(controls.length === values.length ? { noise: increaseDistribution(logRatioDistribution(controls, 'rounds-log-t'), base) } : {}),
  })
}

function tooFew(rounds: number): Measured | null {
  if (rounds >= FEWEST_ROUNDS) return null
  return { kind: 'not-enough', n: rounds, unit: 'rounds', why: `${rounds} rounds, and it takes ${FEWEST_ROUNDS}; raise \`time-budget\`` }
}

function logRatioOf({ baseline, candidate, logRatio }: PairedValue): number {
  return logRatio ?? Math.log(candidate / baseline)
}

function controlLogRatioOf({ baseline, control, controlLogRatio }: PairedValue): number | null {
  return controlLogRatio ?? (control === null ? null : Math.log(control / baseline))
}

/**
 * The centre of times, rates and costs, which are worked out of each other: it is the one that the ratio of pairs goes with, so that
 * the candidate's is the baseline's times the ratio, and that of rates is one over that of times.
 */
export function geometricMeanOf(values: readonly number[]): number {
  return Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / Math.max(1, values.length))
}

/** The middle one of several rounds' values. */
export function middleOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2
}
