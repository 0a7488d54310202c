/** Hours of a month on average: 365 · 24 / 12. */
export const HOURS_PER_MONTH = 730

export type Serving = {
  readonly priceUsdPerHour: number
  /** Predictions a second of one machine at its highest rate. */
  readonly capacity: number
  /** Share of it that is used, in (0, 1]. */
  readonly utilisation: number
}

/** price / (capacity · utilisation · 3600) · 1,000,000, in USD. */
export function usdPerMillion({ priceUsdPerHour, capacity, utilisation }: Serving): number {
  return (priceUsdPerHour / (capacity * utilisation * 3600)) * 1e6
}

/** Machines that a rate needs: whole ones, at least one. */
export function replicasFor(predictionsPerSecond: number, { capacity, utilisation }: Serving): number {
  return Math.max(1, Math.ceil(predictionsPerSecond / (capacity * utilisation) - ROUNDING))
}

/** 300 / (100 · 0.6 · 5) is one part in 10^16 above 1. */
const ROUNDING = 1e-9

export type MonthlyCost = {
  readonly replicasAtPeak: number
  /** As many machines all month as the peak needs. */
  readonly usdAtPeak: number
  /** Machines that follow the traffic: what the average needs, but never less than one. */
  readonly usdScaled: number
}

export function monthlyCost({ average, peak }: { readonly average: number; readonly peak: number }, serving: Serving): MonthlyCost {
  const monthUsd = serving.priceUsdPerHour * HOURS_PER_MONTH
  const replicasAtPeak = replicasFor(peak, serving)
  const scaled = Math.max(1, average / (serving.capacity * serving.utilisation))
  return { replicasAtPeak, usdAtPeak: replicasAtPeak * monthUsd, usdScaled: Math.min(scaled, replicasAtPeak) * monthUsd }
}
