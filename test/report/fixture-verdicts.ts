import type { Comparison } from '../../src/judge/comparison.ts'
import { judge } from '../../src/judge/judge.ts'
import { couldNotMeasure, unchanged } from '../../src/judge/judgement.ts'
import { makeVerdict, type Verdict, type VerdictFacts } from '../../src/judge/verdict.ts'
import { normalDistribution, pointMass } from '../../src/stats/distributions.ts'

/** Verdicts as a gate would hand them on, with round numbers that a reviewer can follow in the golden files. */

export const OPTIONS = { confidence: 0.95, onInconclusive: 'block', minRows: 100, minRarerClass: 20 } as const

type Numbers = { baseline: number; candidate: number; se: number; n?: number }

/** harm is taken from the two values, so that a fixture cannot contradict itself. */
export function compared(id: string, slice: string | null, numbers: Numbers, changes: Partial<Comparison> = {}): Comparison {
  const { baseline, candidate, se, n = 16_281 } = numbers
  const higherIsBetter = changes.higherIsBetter ?? !id.startsWith('log_loss')
  const harm = Number(((higherIsBetter ? baseline - candidate : candidate - baseline) || 0).toFixed(9))
  return {
    id,
    metric: id.split('.')[0],
    slice,
    data: 'evaluation',
    kind: 'relative',
    require: slice === null ? 'proof' : 'no-harm',
    higherIsBetter,
    margin: (id.startsWith('log_loss') ? 0.01 : 0.005) * (slice === null ? 1 : 2),
    suspiciousAbove: null,
    measured: {
      kind: 'measured',
      harm: se === 0 ? pointMass(harm, 'delong') : normalDistribution(harm, se, id.startsWith('log_loss') ? 'paired-t' : 'delong'),
      baseline,
      candidate,
      n,
    },
    ...changes,
  }
}

export function floor(id: string, limit: number, candidate: number, se: number): Comparison {
  return compared(
    `${id}.min`,
    null,
    { baseline: limit, candidate, se },
    {
      kind: 'limit',
      require: 'no-harm',
      margin: 0,
      measured: { kind: 'measured', harm: normalDistribution(limit - candidate, se, 'influence-t'), baseline: null, candidate, n: 16_281 },
    },
  )
}

export function unmeasured(
  id: string,
  slice: string | null,
  measured: Comparison['measured'],
  changes: Partial<Comparison> = {},
): Comparison {
  return compared(id, slice, { baseline: 0, candidate: 0, se: 0 }, { measured, ...changes })
}

const sha = (digit: string) => digit.repeat(64)

export const FACTS: VerdictFacts = {
  model: 'income',
  gate: 'evaluate',
  run: {
    id: 4711,
    attempt: 1,
    job: 'gate',
    workflow: 'Model gate',
    event: 'pull_request',
    headSha: 'c0ffee'.padEnd(40, '0'),
    baseSha: 'badcafe'.padEnd(40, '0'),
  },
  subject: {
    candidate: { reference: 'models/income.onnx', sha256: sha('1'), bytes: 184_320 },
    baseline: { reference: 'git:badcafe:models/income.onnx', sha256: sha('2'), bytes: 181_004 },
    data: [{ role: 'evaluation', reference: 'git:badcafe:data/holdout.parquet', sha256: sha('3'), rows: 16_281 }],
  },
  policy: { path: 'sluice.yml', sha256: sha('4'), source: 'base+head' },
  batchRows: 4_096,
  environment: { sluice: '0.1.0', node: '24.4.0', onnxruntime: '1.30.0', cpu: 'AMD EPYC 7763', features: ['avx2'] },
  startedAt: '2026-11-23T10:00:00Z',
  finishedAt: '2026-11-23T10:00:41Z',
}

export function verdictOf(
  comparisons: readonly Comparison[],
  facts: Partial<VerdictFacts> = {},
  onInconclusive: 'block' | 'warn' = 'block',
): Verdict {
  return makeVerdict({ ...FACTS, ...facts }, judge(comparisons, { ...OPTIONS, onInconclusive }))
}

const equalSlices = ['sex=Female', 'sex=Male', '30<=age<45', '45<=age<60', 'age>=60']
const passing = [
  compared('roc_auc', null, { baseline: 0.9051, candidate: 0.9053, se: 0.0006 }),
  compared('log_loss', null, { baseline: 0.3212, candidate: 0.3225, se: 0.0011 }),
  floor('roc_auc', 0.85, 0.9053, 0.0029),
  ...equalSlices.map((slice) => compared('roc_auc', slice, { baseline: 0.89, candidate: 0.8893, se: 0.0017, n: 4_100 })),
  ...equalSlices.map((slice) => compared('log_loss', slice, { baseline: 0.33, candidate: 0.3321, se: 0.0031, n: 4_100 })),
]

const flips = {
  rows: 16_281,
  toWrong: 214,
  toRight: 96,
  groups: [
    { slice: 'age<30', rows: 4_804, toWrong: 141, toRight: 18 },
    { slice: 'workclass=Private', rows: 11_208, toWrong: 170, toRight: 71 },
  ],
}

const hostile =
  '`|</td><!-- x --> @octocat/team #12 [x](https://evil.example) ![i](https://evil.example/p.png)\n## Approved :tada: \u202Eevil'

export const VERDICTS = {
  pass: [
    verdictOf(passing, {
      reported: [
        {
          metric: 'expected_calibration_error',
          slice: null,
          baseline: 0.0121,
          candidate: 0.0133,
          why: 'biased upward: gate brier_score or log_loss',
        },
      ],
      notes: ['The ZipMap node was cut from both models: onnxruntime-node cannot return its maps.'],
    }),
  ],
  'fail-one-slice': [
    verdictOf(
      [
        ...passing,
        compared('roc_auc', 'age<30', { baseline: 0.8902, candidate: 0.8497, se: 0.0089, n: 4_804 }),
        compared('log_loss', 'age<30', { baseline: 0.1733, candidate: 0.1967, se: 0.0034, n: 4_804 }),
        unmeasured('roc_auc', 'race=Other', { kind: 'too-few-rows', n: 135, rarer: 17 }),
      ],
      {
        flips,
        candidatesJudged: 4,
        policy: {
          path: 'sluice.yml',
          sha256: sha('4'),
          source: 'base+head',
          loosened: [{ rule: 'models.income.evaluate.metrics.roc_auc.margin', base: '0.005', head: '0.02', kept: '0.005' }],
        },
      },
    ),
  ],
  inconclusive: [
    verdictOf([
      compared('roc_auc', null, { baseline: 0.9051, candidate: 0.9036, se: 0.0026, n: 2_000 }),
      compared('log_loss', null, { baseline: 0.3212, candidate: 0.3205, se: 0.0038, n: 2_000 }),
      compared(
        'roc_auc.improve-by',
        null,
        { baseline: 0.9051, candidate: 0.9036, se: 0.0026, n: 2_000 },
        { kind: 'improve-by', margin: -0.002 },
      ),
    ]),
  ],
  error: [
    makeVerdict(
      FACTS,
      couldNotMeasure({
        reasonCode: 'MODEL_CRASHED',
        message: 'The candidate ended its process with SIGSEGV at batch 3 (rows 8,192 to 12,287).',
        remedy: 'Run the model on these rows outside Sluice.',
      }),
    ),
  ],
  'error-in-a-slice': [
    verdictOf([...passing, unmeasured('roc_auc', 'new-hires', { kind: 'error', reasonCode: 'EMPTY_SLICE', why: 'the slice has no rows' })]),
  ],
  'no-baseline': [
    verdictOf(
      [
        unmeasured('roc_auc', null, { kind: 'not-applicable', why: 'there is no baseline' }),
        unmeasured('roc_auc', 'age<30', { kind: 'not-applicable', why: 'there is no baseline' }),
        floor('roc_auc', 0.85, 0.9053, 0.0029),
        unmeasured('roc_auc.anchor', null, { kind: 'not-applicable', why: 'nothing has been released yet' }, { kind: 'anchor' }),
      ],
      { subject: { ...FACTS.subject, baseline: null } },
    ),
  ],
  hostile: [
    verdictOf(
      [
        compared('roc_auc', hostile, { baseline: 0.8902, candidate: 0.8497, se: 0.0089 }),
        compared('roc_auc', `${'x'.repeat(5_000)}`, { baseline: 0.8902, candidate: 0.8902, se: 0.0009 }),
        unmeasured('roc_auc', '\u001B[31mred\u001B[0m ##[set-output name=verdict]pass', { kind: 'too-few-rows', n: 3, rarer: 0 }),
      ],
      {
        model: hostile,
        subject: { ...FACTS.subject, candidate: { reference: hostile, sha256: sha('1'), bytes: 1 } },
        policy: {
          path: hostile,
          sha256: sha('4'),
          source: 'base+head',
          loosened: [{ rule: hostile, base: hostile, head: null, kept: hostile }],
        },
        flips: { ...flips, groups: [{ slice: hostile, rows: 1, toWrong: 1, toRight: 0 }], file: hostile },
        reported: [{ metric: 'ece', slice: hostile, baseline: null, candidate: 0.1, why: hostile }],
        notes: [hostile],
      },
    ),
  ],
  'several-models': [
    verdictOf(passing),
    makeVerdict({ ...FACTS, model: 'ranking' }, unchanged()),
    verdictOf([compared('roc_auc', null, { baseline: 0.912, candidate: 0.894, se: 0.00182 })], { model: 'fraud' }),
  ],
  'too-long': [
    verdictOf(
      Array.from({ length: 300 }, (_, index) =>
        compared('roc_auc', `region=${index}`, { baseline: 0.89, candidate: index % 2 === 0 ? 0.869 : 0.888, se: 0.02, n: 400 + index }),
      ),
      { flips, notes: Array.from({ length: 40 }, (_, index) => `Note ${index} about the measurement.`) },
    ),
  ],
} satisfies Record<string, Verdict[]>
