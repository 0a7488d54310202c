import { parse } from 'yaml'
import { parsePolicy } from '../../../src/policy/load.ts'
import { certain, guessed, hole } from '../../../src/setup/init/guess.ts'
import type { Proposal } from '../../../src/setup/init/proposal.ts'
import { type Block, renderPolicyFile } from '../../../src/setup/init/render-policy.ts'

const PROPOSAL: Proposal = {
  name: 'income',
  kind: 'onnx',
  path: 'models/income.onnx',
  bytes: 1,
  versions: [],
  table: null,
  evaluation: guessed('data/holdout.parquet', 'its columns feed the model'),
  task: certain('binary-classification', 'two classes'),
  label: guessed('over_50k', 'its name', ['sex']),
  positive: certain(true, 'true or false'),
  inputs: null,
  output: null,
  activation: null,
  special: { id: null, group: null, query: null, weight: null },
}
const METRICS = [{ name: 'roc_auc', margin: 0.005, limit: { key: 'min', value: 0.85 }, why: 'measured' }] as const

function block(changes: Partial<Proposal> = {}, rest: Partial<Block> = {}): Block {
  return { proposal: { ...PROPOSAL, ...changes }, metrics: METRICS, slices: [], problem: null, ...rest }
}

test('what is known is a policy as it stands, guesses marked with their reason and the other readings', () => {
  const text = renderPolicyFile([block()])
  expect(text).toContain('      label: over_50k # GUESS: its name; or: sex\n')
  expect(text).toContain('    positive-label: true # true or false\n')
  expect(parsePolicy(text, 'sluice.yml').models.get('income')).toMatchObject({
    task: 'binary-classification',
    positiveLabel: true,
    data: { evaluation: ['data/holdout.parquet'], label: 'over_50k' },
    evaluate: { metrics: { roc_auc: { min: 0.85 } } },
    diff: expect.anything(),
  })
})

// Names come from files of people one does not know: each must come back from the policy as it was, and break nothing.
test.each([
  ['a number', '50'],
  ['true', 'true'],
  ['no', 'no'],
  ['a comment', 'a # b'],
  ['a key', 'a: b'],
  ['a list', '[a, b]'],
  ['a quote', 'a"b'],
  ['an apostrophe', "it's"],
  ['an anchor', '&x'],
  ['an alias', '*x'],
  ['a tag', '!!int 3'],
  ['a percent', '%YAML 1.1'],
  ['a backslash', 'a\\nb'],
  ['right to left', 'a\u202Eb'],
  ['a line separator', 'a\u2028b'],
  ['an emoji', '🌊'],
] as const)('a column called %s survives', (_, name) => {
  const inputs = certain({ x: [name, 'age'] }, name)
  const text = renderPolicyFile([
    block(
      { label: guessed(name, name, [name]), inputs, special: { ...PROPOSAL.special, id: guessed(name, name), weight: name } },
      { slices: [{ column: name, edges: null, why: name }], metrics: [{ ...METRICS[0], why: name }] },
    ),
  ])
  const model = parsePolicy(text, 'sluice.yml').models.get('income')
  expect(model?.data).toMatchObject({ label: name, id: name, weight: null })
  expect(model?.subject).toMatchObject({ inputs: { x: [name, 'age'] } })
  expect(model?.evaluate?.slices).toEqual([])
})

// The policy takes no such names, and says so; here they must not become lines of their own.
test.each([
  ['a line break', 'a\nevaluate: {}'],
  ['a next line', 'a\u0085b'],
  ['control characters', 'a\u0007\u001B[31mb'],
] as const)('a column called %s breaks out of nothing', (_, name) => {
  const text = renderPolicyFile([
    block({ label: guessed(name, name, [name]), special: { ...PROPOSAL.special, weight: name } }, { problem: null }),
  ])
  const { income } = parse(text).models
  expect(Object.keys(income)).toEqual(['onnx', 'task', 'positive-label', 'data', 'evaluate', 'diff'])
  expect(income.data).toEqual({ evaluation: 'data/holdout.parquet', label: name })
})

test('slices stand there as comments; without their marks they are slices', () => {
  const slices = [
    { column: 'sex', edges: null, why: 'Female, Male' },
    { column: 'age', edges: [30, 45], why: '17 to 90' },
  ]
  const text = renderPolicyFile([block({}, { slices })])
  expect(parsePolicy(text, 'sluice.yml').models.get('income')?.evaluate?.slices).toEqual([])
  const used = text.replace(/^ {6}# (slices:| {2}- )/gm, '      $1')
  expect(parsePolicy(used, 'sluice.yml').models.get('income')?.evaluate?.slices).toMatchObject([
    { column: 'sex' },
    { column: 'age', edges: [30, 45] },
  ])
})

test('a hole is named by the policy at its line', () => {
  const text = renderPolicyFile([block({ label: hole('several columns could be it', ['left', 'is_new']) })])
  const line = text.split('\n').findIndex((one) => one.includes('label: # FILL IN: several columns could be it; perhaps left, is_new')) + 1
  expect(line).toBeGreaterThan(0)
  expect(() => parsePolicy(text, 'sluice.yml')).toThrow(`sluice.yml:${line}:`)
})

test('a block that is not ready is left out beside one that is, and is right once its marks are gone and it is filled in', () => {
  const text = renderPolicyFile([block({ name: 'churn', label: hole('no data') }), block()])
  expect([...parsePolicy(text, 'sluice.yml').models.keys()]).toEqual(['income'])
  const filled = text.replace(/^ {2}# (?! ?Not ready)/gm, '  ').replace('label: # FILL IN: no data', 'label: churned')
  expect(parsePolicy(filled, 'sluice.yml').models.get('churn')?.data.label).toBe('churned')
})

test('a model that does not run is not ready either', () => {
  const text = renderPolicyFile([block({ name: 'broken' }, { problem: 'it crashed' }), block()])
  expect([...parsePolicy(text, 'sluice.yml').models.keys()]).toEqual(['income'])
  expect(text).toContain('# FILL IN: it crashed')
})
