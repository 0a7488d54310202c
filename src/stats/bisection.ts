/**
 * x in [low, high] where `decreasing` falls through `target`, by bisection: it needs no derivative, cannot leave the interval, and
 * answers an end where the target is never reached (scores are steep or undefined there).
 */
export function invertDecreasing(
  decreasing: (x: number) => number,
  target: number,
  low: number,
  high: number,
  halvings = MAX_HALVINGS,
): number {
  let above = low
  let below = high
  for (let step = 0; step < halvings; step++) {
    const middle = 0.5 * (above + below)
    if (middle === above || middle === below) break
    if (decreasing(middle) > target) above = middle
    else below = middle
  }
  if (below === high) return high
  return above === low ? low : 0.5 * (above + below)
}

/** Reaches 1e-18 from an interval of length 1,000: limits nearer to 0 than that do not matter. */
const MAX_HALVINGS = 70
