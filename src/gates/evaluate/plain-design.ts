import type { RankingSample, Sample } from '../../metrics/sample.ts'

/**
 * The same rows without weights that are all alike and without groups of one row each: they say nothing, and the intervals of plain
 * rows are the sharper ones for small counts. Of a ranking the queries are what is independent; groups count where they hold whole
 * queries, and are left out where they cut them.
 */
export function plainDesign(sample: Sample): Sample {
  const weight = sample.weight !== null && isAlike(sample.weight) ? null : sample.weight
  return saysNothing(sample) ? { ...sample, weight, cluster: null, clusters: sample.label.length } : { ...sample, weight }
}

/** Whether a query has rows of two groups: `data.group`, or an id that comes again in other queries. */
export function cutsQueries({ cluster, query, queries }: RankingSample): boolean {
  if (cluster === null) return false
  const first = new Int32Array(queries).fill(-1)
  for (let row = 0; row < query.length; row++) {
    const own = query[row] ?? 0
    const group = cluster[row] ?? 0
    if (first[own] === -1) first[own] = group
    else if (first[own] !== group) return true
  }
  return false
}

/** Weights that no metric can use stay, so that it refuses them. */
function isAlike(weight: Float64Array): boolean {
  const first = weight[0] ?? 0
  if (!(first > 0 && first < Number.POSITIVE_INFINITY)) return false
  for (let row = 1; row < weight.length; row++) if (weight[row] !== first) return false
  return true
}

function saysNothing(sample: Sample): boolean {
  if (sample.cluster === null) return false
  return sample.task === 'ranking' ? sample.clusters === sample.queries || cutsQueries(sample) : sample.clusters === sample.label.length
}
