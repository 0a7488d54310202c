import { type Margin, resolveMargin } from '../../judge/margin.ts'
import type { DriftSettings } from './distribution/request.ts'
import type { DiffPolicy } from './policy.ts'

/** The policy's margins as the distances and shares that they are; a share of nothing is no distance, which the policy has refused. */
export function driftSettingsOf({ numeric, categorical, nulls, minRows }: DiffPolicy['drift']): DriftSettings {
  return {
    numeric: { measure: numeric.measure, margin: plain(numeric.margin) },
    categorical: { measure: categorical.measure, margin: plain(categorical.margin) },
    nulls: plain(nulls),
    minRows,
  }
}

function plain(margin: Margin): number {
  return resolveMargin(margin, 1)
}
