import type { ColumnProfile } from '../../../sources/tabular/distribution/profile.ts'
import { chunkMargin } from '../../../stats/drift/chunk-margin.ts'
import { type Counts, total } from '../../../stats/drift/counts.ts'
import { permutationNull } from '../../../stats/drift/permutation-null.ts'
import { categoricalMeasure, type Measure, numericMeasure } from './measures.ts'
import { DEFAULT_DRIFT, type DriftSettings } from './request.ts'

/** A smaller margin would ask for samples that agree better than the rows of a day do. */
const LEAST_MARGIN = 0.02
/** With fewer values a chunk says nothing about itself. */
const LEAST_VALUES = 200
const DRAWS = 100

/** `margin: auto`: three standard deviations of the distances between the reference's own chunks; null where it has too few rows. */
export function autoMargin({ chunks, use }: ColumnProfile, drift: DriftSettings, seed: number): number | null {
  if (chunks === undefined) return null
  const filled = chunks.counts.filter((chunk) => total(chunk) >= LEAST_VALUES)
  if (filled.length < 2) return null
  const all = filled.reduce<readonly number[]>((sum, chunk) => chunk.map((count, bin) => count + (sum[bin] ?? 0)), [])
  const distances = filled.flatMap((current) => {
    const counts = { reference: all.map((count, bin) => count - (current[bin] ?? 0)), current }
    const measure = use === 'number' ? ofNumbers(chunks.values ?? [], counts, drift) : categoricalMeasure(drift.categorical.measure, counts)
    if (measure === null) return []
    const chance = permutationNull(measure.counts, (dealt) => measure.statistic(dealt), { seed, draws: DRAWS })
    return [measure.statistic(measure.counts) - chance.mean]
  })
  return distances.length < 2 ? null : chunkMargin(distances, LEAST_MARGIN)
}

function ofNumbers(values: readonly number[], { reference, current }: Counts, { numeric }: DriftSettings): Measure | null {
  const bins = { values, reference: Array.from(reference), current: Array.from(current) }
  return numericMeasure(numeric.measure, bins) ?? numericMeasure('ks', bins)
}

/** The policy's margin, or the reference's own; the default where the reference is too small to have one. */
export function marginFor(column: ColumnProfile, margin: number | 'auto', drift: DriftSettings, seed: number): number {
  if (margin !== 'auto') return margin
  const preset = column.use === 'number' ? DEFAULT_DRIFT.numeric.margin : DEFAULT_DRIFT.categorical.margin
  return autoMargin(column, drift, seed) ?? (typeof preset === 'number' ? preset : LEAST_MARGIN)
}

/** What a reader must know of margins that nobody wrote. */
export function describeAuto(columns: readonly ColumnProfile[], { numeric, categorical }: DriftSettings): readonly string[] {
  if (numeric.margin !== 'auto' && categorical.margin !== 'auto') return []
  const small = columns.filter(
    ({ chunks }) => chunks !== undefined && chunks.counts.filter((chunk) => total(chunk) >= LEAST_VALUES).length < 2,
  )
  return [
    'Margins that are `auto` are three standard deviations of the distances between ten consecutive parts of the reference.',
    ...small.map(
      ({ name }) => `${JSON.stringify(name)}: the reference has too few values for a margin of its own, so the default is used.`,
    ),
  ]
}
