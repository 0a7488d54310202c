import type { Check } from '../../src/judge/check.ts'
import { expectClose, readOracle, type Tolerance } from '../stats/oracle.ts'

/** oracles/paired-models.json: a real candidate against a real baseline, by scikit-learn, scipy and statsmodels. */
export type Reference = {
  /** The gain: higher is better whatever the metric. */
  readonly difference: number
  readonly standardError?: number
  readonly harmBounds?: { readonly lower: number; readonly upper: number }
  /** Of a bootstrap by numpy's generator, with how far another generator may be. */
  readonly bootstrapSd?: number
  readonly tolerance?: number
  readonly margin?: number
  readonly outcome?: string
}
type Metrics = Readonly<Record<string, Reference>>
export type DesignCheck = { readonly id: string; readonly slice: string | null; readonly outcome: string; readonly adjustedP?: number }
export type PairedModels = {
  readonly baseline: string
  readonly candidate: string
  readonly data: string
  readonly expected: {
    readonly overall: Metrics & { readonly flips?: { readonly predictedClassChanged: number } }
    readonly slices?: Readonly<Record<string, Metrics>>
    readonly designRule?: { readonly verdict: string; readonly checks: readonly DesignCheck[] }
  }
}

const OUR_NAMES: Readonly<Record<string, string>> = { mean_average_precision: 'map', mean_reciprocal_rank: 'mrr' }
export const ourName = (name: string): string => OUR_NAMES[name] ?? name

const { cases, tolerance }: { cases: readonly PairedModels[]; tolerance: Tolerance } = readOracle('paired-models')

/** Given the very answers that the reference had. */
export const SAME_ANSWERS = tolerance
/** Answers of another onnxruntime: they differ by up to 9e-8 (oracles/predictions.json), their summands' spread by less. */
export const OTHER_RUNTIME: Tolerance = { relative: 1e-3, absolute: 2e-6 }

export function pairedModels(candidate: string, data: string): PairedModels {
  const found = cases.find((one) => one.candidate === candidate && one.data === data)
  if (found === undefined) throw new Error(`paired-models.json has no ${candidate} on ${data}`)
  return found
}

/** Metric by metric; how many answers flipped stands among them in the file. */
export function referencesOf({ flips: _flips, ...metrics }: PairedModels['expected']['overall']): [name: string, reference: Reference][] {
  return Object.entries<Reference>(metrics)
}

export function expectMeasured(check: Check, reference: Reference, within: Tolerance): void {
  const { harm, standardError, harmBounds } = check
  expectClose(harm ?? Number.NaN, -reference.difference, within)
  if (reference.standardError !== undefined) expectClose(standardError ?? Number.NaN, reference.standardError, within)
  if (reference.bootstrapSd !== undefined) {
    expectClose(standardError ?? Number.NaN, reference.bootstrapSd, { relative: 0, absolute: reference.tolerance ?? 0 })
  }
  if (reference.harmBounds === undefined) return
  expectClose(harmBounds?.lower ?? Number.NaN, reference.harmBounds.lower, within)
  expectClose(harmBounds?.upper ?? Number.NaN, reference.harmBounds.upper, within)
}

/** All checks of design.md's example policy, as the reference decides them; p-values only as far as normal and Student's t agree. */
export function expectDesignRule(checks: readonly Check[], { expected }: PairedModels, within: Tolerance): void {
  const rules = expected.designRule?.checks ?? []
  const outcomes = (all: readonly { id: string; slice: string | null; outcome: string }[]) =>
    all.map(({ id, slice, outcome }) => `${id} ${slice ?? 'overall'}: ${outcome}`).sort()
  expect(outcomes(checks)).toEqual(outcomes(rules))
  for (const check of checks) {
    const metrics = check.slice === null ? expected.overall : expected.slices?.[check.slice]
    const reference = metrics?.[check.id]
    if (reference === undefined) throw new Error(`no reference for ${check.id} ${check.slice}`)
    expectMeasured(check, reference, within)
    const rule = rules.find(({ id, slice }) => id === check.id && slice === check.slice)
    if (rule?.adjustedP !== undefined) expectClose(check.adjustedP ?? Number.NaN, rule.adjustedP, { relative: 0.05, absolute: 1e-5 })
  }
}
