import type { Verdict } from '../../../judge/verdict.ts'
import type { ColumnProfile } from '../../../sources/tabular/distribution/profile.ts'
import { total } from '../../../stats/drift/counts.ts'
import { categoricalMeasure, type Measure, numericMeasure } from './measures.ts'

const WHY = 'for those who know it; it grows as the rows get fewer'

/** Distances that other tools speak of, beside the one that is judged. */
export function reportColumn({ name, bins, levels }: ColumnProfile): Verdict['reported'] {
  return measuresOf(bins, levels).flatMap((measure) => {
    if (measure === null || total(measure.counts.reference) === 0 || total(measure.counts.current) === 0) return []
    return [{ metric: measure.name, slice: name, baseline: null, candidate: measure.statistic(measure.counts), why: WHY }]
  })
}

function measuresOf(bins: ColumnProfile['bins'], levels: ColumnProfile['levels']): (Measure | null)[] {
  if (bins !== null) return (['wasserstein', 'js', 'psi'] as const).map((measure) => numericMeasure(measure, bins))
  if (levels === null) return []
  const counts = { reference: levels.map(({ reference }) => reference), current: levels.map(({ current }) => current) }
  return (['js', 'psi'] as const).map((measure) => categoricalMeasure(measure, counts))
}
