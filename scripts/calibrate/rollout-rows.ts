import type { GuardrailSpec } from '../../src/stats/sequential/guardrail.ts'
import type { Rate } from './rate.ts'
import type { Cell } from './rollout-cells.ts'
import type { Ended, Ladder } from './rollout-ladder.ts'

/** What the tables say of a cell. `guardrail` in words; minutes are those of the repeats that were found. */
export type CellRow = {
  readonly truth: string
  readonly guardrail: string
  readonly alpha: number
  readonly minutes: number
  readonly repeats: number
  readonly found: Rate
  readonly median: number | null
  readonly p95: number | null
}

export type LadderRow = {
  readonly truth: string
  readonly guardrail: string
  readonly repeats: number
  readonly promoted: Rate
  readonly rolledBack: Rate
  readonly undecided: Rate
  /** Median of each step, of the repeats that ended it; null where none did. */
  readonly medians: readonly (number | null)[]
}

export function rowOfCell(cell: Cell, rolledBackAt: readonly (number | null)[]): CellRow {
  const repeats = rolledBackAt.length
  const found = rolledBackAt.flatMap((minute) => (minute === null ? [] : [minute]))
  const suffix = cell.judge !== 'guardrail' ? `, ${cell.judge}` : cell.counts === 'proof' ? ', proven better' : ''
  const named = `${wordsOf(cell.spec)}${suffix}`
  return {
    truth: cell.truth,
    guardrail: cell.guardrails === 1 ? named : `${named}, one of ${cell.guardrails}`,
    alpha: cell.alpha,
    minutes: cell.minutes,
    repeats,
    found: { count: found.length, repeats },
    median: quantileOf(found, 0.5),
    p95: quantileOf(found, 0.95),
  }
}

export function rowOfLadder(ladder: Ladder, ended: readonly Ended[]): LadderRow {
  const repeats = ended.length
  const count = (how: Ended['how']) => ({ count: ended.filter((one) => one.how === how).length, repeats })
  const minutes = ladder.steps.map((_, step) => ended.flatMap((one) => one.minutes[step] ?? []))
  return {
    truth: ladder.truth,
    guardrail: ladder.specs.map(wordsOf).join('; '),
    repeats,
    promoted: count('promoted'),
    rolledBack: count('rolled back'),
    undecided: count('deadline'),
    medians: minutes.map((step) => quantileOf(step, 0.5)),
  }
}

function wordsOf(spec: GuardrailSpec): string {
  if (spec.kind === 'latency') return `latency, margin ${percent(spec.margin)}`
  const absolute = spec.absolute === null ? '' : ` or ${(100 * spec.absolute).toFixed(1)} pp`
  if (spec.kind === 'mean') return `mean, margin ${percent(spec.relative ?? 0)}`
  return `failures, margin ${percent(spec.relative ?? 0)}${absolute}`
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`
}

function quantileOf(values: readonly number[], quantile: number): number | null {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(quantile * sorted.length))] ?? null
}
