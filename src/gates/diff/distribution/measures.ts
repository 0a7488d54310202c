import { type Bins, type Counts, decileCounts, interquartileRange } from '../../../stats/drift/counts.ts'
import { jensenShannon, kolmogorovSmirnov, populationStability, totalVariation, wasserstein } from '../../../stats/drift/distances.ts'
import type { CategoricalMeasure, NumericMeasure } from './request.ts'

/** A distance of two samples, as a statistic of counts that a permutation can deal anew. */
export type Measure = {
  /** As reports call it. */
  readonly name: string
  readonly counts: Counts
  statistic(counts: Counts): number
}

const NAMES = {
  ks: 'KS distance',
  wasserstein: 'Wasserstein distance in interquartile ranges',
  tvd: 'total variation',
  js: 'Jensen–Shannon distance',
  psi: 'population stability index',
} as const satisfies Record<NumericMeasure | CategoricalMeasure, string>

/** @returns null where the measure has no meaning: no interquartile range */
export function numericMeasure(measure: NumericMeasure, bins: Bins): Measure | null {
  switch (measure) {
    case 'ks':
      return { name: NAMES.ks, counts: bins, statistic: kolmogorovSmirnov }
    case 'wasserstein': {
      const scale = interquartileRange(bins)
      if (!(scale > 0)) return null
      return { name: NAMES.wasserstein, counts: bins, statistic: (counts) => wasserstein({ values: bins.values, ...counts }) / scale }
    }
    case 'js':
      return { name: NAMES.js, counts: decileCounts(bins).counts, statistic: jensenShannon }
    case 'psi':
      return { name: NAMES.psi, counts: decileCounts(bins).counts, statistic: populationStability }
  }
}

export function categoricalMeasure(measure: CategoricalMeasure, counts: Counts): Measure {
  const statistic = { tvd: totalVariation, js: jensenShannon, psi: populationStability }[measure]
  return { name: NAMES[measure], counts, statistic }
}
