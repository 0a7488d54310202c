import type { Estimate } from '../../metrics/metric.ts'
import type { Sample } from '../../metrics/sample.ts'

/** Which cluster each independent term of a metric belongs to. */
export type UnitClusters = { readonly code: Uint32Array; readonly count: number }

/** Independent units that are behind an estimate: of the clusters, those that bring it a term. */
export function unitsBehind({ units, counted }: Estimate, clusters: UnitClusters | null): number {
  if (counted === undefined) return clusters?.count ?? units
  if (clusters === null) return counted.reduce((sum, one) => sum + one, 0)
  return new Set(clusters.code.filter((_, unit) => counted[unit] === 1)).size
}

/**
 * The clusters of a sample's rows, or of its queries where the metric's terms are queries; null where all are independent.
 * A query takes the cluster of its first row: data.group names what holds whole queries (a user's sessions).
 */
export function unitClusters(sample: Sample): UnitClusters | null {
  if (sample.cluster === null) return null
  if (sample.task !== 'ranking') return { code: sample.cluster, count: sample.clusters }
  const code = new Uint32Array(sample.queries)
  const seen = new Uint8Array(sample.queries)
  for (let row = 0; row < sample.query.length; row++) {
    const query = sample.query[row] ?? 0
    if (seen[query] === 1) continue
    seen[query] = 1
    code[query] = sample.cluster[row] ?? 0
  }
  return { code, count: sample.clusters }
}
