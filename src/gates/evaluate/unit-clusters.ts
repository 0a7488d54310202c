import type { Sample } from '../../metrics/sample.ts'

/** Which cluster each independent term of a metric belongs to. */
export type UnitClusters = { readonly code: Uint32Array; readonly count: number }

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
