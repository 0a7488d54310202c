/** Buckets an octave: neighbours differ by 0.14 %, far below any margin, and a call of 1 µs to 1 h needs at most 32 octaves. */
const BUCKETS_AN_OCTAVE = 512
/** Below it everything is one bucket; in milliseconds (about 1 ns). */
const SMALLEST_MS = 2 ** -20
const LAST_BUCKET = 48 * BUCKETS_AN_OCTAVE
/** For requests that were never answered: longer than any latency. */
export const UNANSWERED_BUCKET = LAST_BUCKET + 1

/** Counts by bucket, [bucket, count] in the order of the buckets: bounded memory however many calls were timed. */
export type LatencyCounts = readonly (readonly [bucket: number, count: number])[]

export function countLatencies(latenciesMs: ArrayLike<number>): LatencyCounts {
  const counts = new Map<number, number>()
  for (let i = 0; i < latenciesMs.length; i++) {
    const bucket = bucketOf(latenciesMs[i] ?? 0)
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1)
  }
  return [...counts].sort(([a], [b]) => a - b)
}

/** Latencies of many rounds in order, known to a bucket's edges. */
export class LatencyHistogram {
  readonly n: number
  readonly #buckets: readonly number[]
  /** How many are in this bucket or an earlier one. */
  readonly #cumulative: readonly number[]

  constructor(parts: readonly LatencyCounts[]) {
    const counts = new Map<number, number>()
    for (const [bucket, count] of parts.flat()) counts.set(bucket, (counts.get(bucket) ?? 0) + count)
    this.#buckets = [...counts.keys()].sort((a, b) => a - b)
    let sum = 0
    this.#cumulative = this.#buckets.map((bucket) => {
      sum += counts.get(bucket) ?? 0
      return sum
    })
    this.n = sum
  }

  /** Lower edge of the bucket that holds the value of this rank (1-based), in milliseconds. */
  atLeast(rank: number): number {
    return lowerEdge(this.#bucketAt(rank))
  }

  atMost(rank: number): number {
    return lowerEdge(this.#bucketAt(rank) + 1)
  }

  countAbove(ms: number): number {
    return this.n - this.#countIn((bucket) => lowerEdge(bucket + 1) <= ms)
  }

  countSurelyAbove(ms: number): number {
    return this.n - this.#countIn((bucket) => lowerEdge(bucket) <= ms)
  }

  /** Points of the empirical distribution function, at most so many: [ms, share of calls not longer]. */
  curve(points: number): [ms: number, share: number][] {
    const step = Math.max(1, Math.ceil(this.#buckets.length / points))
    return this.#buckets.flatMap((bucket, index): [number, number][] =>
      index % step === 0 || index === this.#buckets.length - 1
        ? [[lowerEdge(bucket + 1), (this.#cumulative[index] ?? 0) / Math.max(1, this.n)]]
        : [],
    )
  }

  #bucketAt(rank: number): number {
    const index = this.#cumulative.findIndex((count) => count >= rank)
    return this.#buckets[index === -1 ? this.#buckets.length - 1 : index] ?? 0
  }

  #countIn(isIn: (bucket: number) => boolean): number {
    const index = this.#buckets.findLastIndex(isIn)
    return index === -1 ? 0 : (this.#cumulative[index] ?? 0)
  }
}

function bucketOf(ms: number): number {
  if (!(ms > SMALLEST_MS)) return 0
  return Math.min(LAST_BUCKET, Math.floor(Math.log2(ms / SMALLEST_MS) * BUCKETS_AN_OCTAVE) + 1)
}

/** Of bucket 0 it is 0; the last bucket has no end. */
function lowerEdge(bucket: number): number {
  if (bucket <= 0) return 0
  return bucket > LAST_BUCKET ? Number.POSITIVE_INFINITY : SMALLEST_MS * 2 ** ((bucket - 1) / BUCKETS_AN_OCTAVE)
}
