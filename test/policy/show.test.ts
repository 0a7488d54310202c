import { parse } from 'yaml'
import { effectivePolicy } from '../../src/policy/effective.ts'
import { parsePolicy } from '../../src/policy/load.ts'
import { renderPolicy } from '../../src/policy/show.ts'
import { readFixture } from './fixture.ts'
import { MINIMAL, replaced, withEvaluateKey, withMetric } from './minimal.ts'

function show(base: string | null, head: string, only?: string): string {
  return renderPolicy(effectivePolicy({ base, head, path: 'sluice.yml' }), 'sluice.yml', only)
}

test('each value with where it comes from', () => {
  const base = withEvaluateKey('slices: [sex]')
  const head = withMetric('roc_auc: { margin: 0.05, min: 0.8 }')
  const text = show(base, head)
  expect(text.replace(/[0-9a-f]{64}/, '…')).toBe(`# sluice.yml, the stricter of the base commit's and this one
# sha256 …
# POLICY_LOOSENED models.income.evaluate.metrics.roc_auc.margin: 0.005 at the base commit still applies, not 0.05 (sluice.yml:11:28)
# POLICY_LOOSENED models.income.evaluate.slices.sex: sex at the base commit still applies, not its removal (sluice.yml)

version: 1
models:
  income:
    onnx: models/income.onnx # sluice.yml:4
    task: binary-classification # sluice.yml:5
    data:
      evaluation: data/holdout.parquet # sluice.yml:7
      label: over_50k # sluice.yml:8
      compatibility: full # default
    evaluate:
      metrics:
        roc_auc:
          margin: 0.005 # base commit, line 11
          min: 0.8 # sluice.yml:11
      slices: [ sex ] # base commit, line 12
      slice-margin: 2x # default
      confidence: 95% # default
      min-rows: 100 # default
      min-rarer-class: 20 # default
      on-inconclusive: block # default
      anchor: released # default
      batch-size: 4096 # default
      time-limit: 60s # default
      memory-limit: 4GiB # default
      seed: 1 # default
      bootstrap-resamples: 2000 # default
`)
})

test('what is shown is a policy again, and the same one', () => {
  const whole = readFixture('policy/whole.yml')
  const shown = show(null, whole)
  expect(parsePolicy(shown, 'shown.yml')).toEqual(parsePolicy(whole, 'sluice.yml'))
  expect(shown).toContain('onnxruntime: "1.22"')
})

test('one model of several', () => {
  const two = replaced(['models:', 'models:\n  other: { onnx: o.onnx, task: regression, data: { evaluation: d, label: y } }'])
  expect(Object.keys(parse(show(null, two, 'other')).models)).toEqual(['other'])
  expect(Object.keys(parse(show(null, two)).models)).toEqual(['other', 'income'])
})

test('text of the policy cannot leave its comment', () => {
  const hostile = replaced(['over_50k', '"a\\nmodels: {}"'])
  expect(() => show(null, hostile)).toThrow('`label` is')
  const text = show(withEvaluateKey('slices: [{ name: "x # y", where: "a = \'#\'" }]'), MINIMAL)
  expect(parse(text).models.income.evaluate.slices).toEqual([{ name: 'x # y', where: "a = '#'" }])
})
