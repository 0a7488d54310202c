import type { Answers, RankingSample } from './sample.ts'

/** All documents, query after query, each query's by falling score; tied scores keep the order of the rows. */
export type RankedQueries = {
  /** Documents of query q stand at offsets[q] … offsets[q + 1] − 1. */
  readonly offsets: Uint32Array
  /** Row of each document. */
  readonly order: Uint32Array
  readonly relevance: Float64Array
  readonly score: Float64Array
  documents(query: number): number
  hasRelevant(query: number): boolean
}

export function orderedByQuery({ label, query, queries }: RankingSample, scores: Answers['values']): RankedQueries {
  const { offsets, order } = groupedByQuery(query, queries)
  for (let q = 0; q < queries; q++) {
    order.subarray(offsets[q], offsets[q + 1]).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
  }
  const relevance = new Float64Array(order.length)
  const score = new Float64Array(order.length)
  order.forEach((row, i) => {
    relevance[i] = label[row] ?? 0
    score[i] = scores[row] ?? 0
  })
  const documents = (q: number) => (offsets[q + 1] ?? 0) - (offsets[q] ?? 0)
  const hasRelevant = (q: number) => relevance.subarray(offsets[q], offsets[q + 1]).some((value) => value > 0)
  return { offsets, order, relevance, score, documents, hasRelevant }
}

/** Counting sort of the rows by query, rows of one query in their order. */
function groupedByQuery(query: Uint32Array, queries: number): { offsets: Uint32Array; order: Uint32Array } {
  const offsets = new Uint32Array(queries + 1)
  for (let i = 0; i < query.length; i++) offsets[(query[i] ?? 0) + 1] = (offsets[(query[i] ?? 0) + 1] ?? 0) + 1
  for (let q = 0; q < queries; q++) offsets[q + 1] = (offsets[q + 1] ?? 0) + (offsets[q] ?? 0)
  const next = offsets.slice()
  const order = new Uint32Array(query.length)
  for (let i = 0; i < query.length; i++) {
    const q = query[i] ?? 0
    const at = next[q] ?? 0
    order[at] = i
    next[q] = at + 1
  }
  return { offsets, order }
}
