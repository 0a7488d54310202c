import type { SeenWindow } from './entry.ts'
import { addTotals } from './totals.ts'

/** What was counted while one share stood, whenever it did. */
export type Stratum = {
  readonly shareBp: number
  /** By guardrail, how many windows are in its sums. */
  readonly windows: Readonly<Record<string, number>>
  readonly totals: ReturnType<typeof addTotals>
}

/** Between arms of one share both see the same hours, so that drift and ramp of the traffic cancel. */
export function addToStrata(strata: readonly Stratum[], shareBp: number, readings: SeenWindow['readings']): readonly Stratum[] {
  const evaluable = Object.fromEntries(Object.entries(readings).filter(([, { kind }]) => kind !== 'not-evaluable'))
  const index = strata.findIndex((one) => one.shareBp === shareBp)
  const { windows, totals }: Omit<Stratum, 'shareBp'> = strata[index] ?? { windows: {}, totals: {} }
  const counted = Object.fromEntries(Object.keys(evaluable).map((name) => [name, (windows[name] ?? 0) + 1]))
  const stratum = { shareBp, windows: { ...windows, ...counted }, totals: addTotals(totals, evaluable) }
  return index === -1 ? [...strata, stratum] : strata.with(index, stratum)
}

/** The strata of one guardrail of rates. */
export function rateStrata(strata: readonly Stratum[], name: string) {
  return strata.flatMap(({ windows, totals }) => {
    const reading = totals[name]
    return reading?.kind === 'rate' ? [{ windows: windows[name] ?? 0, arms: reading.arms }] : []
  })
}

/** Of one guardrail of latencies. */
export function histogramStrata(strata: readonly Stratum[], name: string) {
  return strata.flatMap(({ windows, totals }) => {
    const reading = totals[name]
    return reading?.kind === 'histogram' ? [{ windows: windows[name] ?? 0, arms: reading.arms }] : []
  })
}
