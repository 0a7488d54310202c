import { binomialCdf, binomialPmf } from './binomial.ts'
import type { ConfidenceDistribution } from './confidence-distribution.ts'
import { normalUpperTail } from './normal.ts'
import { NotEstimable } from './not-estimable.ts'
import { type Interval, wilsonInterval } from './proportions.ts'
import { scoreDistribution } from './score-distribution.ts'

/** Rows by who is right; the second and third count are the flips. */
export type PairedTable = {
  readonly bothRight: number
  readonly onlyCandidateRight: number
  readonly onlyBaselineRight: number
  readonly bothWrong: number
}

/**
 * Candidate's share right minus the baseline's, by inverting the score test of paired proportions (Tango 1998, Stat. Med. 17:891).
 * A table without flips is no proof of equality: its bounds are ± z² / (n + z²).
 *
 * @throws NotEstimable for an empty table
 */
export function tangoDistribution(table: PairedTable): ConfidenceDistribution {
  const n = rowsOf(table)
  const { onlyCandidateRight: gained, onlyBaselineRight: lost } = table
  const score = (difference: number) => {
    // Share lost, by maximum likelihood under the hypothesis: the larger root of 2n·q² + b·q + c, without cancellation.
    const b = (2 * n - gained + lost) * difference - gained - lost
    const c = -lost * difference * (1 - difference)
    const root = Math.sqrt(Math.max(0, b * b - 8 * n * c))
    const shareLost = b <= 0 ? (root - b) / (4 * n) : (-2 * c) / (root + b)
    const variance = n * (2 * shareLost + difference * (1 - difference))
    const excess = gained - lost - n * difference
    if (variance > 0) return excess / Math.sqrt(variance)
    return excess === 0 ? 0 : excess > 0 ? Infinity : -Infinity
  }
  return scoreDistribution((gained - lost) / n, score, { low: -1, high: 1 }, 'tango')
}

/**
 * The same difference by square-and-add of Wilson limits with the correlation of the two shares (Newcombe 1998, Stat. Med. 17:2635,
 * method 10); `level` is two-sided.
 */
export function newcombePairedInterval(table: PairedTable, level: number): Interval {
  const n = rowsOf(table)
  const { bothRight, onlyCandidateRight, onlyBaselineRight, bothWrong } = table
  const candidateRight = bothRight + onlyCandidateRight
  const baselineRight = bothRight + onlyBaselineRight
  const [lowerCandidate, upperCandidate] = wilsonInterval(candidateRight, n, level)
  const [lowerBaseline, upperBaseline] = wilsonInterval(baselineRight, n, level)
  const margins = candidateRight * (n - candidateRight) * baselineRight * (n - baselineRight)
  const association = bothRight * bothWrong - onlyCandidateRight * onlyBaselineRight
  const corrected = association > 0 ? Math.max(0, association - n / 2) : association
  const phi = margins === 0 ? 0 : corrected / Math.sqrt(margins)
  const combine = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b))
  const difference = (onlyCandidateRight - onlyBaselineRight) / n
  return [
    difference - combine(candidateRight / n - lowerCandidate, upperBaseline - baselineRight / n),
    difference + combine(upperCandidate - candidateRight / n, baselineRight / n - lowerBaseline),
  ]
}

export type McNemar = {
  /** Two-sided p-value of "as many gained as lost", exact binomial over the flips. */
  readonly exact: number
  /** The same counting only half of what was observed (Fagerland, Lydersen and Laake 2013, BMC Med. Res. Methodol. 13:91). */
  readonly midP: number
  /** One-sided p-values against "more lost than gained". */
  readonly worse: { readonly exact: number; readonly midP: number }
  /** χ² with one degree of freedom, plain and with Edwards' continuity correction; null without flips. */
  readonly chiSquared: { readonly statistic: number; readonly p: number; readonly corrected: number; readonly correctedP: number } | null
}

/** McNemar's test over the flips (McNemar 1947, Psychometrika 12). */
export function mcnemar({ onlyCandidateRight: gained, onlyBaselineRight: lost }: PairedTable): McNemar {
  const flips = gained + lost
  if (flips === 0) return { exact: 1, midP: 1, worse: { exact: 1, midP: 1 }, chiSquared: null }
  const rarer = Math.min(gained, lost)
  const exact = Math.min(1, 2 * binomialCdf(rarer, flips, 0.5))
  const midP = gained === lost ? 1 - binomialPmf(gained, flips, 0.5) / 2 : exact - binomialPmf(rarer, flips, 0.5)
  const worse = binomialCdf(gained, flips, 0.5)
  const root = Math.abs(gained - lost) / Math.sqrt(flips)
  const correctedRoot = Math.abs(Math.abs(gained - lost) - 1) / Math.sqrt(flips)
  return {
    exact,
    midP,
    worse: { exact: worse, midP: worse - binomialPmf(gained, flips, 0.5) / 2 },
    chiSquared: {
      statistic: root * root,
      p: 2 * normalUpperTail(root),
      corrected: correctedRoot * correctedRoot,
      correctedP: 2 * normalUpperTail(correctedRoot),
    },
  }
}

function rowsOf({ bothRight, onlyCandidateRight, onlyBaselineRight, bothWrong }: PairedTable): number {
  const n = bothRight + onlyCandidateRight + onlyBaselineRight + bothWrong
  if (n === 0) throw new NotEstimable('no rows')
  return n
}
