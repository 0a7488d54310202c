import type { GuardrailSpec } from '../../src/stats/sequential/guardrail.ts'
import type { Ladder } from './rollout-ladder.ts'
import type { Traffic } from './rollout-traffic.ts'

/** One line of a table: a truth about traffic and canary, a judge, and how often it is simulated. */
export type Cell = {
  readonly table: 'equal' | 'worse' | 'reference'
  readonly truth: string
  readonly judge: JudgeName
  /** What is counted: a rollback, or a proof that an equal canary is better than equal. */
  readonly counts: 'rollback' | 'proof'
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
  /** What statistics.md B9 and C3 have for it: share found, of how many (where it says), and median minutes of those. */
  readonly published: Published | null
}

export type Published = { readonly found: number; readonly repeats: number; readonly minutes: number | null }

export type JudgeName = 'guardrail' | 'untempered' | 'pooled'

const LADDER = [10, 4, 2, 1]
const REPEATS_PUBLISHED = 400
export const DEFAULT_ERRORS = rate(0.25, 0.005)
export const DEFAULT_LATENCY = latency(0.25)

const FEW: Traffic = { perSecond: 10, shares: [0.05], base: 0.005, course: 'flat', worse: 1, bursts: false }
const RAMP = [0.05, 0.25, 0.5]
const MANY = { ...FEW, perSecond: 200, base: 0.001 }
const BURSTS = { ...FEW, perSecond: 100, bursts: true }

const COSTS: GuardrailSpec = { kind: 'mean', higherIsWorse: true, relative: 0, absolute: null, ladder: [1] }

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
  equal('bursts, 100/s', 'guardrail', DEFAULT_ERRORS, BURSTS),
  equal('bursts, 100/s', 'guardrail', rate(0.25, null), BURSTS),
  equal('flat', 'guardrail', latency(0), { ...FEW, shares: [0.1] }),
  equal('share 5, 25, 50 % and latencies rise by half', 'guardrail', latency(0), { ...FEW, shares: RAMP, course: 'rising' }),
  equal('share 5, 25, 50 % and latencies × 1.5 in both arms at last', 'guardrail', latency(0), {
    ...FEW,
    shares: RAMP,
    course: 'incident',
  }),
  equal('costs lognormal, σ 1.5, 1/s', 'guardrail', COSTS, { ...FEW, perSecond: 1 }, 900),
  { ...equal('costs lognormal, σ 1.5, 1/s', 'guardrail', COSTS, { ...FEW, perSecond: 1 }, 900), counts: 'proof' },

  worse('4 times the failures', rate(0, null), { ...FEW, worse: 4 }, 30, { alpha: 0.05, guardrails: 1 }),
  worse('latencies × 1.25', latency(0), { ...FEW, shares: [0.1] }, 15, { alpha: 0.05, guardrails: 1, slower: 1.25 }),
  worse('10 times the failures', DEFAULT_ERRORS, { ...FEW, worse: 10 }, 30, {}),
  worse('latencies × 2', DEFAULT_LATENCY, FEW, 30, { slower: 2 }),
  worse('stable never fails, the canary in 5 %', DEFAULT_ERRORS, { ...FEW, base: 0, worse: 0.05 }, 10, {}),
  worse('stable never fails, the canary always', DEFAULT_ERRORS, { ...FEW, base: 0, worse: 1 }, 10, {}),
  worse('4 times the failures', DEFAULT_ERRORS, { ...FEW, worse: 4 }, 180, { guardrails: 1 }),

  // The table of simulations that the design rests on: three hours, 400 repeats, every window at its full weight.
  ...references('10/s, 5 %, 0.5 %', FEW, [
    [1, 0, 0.05, 0.02, null],
    [1, 0, 0.01, 0, null],
    [2, 0, 0.05, 0.917, 67],
    [2, 0, 0.01, 0.825, 86],
    [2, 0.25, 0.01, 0.357, 114],
    [4, 0, 0.05, 1, 11],
    [4, 0, 0.01, 1, 16],
    [4, 0.25, 0.01, 1, 22],
    [10, 0, 0.05, 1, 2],
    [10, 0, 0.01, 1, 4],
    [10, 0.25, 0.01, 1, 4],
  ]),
  ...references('10/s, 50 %, 0.5 %', { ...FEW, shares: [0.5] }, [
    [1, 0, 0.05, 0.035, null],
    [1, 0, 0.01, 0.013, null],
    [2, 0, 0.05, 1, 13],
    [2, 0, 0.01, 1, 22],
    [2, 0.25, 0.01, 0.998, 49],
  ]),
  ...references('200/s, 5 %, 0.1 %', MANY, [
    [1, 0, 0.05, 0.01, null],
    [2, 0, 0.05, 1, 18],
    [2, 0, 0.01, 1, 28],
    [2, 0.25, 0.01, 0.993, 58],
    [4, 0, 0.05, 1, 3],
    [4, 0, 0.01, 1, 4],
    [4, 0.25, 0.01, 1, 6],
  ]),
  // Bursts, and what tempering does and costs.
  reference('10/s, 5 %, 0.5 %', 'untempered', FEW, [1, 0.25, 0.01, 0.001, null]),
  reference('10/s, 5 %, 0.5 %', 'guardrail', FEW, [1, 0.25, 0.01, 0.001, null]),
  reference('10/s, 5 %, 0.5 %, bursts', 'untempered', { ...FEW, bursts: true }, [1, 0.25, 0.01, 0.01, null]),
  reference('100/s, 5 %, 0.5 %, bursts', 'untempered', BURSTS, [1, 0.25, 0.01, 0.144, null]),
  reference('100/s, 5 %, 0.5 %, bursts', 'untempered', BURSTS, [1, 1, 0.01, 0.048, null]),
  reference('100/s, 5 %, 0.5 %, bursts', 'guardrail', BURSTS, [1, 0.25, 0.01, 0.007, null]),
  reference('10/s, 5 %, 0.5 %', 'guardrail', FEW, [2, 0.25, 0.01, 0.385, null]),
  reference('10/s, 5 %, 0.5 %', 'guardrail', FEW, [4, 0.25, 0.01, 1, 21]),
]

const STEPS = [
  { share: 0.01, ratio: 10 },
  { share: 0.05, ratio: 4 },
  { share: 0.25, ratio: 2 },
  { share: 0.5, ratio: 1 },
]

export const LADDERS: readonly Ladder[] = [
  ladder('no failures, 10/s', [DEFAULT_ERRORS, DEFAULT_LATENCY], 10, 0, 0),
  ladder('0.5 % fail, 10/s', [DEFAULT_ERRORS, DEFAULT_LATENCY], 10, 0.005, 1),
  ladder('no failures, 10/s', [DEFAULT_ERRORS], 10, 0, 0),
  ladder('0.5 % fail, 1/s', [DEFAULT_ERRORS], 1, 0.005, 1),
  ladder('0.5 % fail, 100/s', [DEFAULT_ERRORS], 100, 0.005, 1),
  ladder('30 % fail, 10/s', [DEFAULT_ERRORS], 10, 0.3, 1),
  ladder('exactly at the margin: 0.5 and 1 % fail, 10/s', [DEFAULT_ERRORS], 10, 0.005, 2),
  ladder('exactly at the margin: 30 and 37.5 % fail, 10/s', [DEFAULT_ERRORS], 10, 0.3, 1.25),
]

/** Where only rollbacks are counted no exclusion is followed: half the work. */
function rate(relative: number | null, absolute: number | null): GuardrailSpec {
  return { kind: 'rate', relative, absolute, form: 'auto', max: null, ladder: [] }
}

function latency(margin: number): GuardrailSpec {
  return { kind: 'latency', margin, quantiles: [0.5, 0.9, 0.99], max: null, ladder: [] }
}

function equal(truth: string, judge: JudgeName, spec: GuardrailSpec, traffic: Traffic, minutes = 180): Cell {
  const before = judge === 'guardrail' ? 60 : 0
  return {
    table: 'equal',
    truth,
    judge,
    counts: 'rollback',
    spec,
    traffic,
    slower: 1,
    minutes,
    alpha: 0.01,
    guardrails: 1,
    before,
    repeats: 2_000,
    published: null,
  }
}

type Changed = { readonly alpha?: number; readonly guardrails?: number; readonly slower?: number }

function worse(truth: string, spec: GuardrailSpec, traffic: Traffic, minutes: number, changed: Changed): Cell {
  const shipped = { alpha: 0.01, guardrails: 2, slower: 1, ...changed }
  return {
    table: 'worse',
    truth,
    judge: 'guardrail',
    counts: 'rollback',
    spec,
    traffic,
    minutes,
    before: 60,
    repeats: 2_000,
    published: null,
    ...shipped,
  }
}

type Row = readonly [worse: number, margin: number, alpha: number, found: number, minutes: number | null]

function references(where: string, traffic: Traffic, rows: readonly Row[]): Cell[] {
  return rows.map((row) => reference(where, 'untempered', traffic, row))
}

/** Without absolute margins. */
function reference(where: string, judge: JudgeName, traffic: Traffic, [worse, margin, alpha, found, minutes]: Row): Cell {
  const truth = worse === 1 ? `${where}: equal` : `${where}: ${worse} times the failures`
  const before = judge === 'guardrail' ? 60 : 0
  const published = { found, repeats: REPEATS_PUBLISHED, minutes }
  const common = { slower: 1, guardrails: 1, before, repeats: 2_000 }
  return {
    ...common,
    table: 'reference',
    truth,
    judge,
    counts: 'rollback',
    spec: rate(margin, null),
    traffic: { ...traffic, worse },
    minutes: 180,
    alpha,
    published,
  }
}

function ladder(truth: string, specs: readonly GuardrailSpec[], perSecond: number, base: number, worse: number): Ladder {
  return {
    truth,
    specs: specs.map((spec) => ({ ...spec, ladder: LADDER })),
    perSecond,
    base,
    worse,
    steps: STEPS,
    bake: 10,
    deadline: 360,
    repeats: 2_000,
  }
}
