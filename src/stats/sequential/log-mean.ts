/** ln Σ wᵢ exp(xᵢ) with weights that sum to 1, uniform when left out; neither overflows nor underflows. −∞ for no values. */
export function logMeanExp(logs: readonly number[], weights?: readonly number[]): number {
  let largest = -Infinity
  for (const value of logs) if (value > largest) largest = value
  if (!Number.isFinite(largest)) return largest
  let sum = 0
  for (let i = 0; i < logs.length; i++) sum += (weights?.[i] ?? 1 / logs.length) * Math.exp((logs[i] ?? -Infinity) - largest)
  return largest + Math.log(sum)
}
