import { compareAll } from '../../../src/gates/evaluate/compare.ts'
import { countAll, turnsOf } from '../../../src/gates/evaluate/flips.ts'
import { evaluateSection } from '../../../src/gates/evaluate/policy.ts'
import type { Measurement } from '../../../src/gates/evaluate/sample.ts'
import { judge } from '../../../src/judge/judge.ts'
import type { SliceColumn } from '../../../src/sources/scored-rows.ts'
import { answersOfModel, incomeColumn, sampleOfData } from '../../metrics/real-predictions.ts'
import { expectDesignRule, expectMeasured, ourName, pairedModels, referencesOf, SAME_ANSWERS } from '../../support/paired-models.ts'

// From answers to verdict without a process: real models' answers, against paired-models.json.

const EDGES = [30, 45, 60]
const slices = (): SliceColumn[] => [
  { name: 'sex', groups: ['sex=Female', 'sex=Male'], code: Uint16Array.from(incomeColumn('is_male')) },
  {
    name: 'age',
    groups: ['age<30', '30<=age<45', '45<=age<60', 'age>=60'],
    code: Uint16Array.from(incomeColumn('age'), (age) => EDGES.filter((edge) => age >= edge).length),
  },
]

function measurement(candidate: string, baseline: string, data: string): Measurement {
  return { sample: sampleOfData(data), arms: { baseline: answersOfModel(baseline), candidate: answersOfModel(candidate) } }
}

const DESIGN = evaluateSection.parse({ metrics: { roc_auc: { margin: 0.005 }, log_loss: { margin: 0.01 } } })

test.each(['better', 'worse-small', 'worse-slice'])('income/numeric-%s: all 14 checks and the verdict of the design’s policy', (name) => {
  const pair = pairedModels(`income/numeric-${name}`, 'income/holdout')
  const { comparisons } = compareAll(measurement(pair.candidate, pair.baseline, pair.data), slices(), DESIGN, 'evaluation')
  const { verdict, checks } = judge(comparisons, DESIGN)
  expect(verdict).toBe(pair.expected.designRule?.verdict)
  expectDesignRule(checks, pair, SAME_ANSWERS)
})

test('the loss of the young is found, and named first', () => {
  const pair = measurement('income/numeric-worse-slice', 'income/numeric-baseline', 'income/holdout')
  const { verdict, reasonCode, message } = judge(compareAll(pair, slices(), DESIGN, 'evaluation').comparisons, DESIGN)
  expect({ verdict, reasonCode }).toEqual({ verdict: 'fail', reasonCode: 'WORSE_THAN_MARGIN' })
  // models/README.md: −0.040 [−0.055, −0.026], Holm over 12: 0.004 (0.0035 in oracles/README.md).
  expect(message).toMatch(/^roc_auc on age<30 lower by 0\.040 \(0\.026 to 0\.055\), allowed 0\.01\..*p 0\.0035, adjusted over 12 checks/)
})

test.each([
  ['income/numeric-better', 159],
  ['income/numeric-worse-small', null],
] as const)('%s: as many answers turned as in the reference', (candidate, changed) => {
  const { expected, baseline, data } = pairedModels(candidate, 'income/holdout')
  const turns = turnsOf(measurement(candidate, baseline, data))
  const { toWrong, toRight } = countAll(turns ?? new Int8Array())
  expect(toWrong + toRight).toBe(expected.overall.flips?.predictedClassChanged)
  if (changed !== null) expect({ toWrong, toRight }).toEqual({ toWrong: 48, toRight: 111 })
})

test.each([
  ['digits/worse', 'digits/holdout'],
  ['abalone/better', 'abalone/holdout'],
  ['abalone/biased', 'abalone/holdout'],
  ['ranking/worse', 'ranking/holdout'],
] as const)('%s: differences, errors, bounds and outcomes of every metric that the reference has', (candidate, data) => {
  const { baseline, expected } = pairedModels(candidate, data)
  const metrics = referencesOf(expected.overall).map(([name, reference]) => [ourName(name), { margin: reference.margin ?? 0.1 }])
  const policy = evaluateSection.parse({ metrics: Object.fromEntries(metrics) })
  const { checks } = judge(compareAll(measurement(candidate, baseline, data), [], policy, 'evaluation').comparisons, policy)
  expect(checks.map(({ id }) => id)).toEqual(metrics.map(([name]) => name))
  for (const [name, reference] of referencesOf(expected.overall)) {
    const check = checks.find(({ id }) => id === ourName(name))
    if (check === undefined) throw new Error(`no check ${name}`)
    expectMeasured(check, reference, SAME_ANSWERS)
    if (reference.outcome !== undefined) expect(`${name} ${check.outcome}`).toBe(`${name} ${reference.outcome}`)
  }
})
