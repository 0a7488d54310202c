import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'yaml'
import * as z from 'zod'
import { UsageError } from '../../src/errors.ts'
import { evaluateSection } from '../../src/gates/evaluate/policy.ts'
import { renderPolicyDocs } from '../../src/policy/docs.ts'
import { renderPolicyJsonSchema } from '../../src/policy/json-schema.ts'
import { parsePolicy } from '../../src/policy/load.ts'
import { modelSection } from '../../src/policy/schema.ts'
import { type KeyShape, keyShape, shapeOf } from '../../src/policy/shape.ts'
import { TARGETS, TELEMETRY } from '../../src/rollout/policy/kinds.ts'
import { readFixture } from './fixture.ts'
import { MINIMAL, replaced, withDataKey, withEvaluateKey, withMetric, withModelKey } from './minimal.ts'

const validate = new Ajv2020({ strict: true, strictTypes: false }).compile(JSON.parse(renderPolicyJsonSchema()))
const accepts = (text: string) => validate(parse(text))

function isAcceptedBySluice(text: string): boolean {
  try {
    parsePolicy(text, 'sluice.yml')
    return true
  } catch (error) {
    if (error instanceof UsageError) return false
    throw error
  }
}

test.each<[name: string, text: string, isRight: boolean]>([
  ['the whole policy of the design', readFixture('policy/whole.yml'), true],
  ['the smallest', MINIMAL, true],
  ['empty sections', replaced(['    evaluate:', '    diff:\n    benchmark:\n    evaluate:'], ['models:', 'defaults:\nmodels:']), true],
  ['a metric with nothing asked of it', withMetric('roc_auc: { min: 0.5 }\n        f1:'), true],
  ['margin in points', withMetric('roc_auc: { margin: 0.5pp }'), true],
  ['margin as a share', withMetric('log_loss: { margin: 5% }'), true],
  ['margin of both kinds', withMetric('log_loss: { margin: { relative: 5%, absolute: 0.01 } }'), true],
  ['margin in scientific notation', withMetric('roc_auc: { margin: 5e-3 }'), true],
  ['slices of every kind', withEvaluateKey('slices: [sex, { column: age, edges: [1, 2] }, { name: n, where: "a < 1" }]'), true],
  ['multiple of the margin', withEvaluateKey('slice-margin: 1.5x'), true],
  ['time', withEvaluateKey('time-limit: 2m'), true],
  ['size', withEvaluateKey('memory-limit: 8GiB'), true],
  ['several data files', replaced(['data/holdout.parquet', '[a, b]']), true],
  ['a later format', replaced(['version: 1', 'version: 2']), false],
  ['no version', replaced(['version: 1\n', '']), false],
  ['no models', 'version: 1\nmodels: {}\n', false],
  ['unknown key at the top', `${MINIMAL}model: x\n`, false],
  ['unknown key of a model', withModelKey('modle: x'), false],
  ['unknown key of data', withDataKey('lable: x'), false],
  ['unknown key of evaluate', withEvaluateKey('slice_margin: 2x'), false],
  ['unknown key of a metric', withMetric('roc_auc: { floor: 0.8 }'), false],
  ['unknown key of a slice', withEvaluateKey('slices: [{ column: age, edge: [1] }]'), false],
  ['name of a model with a slash', replaced(['income:', 'in/come:']), false],
  ['no metric', replaced(['        roc_auc: { margin: 0.005 }', '        {}']), false],
  ['negative margin', withMetric('roc_auc: { margin: -0.1 }'), false],
  ['margin in words', withMetric('roc_auc: { margin: small }'), false],
  ['half a margin of both kinds', withMetric('log_loss: { margin: { relative: 5% } }'), false],
  ['share without its sign', withEvaluateKey('confidence: 0.95'), false],
  ['time without unit', withEvaluateKey('time-limit: 60'), false],
  ['size of an unknown unit', withEvaluateKey('memory-limit: 4gb'), false],
  ['no rows', withEvaluateKey('min-rows: 0'), false],
  ['half a row', withEvaluateKey('batch-size: 0.5'), false],
  ['wrong word', withEvaluateKey('on-inconclusive: maybe'), false],
  ['number for a name', replaced(['over_50k', '50']), false],
  ['text of blanks for a name', replaced(['over_50k', '"  "']), false],
  ['text for a list', withEvaluateKey('slices: sex'), false],
  ['waiver without a reason', withModelKey('diff: { waivers: [{ rule: DRIFT, by: b, expires: 2027-01-31 }] }'), false],
  ['waiver until some day', withModelKey('diff: { waivers: [{ rule: DRIFT, reason: r, by: b, expires: soon }] }'), false],
  ['adapter without a kind', withModelKey('rollout: { target: {} }'), false],
])('editors and Sluice agree: %s', (_, text, isRight) => {
  expect({ editor: accepts(text), sluice: isAcceptedBySluice(text) }).toEqual({ editor: isRight, sluice: isRight })
})

test.each([
  ['what defaults may bring', replaced(['      label: over_50k\n', ''])],
  ['a metric that the task does not have', withMetric('ndcg: { margin: 0.1 }')],
  ['a range of values with a unit', withEvaluateKey('confidence: 10%')],
  ['keys that exclude each other', withModelKey('predictions: p.csv')],
])('editors leave to Sluice: %s', (_, text) => {
  expect({ editor: accepts(text), sluice: isAcceptedBySluice(text) }).toEqual({ editor: true, sluice: false })
})

test.each([
  ['docs/policy.schema.json', renderPolicyJsonSchema],
  ['docs/policy.md', renderPolicyDocs],
])('%s is fresh; `node scripts/docs.mjs` writes it', (path, render) => {
  expect(readFileSync(join(__dirname, '..', '..', path), 'utf8')).toBe(render())
})

test.each([
  ...Object.entries(TARGETS).map(([kind, schema]) => ['target', kind, schema] as const),
  ...Object.entries(TELEMETRY).map(([kind, schema]) => ['telemetry', kind, schema] as const),
])('docs/policy.md has a table of %s of kind %s, with each of its keys', (key, kind, schema) => {
  const shape = shapeOf(schema)
  const [, after = ''] = renderPolicyDocs().split(`## \`models.<name>.rollout.${key}\`, \`kind: ${kind}\``)
  const [table = ''] = after.split('\n## ')
  const documented = [...table.matchAll(/^\| `([a-z-]+)`/gm)].map(([, name]) => name)
  expect(documented).toEqual(shape.kind === 'section' ? [...shape.keys.keys()] : ['a section'])
})

test('every default and example is one that Sluice accepts', () => {
  const wrong: string[] = []
  const visit = (key: KeyShape, path: string) => {
    const written = [key.default, key.facts === null ? undefined : parse(key.facts.example)].filter((value) => value !== undefined)
    for (const value of written) if (!z.safeParse(key.schema, value).success) wrong.push(`${path}: ${JSON.stringify(value)}`)
    if (key.shape.kind === 'map') visit(key.shape.value, `${path}.*`)
    if (key.shape.kind === 'section') for (const [name, inner] of key.shape.keys) visit(inner, `${path}.${name}`)
  }
  visit(keyShape(evaluateSection), 'evaluate')
  for (const name of ['diff', 'benchmark', 'rollout', 'serving', 'data'] as const) visit(keyShape(modelSection.in.shape[name]), name)
  visit(keyShape(modelSection.in.shape['positive-label']), 'positive-label')
  expect(wrong).toEqual([])
})
