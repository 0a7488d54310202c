import { defineMetric } from './define-metric.ts'
import { type Estimate, type Metric, UndefinedMetric } from './metric.ts'
import { orderedByQuery, type RankedQueries } from './ranked-queries.ts'
import type { RankingSample } from './sample.ts'
import { meanOf } from './weighted-mean.ts'

/**
 * Mean normalised discounted cumulative gain of the first k documents, one term a query: linear gain, discount 1/log₂(rank + 1),
 * documents with tied scores share the mean of their ranks' discounts (sklearn.metrics.ndcg_score). A query without relevant
 * documents counts as 0; one with a single document is left out, as scikit-learn refuses it.
 *
 * @param k null takes all documents
 */
export function ndcg(k: number | null): Metric {
  const name = k === null ? 'ndcg' : `ndcg@${k}`
  return rankingMetric(name, (queries) => {
    const term = ndcgOf(queries, k ?? Number.POSITIVE_INFINITY)
    return { term, counts: (documents) => documents > 1 }
  })
}

/**
 * Mean over queries of average precision: the mean, over relevant documents (relevance > 0), of the share of relevant ones down
 * to it. Tied scores keep the order of the rows. A query without relevant documents counts as 0.
 */
export const meanAveragePrecision: Metric = rankingMetric('map', ({ documents, offsets, relevance }) => ({
  term(query) {
    const start = offsets[query] ?? 0
    let relevant = 0
    let precision = 0
    for (let rank = 1; rank <= documents(query); rank++) {
      if (!((relevance[start + rank - 1] ?? 0) > 0)) continue
      relevant += 1
      precision += relevant / rank
    }
    return relevant === 0 ? 0 : precision / relevant
  },
  counts: () => true,
}))

/** Mean over queries of 1 / rank of the first relevant document; ties and queries without one as in `map`. */
export const meanReciprocalRank: Metric = rankingMetric('mrr', ({ documents, offsets, relevance }) => ({
  term(query) {
    const start = offsets[query] ?? 0
    for (let rank = 1; rank <= documents(query); rank++) if ((relevance[start + rank - 1] ?? 0) > 0) return 1 / rank
    return 0
  },
  counts: () => true,
}))

type ByQuery = { readonly term: (query: number) => number; readonly counts: (documents: number) => boolean }

function rankingMetric(name: string, measure: (queries: RankedQueries) => ByQuery): Metric {
  return defineMetric('ranking', { name, higherIsBetter: true, bounds: 'unit-interval', comparer: 'mean' }, (sample, { values }) => {
    const queries = orderedByQuery(sample, values)
    const { term, counts } = measure(queries)
    const terms = new Float64Array(sample.queries)
    const weight = queryWeights(sample, queries)
    const counted = new Uint8Array(sample.queries)
    let irrelevant = 0
    for (let query = 0; query < terms.length; query++) {
      if (!counts(queries.documents(query))) {
        weight[query] = 0
        continue
      }
      counted[query] = 1
      if (!queries.hasRelevant(query)) irrelevant += 1
      terms[query] = term(query)
    }
    if (!counted.includes(1)) throw new UndefinedMetric('every query has only one document')
    return withNotes(meanOf(terms, weight), counted, irrelevant)
  })
}

function withNotes(estimate: Estimate, counted: Uint8Array, irrelevant: number): Estimate {
  const notes: string[] = []
  const behind = counted.reduce((sum, one) => sum + one, 0)
  const left = estimate.units - behind
  if (irrelevant > 0) notes.push(`${irrelevant} of ${behind} queries have no relevant document and count as 0`)
  if (left > 0) notes.push(`${left} of ${estimate.units} queries have only one document and are left out`)
  return { ...estimate, counted, notes }
}

/** One weight a query; weights that differ within a query would need a definition that nobody shares. */
function queryWeights({ weight, query, queries }: RankingSample, { order, offsets }: RankedQueries): Float64Array {
  const weights = new Float64Array(queries).fill(1)
  if (weight === null) return weights
  for (let q = 0; q < queries; q++) weights[q] = weight[order[offsets[q] ?? 0] ?? 0] ?? 0
  const row = weight.findIndex((w, i) => w !== weights[query[i] ?? 0])
  if (row >= 0) throw new UndefinedMetric(`sample weights differ within one query (row ${row})`)
  return weights
}

function ndcgOf({ documents, offsets, relevance, score }: RankedQueries, k: number): (query: number) => number {
  const discounts = cumulativeDiscounts(k, largest(offsets))
  return (query) => {
    const start = offsets[query] ?? 0
    const end = start + documents(query)
    const ideal = relevance.slice(start, end).sort()
    if ((ideal[0] ?? 0) < 0) throw new UndefinedMetric('a document has negative relevance')
    let best = 0
    for (let rank = 0; rank < ideal.length; rank++)
      best += (ideal[ideal.length - 1 - rank] ?? 0) * discountBetween(discounts, rank, rank + 1)
    if (best === 0) return 0
    let gain = 0
    for (let from = start; from < end; ) {
      let to = from
      let tied = 0
      while (to < end && score[to] === score[from]) tied += relevance[to++] ?? 0
      gain += (tied / (to - from)) * discountBetween(discounts, from - start, to - start)
      from = to
    }
    return gain / best
  }
}

/** discounts[r] = Σ of 1/log₂(rank + 1) over the first r ranks, ranks beyond k counting nothing. */
function cumulativeDiscounts(k: number, ranks: number): Float64Array {
  const discounts = new Float64Array(ranks + 1)
  for (let rank = 1; rank <= ranks; rank++) discounts[rank] = (discounts[rank - 1] ?? 0) + (rank <= k ? 1 / Math.log2(rank + 1) : 0)
  return discounts
}

function discountBetween(discounts: Float64Array, from: number, to: number): number {
  return (discounts[to] ?? 0) - (discounts[from] ?? 0)
}

function largest(offsets: Uint32Array): number {
  let documents = 0
  for (let query = 0; query + 1 < offsets.length; query++)
    documents = Math.max(documents, (offsets[query + 1] ?? 0) - (offsets[query] ?? 0))
  return documents
}
