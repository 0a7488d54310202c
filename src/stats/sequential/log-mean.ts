/** ln Σ wᵢ exp(xᵢ) with weights that sum to 1, uniform when left out; neither overflows nor underflows. −∞ for no values. */
export function logMeanExp(logs: readonly number[], weights?: readonly number[]): number {
  if (weights !== undefined) return logMeanExp(logs.map((log, i) => log + Math.log(weights[i] ?? 0) + Math.log(logs.length)))
  let largest = -Infinity
  for (let i = 0; i < logs.length; i++) largest = Math.max(largest, logs[i] ?? largest)
  if (!Number.isFinite(largest)) return largest
  let sum = 0
  for (let i = 0; i < logs.length; i++) {
    const below = (logs[i] ?? largest) - largest
    if (below > NEGLIGIBLE) sum += Math.exp(below)
  }
  return largest + Math.log(sum / logs.length)
}

/** exp of it no longer counts beside 1. */
const NEGLIGIBLE = -45
