import { ALL_BP } from '../../../rollout/ports.ts'

/** HAProxy takes no other weights. */
const MOST_WEIGHT = 256
/** What a whole arm gets when the other one has nothing; weights that sum to it give every whole percent. */
export const FULL_WEIGHT = 100

export type Weights = { readonly canary: number; readonly stable: number }

/** Of the traffic that the canary gets, in basis points, not rounded. @param sums of the weights of each arm's servers */
export function shareOf(sums: Weights): number {
  const all = sums.canary + sums.stable
  return all === 0 ? 0 : (ALL_BP * sums.canary) / all
}

/**
 * Weights of each server that give the largest share not above the asked one, so that nothing stands that nobody authorised; whole percents
 * of two servers are exact. Below the smallest share that can be given, the canary gets none.
 *
 * @param servers how many each arm has
 */
export function weightsFor(shareBp: number, servers: Weights): Weights {
  if (shareBp >= ALL_BP) return { canary: FULL_WEIGHT, stable: 0 }
  if (shareBp === 0) return NONE
  let best = NONE
  let bestShort = Number.POSITIVE_INFINITY
  for (let canary = 1; canary <= MOST_WEIGHT; canary++) {
    const stable = Math.ceil((canary * servers.canary * (ALL_BP - shareBp)) / shareBp / servers.stable)
    if (stable > MOST_WEIGHT) break
    const short = shareBp - shareOf({ canary: canary * servers.canary, stable: stable * servers.stable })
    const isNearer = short < bestShort || (short === bestShort && distanceToFull({ canary, stable }) < distanceToFull(best))
    if (!isNearer) continue
    best = { canary, stable }
    bestShort = short
  }
  return best
}

const NONE: Weights = { canary: 0, stable: FULL_WEIGHT }

function distanceToFull({ canary, stable }: Weights): number {
  return Math.abs(canary + stable - FULL_WEIGHT)
}
