import { edgeOfCeiling } from './edges.ts'
import type { Evidence } from './guardrail.ts'
import { whyMeanIsOpen } from './mean-guardrail.ts'
import type { GuardrailSpec } from './spec.ts'

/** Why nothing can be said yet of whether a guardrail keeps its ceiling; null: something can, or it has none. */
export function whyCeilingIsOpen(spec: GuardrailSpec, evidence: Evidence): string | null {
  const { max } = spec
  if (max === null || max === undefined) return null
  switch (evidence.kind) {
    case 'rate':
      return evidence.totals.canary.requests === 0 ? NO_REQUESTS : null
    case 'latency': {
      const { edges, totals } = evidence
      if (edges !== null && edgeOfCeiling(max, edges) === -1) return `the buckets end at ${edges.at(-1)}, below the ceiling of ${max}`
      return totals.canary.some((count) => count > 0) ? null : NO_REQUESTS
    }
    case 'mean':
      return whyMeanIsOpen(evidence)
  }
}

const NO_REQUESTS = 'no requests of the canary yet'
