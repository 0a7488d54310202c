import { asRate, type Boundary } from './binomial-pair.ts'

/** Failures that are needed to disprove a ratio of 1 when it is `ratio`, on average: of both arms, and the canary's among them. */
export type EventsNeeded = { readonly all: number; readonly canary: number }

/**
 * ln(1/α) over the divergence of one failure's arm: at a 5 % share and α = 1 % 25 failures of the canary show twice the rate, 8 four times,
 * 4 ten times.
 *
 * @param share of the canary in the requests
 */
export function eventsToDetect(share: number, ratio: number, alpha: number): EventsNeeded {
  const theta = (share * ratio) / (1 + share * (ratio - 1))
  const divergence = theta * Math.log(theta / share) + (1 - theta) * Math.log((1 - theta) / (1 - share))
  const all = -Math.log(alpha) / divergence
  return { all, canary: all * theta }
}

export type DetectableRequest = {
  /** Requests of each arm in the time that is given. */
  readonly stable: number
  readonly canary: number
  /** Stable's rate of failures (or slow requests). */
  readonly rate: number
  /** As of a guardrail: both must be exceeded. */
  readonly ratio: number | null
  readonly difference: number | null
  /** ln of the e-value that rolls back: number of guardrails over α. */
  readonly threshold: number
}

/**
 * Least rate of the canary whose evidence is expected to reach the threshold in the time given; null where even a rate of 1 is not found.
 * On average: half of the time it takes longer.
 */
export function detectableRate(request: DetectableRequest): number | null {
  const { rate, ratio, difference, threshold } = request
  const parts: Boundary[] = [
    ...(ratio === null ? [] : [{ slope: ratio, offset: 0 }]),
    ...(difference === null ? [] : [{ slope: 1, offset: difference }]),
  ]
  const growth = (canaryRate: number) => Math.min(...parts.map((boundary) => divergence(request, asRate(rate), canaryRate, boundary)))
  let [low, high] = [Math.max(0, ...parts.map(({ slope, offset }) => slope * rate + offset)), 1]
  if (low >= 1 || growth(high) < threshold) return null
  for (let halving = 0; halving < 60; halving++) {
    const middle = 0.5 * (low + high)
    if (growth(middle) < threshold) low = middle
    else high = middle
  }
  return high
}

/** Kullback and Leibler's divergence of two Poisson counts from the nearest point of the boundary, by golden section: it is convex. */
function divergence({ stable, canary }: DetectableRequest, rate: number, canaryRate: number, { slope, offset }: Boundary): number {
  const at = (p: number) => stable * poissonDivergence(rate, p) + canary * poissonDivergence(canaryRate, slope * p + offset)
  let [low, high] = [rate, Math.max(rate, (canaryRate - offset) / slope)]
  for (let step = 0; step < 60; step++) {
    const [a, b] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
    if (at(a) < at(b)) high = b
    else low = a
  }
  return at(0.5 * (low + high))
}

function poissonDivergence(mean: number, other: number): number {
  return mean * Math.log(mean / other) - mean + other
}

const GOLDEN = (Math.sqrt(5) - 1) / 2
