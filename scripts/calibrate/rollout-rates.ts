import type { Reading } from '../../src/stats/sequential/readings.ts'
import { type Random, randomFrom } from './random.ts'
import type { Cell } from './rollout-cells.ts'
import { guardrail, type Judge, pooled, untempered } from './rollout-judges.ts'
import { drawCosts, drawLatencies, drawRates, EDGES } from './rollout-traffic.ts'

/** The minute of each repeat at which the canary would have been rolled back; null: not within the time. */
export function simulateCell(cell: Cell, from: number, repeats: number): (number | null)[] {
  return Array.from({ length: repeats }, (_, repeat) => rolledBackAt(cell, randomFrom(SEED + from + repeat)))
}

function rolledBackAt(cell: Cell, random: Random): number | null {
  const judge = judgeOf(cell)
  const threshold = Math.log(cell.guardrails / cell.alpha)
  for (let minute = 0; minute < cell.before; minute++) judge.before(draw(cell, 0, random))
  for (let minute = 0; minute < cell.minutes; minute++) {
    if (judge.look(draw(cell, minute, random)) >= threshold) return minute + 1
  }
  return null
}

function draw({ spec, traffic, slower, minutes }: Cell, minute: number, random: Random): Reading {
  if (spec.kind === 'latency') return { kind: 'histogram', edges: EDGES, arms: drawLatencies(traffic, slower, minute, minutes, random) }
  if (spec.kind === 'mean') return { kind: 'mean', arms: drawCosts(traffic, random) }
  return { kind: 'rate', arms: drawRates(traffic, minute, minutes, random) }
}

function judgeOf({ judge, spec, counts }: Cell): Judge {
  if (judge === 'guardrail') return guardrail(spec, counts)
  const margin = 1 + (spec.kind === 'rate' ? (spec.relative ?? 0) : 0)
  return judge === 'pooled' ? pooled(margin) : untempered(margin)
}

const SEED = 7_000_000
