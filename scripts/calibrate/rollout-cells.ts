import type { GuardrailSpec } from '../../src/stats/sequential/guardrail.ts'
import type { Traffic } from './rollout-traffic.ts'

/** One line of a table: a truth about traffic and canary, a judge, and how often it is simulated. */
export type Cell = {
  readonly table: 'equal' | 'worse' | 'reference'
  readonly truth: string
  readonly judge: JudgeName
  readonly spec: GuardrailSpec
  readonly traffic: Traffic
  /** Times as long as stable's, for latencies. */
  readonly slower: number
  readonly minutes: number
  readonly alpha: number
  /** How many guardrails share the rollout's α; the others are taken to say nothing at all. */
  readonly guardrails: number
  /** Minutes of stable alone, before. */
  readonly before: number
  readonly repeats: number
}

export type JudgeName = 'guardrail' | 'untempered' | 'pooled'

const LADDER = [10, 4, 2, 1]
export const DEFAULT_ERRORS = rate(0.25, 0.005)
export const DEFAULT_LATENCY = latency(0.25)

const FEW: Traffic = { perSecond: 10, shares: [0.05], base: 0.005, course: 'flat', worse: 1, bursts: false }
const RAMP = [0.05, 0.25, 0.5]
const MANY = { ...FEW, perSecond: 200, base: 0.001 }

export const CELLS: readonly Cell[] = [
  ...(
    [
      ['flat', FEW, 180],
      ['rate rises eightfold', { ...FEW, course: 'rising' }, 180],
      ['share 5, 25, 50 %', { ...FEW, shares: RAMP }, 180],
      ['share 5, 25, 50 % and rate rises eightfold', { ...FEW, shares: RAMP, course: 'rising' }, 180],
      ['share 5, 25, 50 % over a day: traffic ± 80 %, rate ∓ 50 %', { ...FEW, shares: RAMP, course: 'daily' }, 1440],
      ['share 5, 25, 50 % and ten times the failures in both arms at last', { ...FEW, shares: RAMP, course: 'incident' }, 180],
    ] as const
  ).flatMap(([truth, traffic, minutes]) => [
    equal(truth, 'guardrail', rate(0, null), traffic, minutes),
    equal(truth, 'pooled', rate(0, null), traffic, minutes),
  ]),
  equal('flat', 'guardrail', DEFAULT_ERRORS, FEW),
  equal('bursts, 10/s', 'guardrail', DEFAULT_ERRORS, { ...FEW, bursts: true }),
  equal('bursts, 100/s', 'guardrail', DEFAULT_ERRORS, { ...FEW, perSecond: 100, bursts: true }),
  equal('bursts, 100/s', 'guardrail', rate(0.25, null), { ...FEW, perSecond: 100, bursts: true }),
  equal('flat', 'guardrail', latency(0), { ...FEW, shares: [0.1] }),
  equal('share 5, 25, 50 % and latencies rise by half', 'guardrail', latency(0), { ...FEW, shares: RAMP, course: 'rising' }),
  equal('share 5, 25, 50 % and latencies × 1.5 in both arms at last', 'guardrail', latency(0), { ...FEW, shares: RAMP, course: 'incident' }),

  worse('4 times the failures', rate(0, null), { ...FEW, worse: 4 }, 30, { alpha: 0.05, guardrails: 1 }),
  worse('latencies × 1.25', latency(0), { ...FEW, shares: [0.1] }, 15, { alpha: 0.05, guardrails: 1, slower: 1.25 }),
  worse('10 times the failures', DEFAULT_ERRORS, { ...FEW, worse: 10 }, 30, {}),
  worse('latencies × 2', DEFAULT_LATENCY, FEW, 30, { slower: 2 }),
  worse('stable never fails, the canary in 5 %', DEFAULT_ERRORS, { ...FEW, base: 0, worse: 0.05 }, 10, {}),
  worse('stable never fails, the canary always', DEFAULT_ERRORS, { ...FEW, base: 0, worse: 1 }, 10, {}),
  worse('4 times the failures', DEFAULT_ERRORS, { ...FEW, worse: 4 }, 180, { guardrails: 1 }),

  // Statistics B9: α and margin as there, every window at its full weight.
  ...[0.05, 0.01].map((alpha) => reference('10/s, 5 %, 0.5 %', 'untempered', 0, FEW, alpha)),
  ...referencesAt('10/s, 5 %, 0.5 %', FEW, [2, 4, 10]),
  ...referencesAt('10/s, 50 %, 0.5 %', { ...FEW, shares: [0.5] }, [2]),
  ...referencesAt('200/s, 5 %, 0.1 %', MANY, [2, 4]),
  // Statistics C3: bursts, and what tempering costs.
  reference('10/s, 5 %, 0.5 %', 'untempered', 0.25, FEW, 0.01),
  reference('10/s, 5 %, 0.5 %', 'guardrail', 0.25, FEW, 0.01),
  reference('10/s, 5 %, 0.5 %, bursts', 'untempered', 0.25, { ...FEW, bursts: true }, 0.01),
  reference('100/s, 5 %, 0.5 %, bursts', 'untempered', 0.25, { ...FEW, perSecond: 100, bursts: true }, 0.01),
  reference('100/s, 5 %, 0.5 %, bursts', 'untempered', 1, { ...FEW, perSecond: 100, bursts: true }, 0.01),
  reference('100/s, 5 %, 0.5 %, bursts', 'guardrail', 0.25, { ...FEW, perSecond: 100, bursts: true }, 0.01),
  reference('10/s, 5 %, 0.5 %', 'guardrail', 0.25, { ...FEW, worse: 2 }, 0.01),
  reference('10/s, 5 %, 0.5 %', 'guardrail', 0.25, { ...FEW, worse: 4 }, 0.01),
]

function rate(relative: number | null, absolute: number | null): GuardrailSpec {
  return { kind: 'rate', relative, absolute, form: 'auto', max: null, ladder: LADDER }
}

function latency(margin: number): GuardrailSpec {
  return { kind: 'latency', margin, quantiles: [0.5, 0.9, 0.99], max: null, ladder: LADDER }
}

function equal(truth: string, judge: JudgeName, spec: GuardrailSpec, traffic: Traffic, minutes = 180): Cell {
  const before = judge === 'guardrail' ? 60 : 0
  return { table: 'equal', truth, judge, spec, traffic, slower: 1, minutes, alpha: 0.01, guardrails: 1, before, repeats: 2_000 }
}

type Changed = { readonly alpha?: number; readonly guardrails?: number; readonly slower?: number }

function worse(truth: string, spec: GuardrailSpec, traffic: Traffic, minutes: number, changed: Changed): Cell {
  const shipped = { alpha: 0.01, guardrails: 2, slower: 1, ...changed }
  return { table: 'worse', truth, judge: 'guardrail', spec, traffic, minutes, before: 60, repeats: 2_000, ...shipped }
}

function referencesAt(truth: string, traffic: Traffic, ratios: readonly number[]): Cell[] {
  return ratios.flatMap((ratio) => [
    reference(truth, 'untempered', 0, { ...traffic, worse: ratio }, 0.05),
    reference(truth, 'untempered', 0, { ...traffic, worse: ratio }, 0.01),
    reference(truth, 'untempered', 0.25, { ...traffic, worse: ratio }, 0.01),
  ])
}

/** Three hours, without absolute margins. */
function reference(where: string, judge: JudgeName, margin: number, traffic: Traffic, alpha: number): Cell {
  const truth = traffic.worse === 1 ? `${where}: equal` : `${where}: ${traffic.worse} times the failures`
  const before = judge === 'guardrail' ? 60 : 0
  const minutes = truth.includes('bursts') || traffic.worse !== 2 || judge !== 'guardrail' ? 180 : 220
  const spec = rate(margin, null)
  return { table: 'reference', truth, judge, spec, traffic, slower: 1, minutes, alpha, guardrails: 1, before, repeats: 2_000 }
}
