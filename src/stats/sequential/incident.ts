import { countBeyond } from './edges.ts'
import { addControl, type ControlSums, NO_CONTROL, overdispersion, rateAhead, temperOfOne } from './overdispersion.ts'
import { areCounts, isHistogram, type RateCounts, type Reading } from './readings.ts'
import { COMMON_RATE, type GuardrailSpec } from './spec.ts'

/**
 * Watches the stable arm for itself: when it is much worse than in earlier windows, something is wrong that is not the canary, and nobody
 * may advance. The comparison of the arms needs no help against that (whatever hits both cancels); this says so to people, and holds.
 */
export type IncidentEvidence = {
  /** Windows before, without those under suspicion. */
  readonly reference: ControlSums
  /** Upper edge of the bucket of the reference's highest quantile, fixed when the reference is long enough; for latencies only. */
  readonly edge: number | null
  readonly counts: readonly number[]
  readonly edges: readonly number[]
  /** ln of the detector of each factor: likelihood ratio since its last zero (Page 1954). */
  readonly logs: readonly number[]
  readonly ongoing: boolean
}

export function startIncident(): IncidentEvidence {
  return { reference: NO_CONTROL, edge: null, counts: [], edges: [], logs: FACTORS.map(() => 0), ongoing: false }
}

/** Adds a window, before or with the canary. What cannot be judged changes nothing. */
export function addToIncident(spec: GuardrailSpec, evidence: IncidentEvidence, reading: Reading): IncidentEvidence {
  if (reading.kind === 'rate') return areCounts(reading.arms.stable) ? addCounts(evidence, reading.arms.stable) : evidence
  if (reading.kind !== 'histogram' || spec.kind !== 'latency' || !isHistogram(reading.arms.stable, reading.edges)) return evidence
  const { counts } = reading.arms.stable
  const placed = place(evidence, counts, reading.edges, Math.max(...spec.quantiles))
  return placed.edge === null ? placed : addCounts(placed, countBeyond(counts, placed.edge))
}

/** Whether stable is proven to have three times the odds of before, and has not been proven to have recovered. */
export function isIncident({ ongoing }: IncidentEvidence): boolean {
  return ongoing
}

/**
 * Each window is weighed against `FLOOR` times the reference, alternatives a multiple of it. The sum starts anew at 0 and is capped, so that
 * an incident that begins after weeks is seen at once and is over soon after it ends. Windows under suspicion do not move the reference.
 */
function addCounts(evidence: IncidentEvidence, counts: RateCounts): IncidentEvidence {
  const { reference } = evidence
  if (counts.requests === 0) return evidence
  if (reference.windows < LEAST_WINDOWS) return { ...evidence, reference: addControl(reference, counts) }
  const rate = timesOdds(rateAhead(reference), FLOOR)
  const temper = temperOfOne(counts.requests, rate, overdispersion(reference, rate >= COMMON_RATE))
  const logs = evidence.logs.map((log, i) => Math.min(CAP, Math.max(0, log + temper * logRatio(counts, rate, FACTORS[i] ?? 1))))
  const highest = Math.max(...logs)
  const ongoing = evidence.ongoing ? highest > 0 : highest >= CAP
  return { ...evidence, logs, ongoing, reference: highest > SUSPICION ? reference : addControl(reference, counts) }
}

/** Of small rates about as many times the rate; of large ones still between it and 1, so that what is usual is never an incident. */
function timesOdds(rate: number, factor: number): number {
  return (factor * rate) / (1 + rate * (factor - 1))
}

/** Of odds `factor` times those of the rate. */
function logRatio({ requests, failures }: RateCounts, rate: number, factor: number): number {
  return failures * Math.log(factor) - requests * Math.log1p(rate * (factor - 1))
}

/** Latencies: gathers windows until the highest quantile has a bucket, and keeps that edge. */
function place(evidence: IncidentEvidence, counts: readonly number[], edges: readonly number[], quantile: number): IncidentEvidence {
  const same = evidence.edges.length === edges.length && evidence.edges.every((edge, i) => edge === edges[i])
  if (!same) return { ...startIncident(), counts, edges }
  if (evidence.edge !== null) return evidence
  const gathered = counts.map((count, i) => count + (evidence.counts[i] ?? 0))
  const all = gathered.reduce((sum, count) => sum + count, 0)
  let below = 0
  const at = gathered.findIndex((count) => {
    below += count
    return below >= quantile * all
  })
  const enough = all * (1 - quantile) >= 10 && at < edges.length
  return { ...evidence, counts: enough ? [] : gathered, edge: enough ? at : null }
}

/** An incident is more than three times the odds of a failure, or of a slow request, of before; daily cycles are less. */
const FLOOR = 3
/** Times that. */
const FACTORS: readonly number[] = [1.5, 3, 10]
/** Windows of the reference before anything is judged. */
const LEAST_WINDOWS = 10
/** ln of 1,000,000: about one false alarm in so many windows, at most. */
const CAP = Math.log(1e6)
/** ln of 20: from here on a window is no reference. */
const SUSPICION = Math.log(20)
