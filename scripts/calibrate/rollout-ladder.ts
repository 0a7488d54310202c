import { disproves, mergeForPromotion, mergeForRollback } from '../../src/stats/sequential/combine.ts'
import {
  addPreCanary,
  addReading,
  type Evidence,
  exclusionLogE,
  type GuardrailSpec,
  type Reading,
  rollbackLogE,
  startEvidence,
} from '../../src/stats/sequential/guardrail.ts'
import { type Random, randomFrom } from './random.ts'
import { drawLatencies, drawRates, EDGES, type Traffic } from './rollout-traffic.ts'

/** A whole rollout: every step ends when all guardrails have excluded its ratio, at 5 %; rolled back is at 1 %. */
export type Ladder = {
  readonly truth: string
  readonly specs: readonly GuardrailSpec[]
  readonly perSecond: number
  readonly base: number
  /** The canary's failures to stable's; 0 where stable has none. */
  readonly worse: number
  readonly steps: readonly Step[]
  /** Minutes. */
  readonly bake: number
  readonly deadline: number
  readonly repeats: number
}

export type Step = { readonly share: number; readonly ratio: number }

export type Ended = {
  readonly how: 'promoted' | 'rolled back' | 'deadline'
  /** Minutes of each step that ended. */
  readonly minutes: readonly number[]
}

const FALSE_ROLLBACK = 0.01
const FALSE_PROMOTION = 0.05

export function simulateLadder(ladder: Ladder, from: number, repeats: number): Ended[] {
  return Array.from({ length: repeats }, (_, repeat) => rollOut(ladder, randomFrom(SEED + from + repeat)))
}

function rollOut({ specs, perSecond, base, worse, steps, bake, deadline }: Ladder, random: Random): Ended {
  let evidence = specs.map(startEvidence)
  const trafficAt = (share: number): Traffic => ({ perSecond, shares: [share], base, course: 'flat', worse, bursts: false })
  const add = (how: typeof addReading, share: number) => {
    evidence = specs.map((spec, i) => how(spec, evidence[i] ?? startEvidence(spec), draw(spec, trafficAt(share), random)))
  }
  for (let minute = 0; minute < 60; minute++) add(addPreCanary, 0)
  const minutes: number[] = []
  let minute = 0
  for (const { share, ratio } of steps) {
    const startedAt = minute
    do {
      if (minute >= deadline) return { how: 'deadline', minutes }
      add(addReading, share)
      minute++
      if (disproves(mergeForRollback(specs.map((spec, i) => logEOf(rollbackLogE, spec, evidence[i]))), FALSE_ROLLBACK)) {
        return { how: 'rolled back', minutes }
      }
    } while (minute - startedAt < bake || !isProven(specs, evidence, ratio))
    minutes.push(minute - startedAt)
  }
  return { how: 'promoted', minutes }
}

function isProven(specs: readonly GuardrailSpec[], evidence: readonly Evidence[], ratio: number): boolean {
  const logEs = specs.map((spec, i) => logEOf((one, its) => exclusionLogE(one, its, ratio), spec, evidence[i]))
  return disproves(mergeForPromotion(logEs), FALSE_PROMOTION)
}

function logEOf(of: (spec: GuardrailSpec, evidence: Evidence) => number, spec: GuardrailSpec, evidence: Evidence | undefined): number {
  return evidence === undefined ? 0 : of(spec, evidence)
}

function draw(spec: GuardrailSpec, traffic: Traffic, random: Random): Reading {
  if (spec.kind === 'latency') return { kind: 'histogram', edges: EDGES, arms: drawLatencies(traffic, 1, 0, 1, random) }
  return { kind: 'rate', arms: drawRates(traffic, 0, 1, random) }
}

const SEED = 8_000_000
