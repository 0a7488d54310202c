/** One point of a load curve: at this rate the quantile was so long. Infinity where requests were left unanswered. */
export type CurvePoint = { readonly rate: number; readonly latencyMs: number }

export type HighestRate =
  /** The curve crosses the limit between two rates. */
  | { readonly kind: 'found'; readonly rate: number }
  /** Even the lowest rate is over the limit. */
  | { readonly kind: 'below'; readonly rate: number }
  /** Even the highest one keeps it. */
  | { readonly kind: 'above'; readonly rate: number }

/**
 * The highest rate at which the latency stays at or under the limit, on the straight line between the last rate that keeps it and the
 * next (in the logarithm of the rate). A queue only grows with the rate, so measured curves that fall are noise: they are levelled
 * first (pool adjacent violators, Barlow et al. 1972, with equal weights).
 *
 * @param points in any order, rates above 0
 */
export function highestRate(points: readonly CurvePoint[], limitMs: number): HighestRate {
  const curve = levelled([...points].sort((a, b) => a.rate - b.rate))
  const [first] = curve
  if (first === undefined) throw new RangeError('a load curve without points')
  if (first.latencyMs > limitMs) return { kind: 'below', rate: first.rate }
  const over = curve.findIndex(({ latencyMs }) => latencyMs > limitMs)
  const [kept, next] = [curve[over === -1 ? curve.length - 1 : over - 1], curve[over]]
  if (kept === undefined || next === undefined) return { kind: 'above', rate: curve.at(-1)?.rate ?? first.rate }
  if (!Number.isFinite(next.latencyMs)) return { kind: 'found', rate: kept.rate }
  const share = next.latencyMs === kept.latencyMs ? 0 : (limitMs - kept.latencyMs) / (next.latencyMs - kept.latencyMs)
  return { kind: 'found', rate: kept.rate * (next.rate / kept.rate) ** share }
}

/** The nearest curve that never falls. */
function levelled(points: readonly CurvePoint[]): CurvePoint[] {
  const pools: { latencyMs: number; rates: number[] }[] = []
  for (const { rate, latencyMs } of points) {
    let pool = { latencyMs, rates: [rate] }
    for (let last = pools.at(-1); last !== undefined && last.latencyMs > pool.latencyMs; last = pools.at(-1)) {
      const count = last.rates.length + pool.rates.length
      const mean = (last.latencyMs * last.rates.length + pool.latencyMs * pool.rates.length) / count
      pool = { latencyMs: mean, rates: [...last.rates, ...pool.rates] }
      pools.pop()
    }
    pools.push(pool)
  }
  return pools.flatMap(({ latencyMs, rates }) => rates.map((rate) => ({ rate, latencyMs })))
}

/** Shares of what the instances could answer at most; a queue is told apart where it begins to grow. */
const FIRST_LOOK = [0.2, 0.4, 0.6, 0.75, 0.9]
/** Around a rate that was found. */
const CLOSER_LOOK = [0.7, 0.85, 1, 1.12, 1.25]

/** Rates to try when only the time of one request is known. */
export function firstRates(serviceMs: number, instances: number): number[] {
  return FIRST_LOOK.map((share) => (share * instances * 1000) / serviceMs)
}

/** Rates to try next: closer around what was found, further out where the curve did not cross the limit. */
export function nextRates(found: HighestRate): number[] {
  const centre = { found: found.rate, below: found.rate / 2, above: found.rate * 1.6 }[found.kind]
  return CLOSER_LOOK.map((share) => share * centre)
}
