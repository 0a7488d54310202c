import { type Margin, resolveMargin } from '../../judge/margin.ts'
import type { DriftSettings } from './distribution/request.ts'
import type { DiffPolicy } from './policy.ts'

/** The policy's margins as the distances and shares that they are; a share of nothing is no distance, which the policy has refused. */
export function driftSettingsOf({ numeric, categorical, nulls, minRows, pairs, freshness }: DiffPolicy['drift']): DriftSettings {
  return {
    numeric: { measure: numeric.measure, margin: distanceOf(numeric.margin) },
    categorical: { measure: categorical.measure, margin: distanceOf(categorical.margin) },
    nulls: plain(nulls),
    minRows,
    pairs: pairs === null ? null : plain(pairs),
    freshness: freshness === null ? null : freshness / 1000,
  }
}

function distanceOf(margin: Margin | 'auto'): number | 'auto' {
  return margin === 'auto' ? margin : plain(margin)
}

function plain(margin: Margin): number {
  return resolveMargin(margin, 1)
}
