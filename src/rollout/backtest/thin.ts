import { drawBinomial } from '../../stats/binomial-draw.ts'
import { normalQuantile } from '../../stats/normal.ts'
import type { Uniform } from '../../stats/uniform.ts'
import type { SeenWindow } from '../entry.ts'
import { type Arm, type ByArm, byArm, type MeanSums } from '../ports.ts'
import type { Reading } from './recording.ts'

/** Chance of each request to be kept, by arm. */
export type Keep = ByArm<number>

/**
 * How much of each arm is kept so that the canary's share is `share`, as much as there is: nothing is ever made up. The chances follow from
 * the numbers of requests alone, never from what became of them, so equal arms stay equal. Where one arm has none, nothing is kept.
 */
export function keepForShare({ stable, canary }: ByArm<number>, share: number): Keep {
  if (share <= 0) return { stable: 1, canary: 0 }
  if (share >= 1) return { stable: 0, canary: 1 }
  const wanted = share / (1 - share)
  if (stable === 0 && canary === 0) return { stable: 1, canary: 1 }
  return canary >= wanted * stable ? { stable: 1, canary: (wanted * stable) / canary } : { stable: canary / (wanted * stable), canary: 1 }
}

/** A window as it would have been with fewer requests: each is kept by itself, with its arm's chance. */
export function thinWindow(window: SeenWindow, keep: Keep, random: Uniform): SeenWindow {
  const readings = Object.entries(window.readings).map(([name, reading]) => [name, thinReading(reading, keep, random)] as const)
  return { ...window, requests: thinRequests(window.requests, keep, random), readings: Object.fromEntries(readings) }
}

function thinRequests(requests: SeenWindow['requests'], keep: Keep, random: Uniform): SeenWindow['requests'] {
  return requests === null ? null : byArm((arm) => drawBinomial(requests[arm], keep[arm], random))
}

/** Counts of things that exclude each other are thinned one by one: together they are then a random part of the requests. */
function thinReading(reading: Reading, keep: Keep, random: Uniform): Reading {
  switch (reading.kind) {
    case 'rate':
      return {
        kind: 'rate',
        arms: byArm((arm) => {
          const { requests, failures } = reading.arms[arm]
          const failed = drawBinomial(failures, keep[arm], random)
          return { requests: failed + drawBinomial(requests - failures, keep[arm], random), failures: failed }
        }),
      }
    case 'histogram':
      return {
        ...reading,
        arms: byArm((arm) => ({ counts: reading.arms[arm].counts.map((count) => drawBinomial(count, keep[arm], random)) })),
      }
    case 'mean':
      return { kind: 'mean', arms: byArm((arm) => thinSums(reading.arms[arm], keep[arm], random)) }
    default:
      return reading
  }
}

/**
 * Sums do not say of which values they are: the mean of a part is drawn from the normal distribution that it has for many values (variance
 * over the part's size, less the part that is all of it), around the mean of all; the spread within stays what it was.
 */
function thinSums({ count, sum, sumOfSquares }: MeanSums, keep: number, random: Uniform): MeanSums {
  const kept = drawBinomial(count, keep, random)
  if (kept === count) return { count, sum, sumOfSquares }
  if (kept === 0) return { count: 0, sum: 0, sumOfSquares: 0 }
  const mean = sum / count
  const variance = Math.max(0, sumOfSquares / count - mean * mean)
  const drawn = mean + Math.sqrt(variance * (1 / kept - 1 / count)) * normalQuantile(Math.max(random.uniform(), SMALLEST))
  return { count: kept, sum: kept * drawn, sumOfSquares: kept * (variance + drawn * drawn) }
}

const SMALLEST = 1e-16

/**
 * One arm dealt into two of the same model, as a fair split would have: a request goes to the canary with the chance `share`.
 *
 * @param served the arm that has the requests
 */
export function splitWindow(window: SeenWindow, served: Arm, share: number, random: Uniform): SeenWindow {
  const canary = thinWindow(window, { stable: share, canary: share }, random)
  const readings = Object.entries(window.readings).map(([name, whole]) => [name, dealt(whole, canary.readings[name], served)] as const)
  const requests =
    window.requests === null || canary.requests === null
      ? null
      : { stable: window.requests[served] - canary.requests[served], canary: canary.requests[served] }
  return { ...window, requests, readings: Object.fromEntries(readings) }
}

/** What went to the canary, and in the stable arm all the rest. */
function dealt(whole: Reading, part: Reading | undefined, served: Arm): Reading {
  if (whole.kind === 'rate' && part?.kind === 'rate') {
    const [all, canary] = [whole.arms[served], part.arms[served]]
    return {
      kind: 'rate',
      arms: { stable: { requests: all.requests - canary.requests, failures: all.failures - canary.failures }, canary },
    }
  }
  if (whole.kind === 'histogram' && part?.kind === 'histogram') {
    const [all, canary] = [whole.arms[served], part.arms[served]]
    const rest = all.counts.map((count, index) => count - (canary.counts[index] ?? 0))
    return { ...whole, arms: { stable: { counts: rest }, canary } }
  }
  if (whole.kind === 'mean' && part?.kind === 'mean') {
    const [all, canary] = [whole.arms[served], part.arms[served]]
    return { kind: 'mean', arms: { stable: without(all, canary), canary } }
  }
  return whole
}

/** Rounding may leave squares below what the sums allow: then they are what the mean alone gives. */
function without(all: MeanSums, part: MeanSums): MeanSums {
  const [count, sum] = [all.count - part.count, all.sum - part.sum]
  if (count === 0) return { count: 0, sum: 0, sumOfSquares: 0 }
  return { count, sum, sumOfSquares: Math.max(all.sumOfSquares - part.sumOfSquares, (sum * sum) / count) }
}
