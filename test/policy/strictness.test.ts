import { effectivePolicy } from '../../src/policy/effective.ts'
import { policySection } from '../../src/policy/schema.ts'
import { type KeyShape, keyShape } from '../../src/policy/shape.ts'
import { MINIMAL, replaced, withDataKey, withEvaluateKey, withMetric, withModelKey } from './minimal.ts'

function compare(base: string, head: string) {
  const effective = effectivePolicy({ base, head, path: 'sluice.yml' })
  const income = effective.policy.models.get('income')
  if (income === undefined) throw new Error('no model')
  return { ...effective, income }
}

/** `rule: base → head`, without the model's name. */
function loosened(base: string, head: string): string[] {
  return compare(base, head).loosened.map(
    ({ rule, base: before, head: after }) => `${rule.replace('models.income.', '')}: ${before} → ${after}`,
  )
}

const margin = (value: string) => withMetric(`log_loss: { margin: ${value} }`)
const metric = (rule: string) => withMetric(`roc_auc: { margin: 0.005, ${rule} }`)
const slices = (list: string) => withEvaluateKey(`slices: ${list}`)
const drift = (rule: string) => withModelKey(`diff: { drift: { ${rule} } }`)
const waivers = (...rules: string[]) =>
  withModelKey(`diff: { waivers: [${rules.map((rule) => `{ rule: ${rule}, reason: r, by: b, expires: 2027-01-31 }`).join(', ')}] }`)
const serving = (text: string) => withModelKey(`serving: { ${text} }`)
const withRollout = (bake: string) =>
  withModelKey(
    `rollout: { bake: ${bake}, target: { kind: command, run: ./t }, telemetry: { kind: prometheus, url: 'https://p' }, guardrails: { errors: { requests: r, failures: f, critical: true } } }`,
  )
const rules = (text: string) => withModelKey(`diff: { rules: ${text} }`)

test.each<[name: string, base: string, head: string, loosened: string[]]>([
  ['the same', MINIMAL, MINIMAL, []],
  ['the same in other words', margin('0.01'), margin('1e-2'), []],
  ['a default written out', MINIMAL, withEvaluateKey('confidence: 95%'), []],
  ['margin smaller', margin('0.01'), margin('0.005'), []],
  ['margin larger', margin('0.01'), margin('0.02'), ['evaluate.metrics.log_loss.margin: 0.01 → 0.02']],
  ['margin of another kind', margin('0.01'), margin('5%'), ['evaluate.metrics.log_loss.margin: 0.01 → 5%']],
  ['a part of the margin dropped', margin('{ relative: 5%, absolute: 0.01 }'), margin('5%'), []],
  [
    'a part of the margin added',
    margin('5%'),
    margin('{ relative: 5%, absolute: 0.01 }'),
    ['evaluate.metrics.log_loss.margin: 5% → { relative: 5%, absolute: 0.01 }'],
  ],
  [
    'one part smaller, one larger',
    margin('{ relative: 5%, absolute: 0.01 }'),
    margin('{ relative: 4%, absolute: 0.02 }'),
    ['evaluate.metrics.log_loss.margin: { relative: 5%, absolute: 0.01 } → { relative: 4%, absolute: 0.02 }'],
  ],
  ['margin removed', metric('min: 0.8'), withMetric('roc_auc: { min: 0.8 }'), ['evaluate.metrics.roc_auc.margin: 0.005 → null']],
  ['margin added', withMetric('roc_auc: { min: 0.8 }'), metric('min: 0.8'), []],
  ['floor higher', metric('min: 0.8'), metric('min: 0.85'), []],
  ['floor lower', metric('min: 0.8'), metric('min: 0.75'), ['evaluate.metrics.roc_auc.min: 0.8 → 0.75']],
  ['floor added', MINIMAL, metric('min: 0.8'), []],
  ['floor removed', metric('min: 0.8'), MINIMAL, ['evaluate.metrics.roc_auc.min: 0.8 → null']],
  ['ceiling lower', withMetric('log_loss: { max: 0.4 }'), withMetric('log_loss: { max: 0.3 }'), []],
  [
    'ceiling higher',
    withMetric('log_loss: { max: 0.4 }'),
    withMetric('log_loss: { max: 0.5 }'),
    ['evaluate.metrics.log_loss.max: 0.4 → 0.5'],
  ],
  ['improvement asked for', MINIMAL, metric('improve-by: 0.001'), []],
  ['less improvement', metric('improve-by: 0.002'), metric('improve-by: 0.001'), ['evaluate.metrics.roc_auc.improve-by: 0.002 → 0.001']],
  [
    'suspicion later',
    metric('suspicious-above: 0.05'),
    metric('suspicious-above: 0.5'),
    ['evaluate.metrics.roc_auc.suspicious-above: 0.05 → 0.5'],
  ],
  ['no proof any more', MINIMAL, metric('require: no-harm'), ['evaluate.metrics.roc_auc.require: null → no-harm']],
  ['no proof, in words', metric('require: proof'), metric('require: no-harm'), ['evaluate.metrics.roc_auc.require: proof → no-harm']],
  ['proof again', metric('require: no-harm'), MINIMAL, []],
  ['a metric more', MINIMAL, withMetric('roc_auc: { margin: 0.005 }\n        f1: { margin: 0.01 }'), []],
  [
    'a metric less',
    withMetric('roc_auc: { margin: 0.005 }\n        f1: { margin: 0.01 }'),
    MINIMAL,
    ['evaluate.metrics.f1: { margin: 0.01 } → null'],
  ],
  ['a lock file added', serving('lockfiles: [a.lock]'), serving('lockfiles: [b.lock, a.lock]'), []],
  [
    'a lock file removed',
    serving('lockfiles: [a.lock, b.lock]'),
    serving('lockfiles: [b.lock]'),
    ['serving.lockfiles.a.lock: a.lock → null'],
  ],
  ['a serving file removed', serving('files: [a.py, b.py]'), serving('files: [b.py]'), ['serving.files.a.py: a.py → null']],
  [
    'the list of lock files removed',
    serving('onnxruntime: "1.22", lockfiles: [a.lock, b.lock]'),
    serving('onnxruntime: "1.22"'),
    ['serving.lockfiles: [a.lock, b.lock] → null'],
  ],
  [
    'the list of serving files removed',
    serving('files: [a.py], lockfiles: [a.lock]'),
    serving('lockfiles: [a.lock]'),
    ['serving.files: [a.py] → null'],
  ],
  ['the serving block removed', serving('lockfiles: [a.lock]'), MINIMAL, ['serving: { lockfiles: [a.lock] } → null']],
  ['the list of lock files new', serving('onnxruntime: "1.22"'), serving('onnxruntime: "1.22", lockfiles: [a.lock]'), []],
  ['the serving runtime declared', MINIMAL, serving('onnxruntime: "1.22"'), []],
  ['another serving runtime', serving('onnxruntime: "1.22"'), serving('onnxruntime: "1.30"'), ['serving.onnxruntime: 1.22 → 1.30']],
  ['slice added', slices('[sex]'), slices('[race, sex]'), []],
  ['slice removed', slices('[race, sex]'), slices('[sex]'), ['evaluate.slices.race: race → null']],
  ['all slices removed', slices('[sex]'), MINIMAL, ['evaluate.slices.sex: sex → null']],
  ['slices in another order', slices('[race, sex]'), slices('[sex, race]'), []],
  [
    'edges moved',
    slices('[{ column: age, edges: [30, 45] }]'),
    slices('[{ column: age, edges: [90] }]'),
    ['evaluate.slices.age by edges: { column: age, edges: [30, 45] } → { column: age, edges: [90] }'],
  ],
  [
    'condition of a slice changed',
    slices('[{ name: new, where: tenure < 1 }]'),
    slices('[{ name: new, where: tenure < 0 }]'),
    ['evaluate.slices.new: { name: new, where: tenure < 1 } → { name: new, where: tenure < 0 }'],
  ],
  ['slice margin smaller', MINIMAL, withEvaluateKey('slice-margin: 1.5x'), []],
  ['slice margin larger than the default', MINIMAL, withEvaluateKey('slice-margin: 3x'), ['evaluate.slice-margin: 2x → 3x']],
  ['slice margin of another kind', MINIMAL, withEvaluateKey('slice-margin: 0.001'), ['evaluate.slice-margin: 2x → 0.001']],
  ['confidence higher', MINIMAL, withEvaluateKey('confidence: 99%'), []],
  ['confidence lower than the default', MINIMAL, withEvaluateKey('confidence: 80%'), ['evaluate.confidence: 95% → 80%']],
  ['back to the default, which is lower', withEvaluateKey('confidence: 99%'), MINIMAL, ['evaluate.confidence: 99% → 95%']],
  ['inconclusive only warns', MINIMAL, withEvaluateKey('on-inconclusive: warn'), ['evaluate.on-inconclusive: block → warn']],
  ['inconclusive blocks again', withEvaluateKey('on-inconclusive: warn'), MINIMAL, []],
  ['more rows needed, slices go unjudged', MINIMAL, withEvaluateKey('min-rows: 5000'), ['evaluate.min-rows: 100 → 5000']],
  ['fewer rows needed', MINIMAL, withEvaluateKey('min-rows: 10'), ['evaluate.min-rows: 100 → 10']],
  ['anchor off', MINIMAL, withEvaluateKey('anchor: none'), ['evaluate.anchor: released → none']],
  ['another seed', MINIMAL, withEvaluateKey('seed: 2'), ['evaluate.seed: 1 → 2']],
  ['more resamples', MINIMAL, withEvaluateKey('bootstrap-resamples: 5000'), []],
  ['longer time limit', MINIMAL, withEvaluateKey('time-limit: 2m'), ['evaluate.time-limit: 60s → 2m']],
  ['the same time in another unit', MINIMAL, withEvaluateKey('time-limit: 1m'), []],
  ['more memory', MINIMAL, withEvaluateKey('memory-limit: 8GiB'), ['evaluate.memory-limit: 4GiB → 8GiB']],
  ['another label', MINIMAL, replaced(['over_50k', 'married']), ['data.label: over_50k → married']],
  ['the positive label turned', withModelKey('positive-label: 1'), withModelKey('positive-label: 0'), ['positive-label: 1 → 0']],
  ['a positive label where there was none', MINIMAL, withModelKey('positive-label: 0'), ['positive-label: null → 0']],
  ['weights where there were none', MINIMAL, withDataKey('weight: w'), ['data.weight: null → w']],
  ['weights removed', withDataKey('weight: w'), MINIMAL, ['data.weight: w → null']],
  ['the model moved', MINIMAL, replaced(['models/income.onnx', 'models/v2/income.onnx']), []],
  ['the data moved', MINIMAL, replaced(['data/holdout.parquet', 'data/v2.parquet']), []],
  ['other inputs and output', withModelKey('output: p'), withModelKey('output: q\n    inputs: { x: [a] }'), []],
  [
    'the gate removed',
    withModelKey('benchmark: { time-budget: 60s }'),
    MINIMAL,
    [
      'benchmark: { batch-sizes: [1], latency: { p50: { margin: 5% } }, time-budget: 60s, confidence: 95%, on-inconclusive: block, threads: 1, inputs: auto, dimensions: {}, time-limit: 60s, memory-limit: 4GiB, seed: 1 } → null',
    ],
  ],
  [
    'latency margin larger',
    withModelKey('benchmark: { latency: { p50: { margin: 5% } } }'),
    withModelKey('benchmark: { latency: { p50: { margin: 6% } } }'),
    ['benchmark.latency.p50.margin: 5% → 6%'],
  ],
  [
    'latency ceiling lower',
    withModelKey('benchmark: { latency: { p99: { max: 8ms } } }'),
    withModelKey('benchmark: { latency: { p99: { max: 7ms } } }'),
    [],
  ],
  ['a gate added', MINIMAL, withModelKey('benchmark: { time-budget: 60s }'), []],
  ['drift margin larger', drift('nulls: 2pp'), drift('nulls: 3pp'), ['diff.drift.nulls: 2pp → 3pp']],
  [
    'drift measured otherwise',
    drift('numeric: { measure: ks }'),
    drift('numeric: { measure: psi }'),
    ['diff.drift.numeric.measure: ks → psi'],
  ],
  ['a rule that only warns now', rules('{ DRIFT: fail }'), rules('{ DRIFT: warn }'), ['diff.rules.DRIFT: fail → warn']],
  ['a rule quietened for the first time', MINIMAL, rules('{ DRIFT: ignore }'), []],
  [
    'a rule quietened beside others',
    rules('{ DRIFT: fail }'),
    rules('{ DRIFT: fail, RANGE_WIDENED: ignore }'),
    ['diff.rules.RANGE_WIDENED: null → ignore'],
  ],
  ['a rule that fails now', rules('{ DRIFT: warn }'), rules('{ DRIFT: fail }'), []],
  [
    'a new waiver',
    waivers('DRIFT'),
    waivers('DRIFT', 'RANGE_WIDENED'),
    ['diff.waivers.2: null → { rule: RANGE_WIDENED, reason: r, by: b, expires: 2027-01-31 }'],
  ],
  ['a waiver taken back', waivers('DRIFT', 'RANGE_WIDENED'), waivers('DRIFT'), []],
  ['the rollout changed', withRollout('10m'), withRollout('1m'), []],
])('%s', (_, base, head, expected) => {
  expect(loosened(base, head)).toEqual(expected)
})

test('what still applies is what base says, in value and in words', () => {
  const { income, loosened: rules } = compare(slices('[sex]'), withMetric('roc_auc: { margin: 0.05, min: 0.8 }'))
  expect(income.evaluate?.metrics['roc_auc']).toMatchObject({ margin: { kind: 'absolute', value: 0.005 }, min: 0.8 })
  expect(income.evaluate?.slices).toEqual([{ kind: 'column', column: 'sex' }])
  expect(rules).toEqual([
    { rule: 'models.income.evaluate.metrics.roc_auc.margin', base: '0.005', head: '0.05', kept: '0.005', where: 'sluice.yml:11:28' },
    { rule: 'models.income.evaluate.slices.sex', base: 'sex', head: null, kept: 'sex', where: 'sluice.yml' },
  ])
})

test('slices of both count, the base commit’s where they differ', () => {
  const { income } = compare(slices('[sex, { column: age, edges: [30] }]'), slices('[race, { column: age, edges: [90] }]'))
  expect(income.evaluate?.slices).toEqual([
    { kind: 'column', column: 'race' },
    { kind: 'edges', column: 'age', edges: [30] },
    { kind: 'column', column: 'sex' },
  ])
})

test('a waiver counts once both have it', () => {
  expect(
    compare(waivers('DRIFT', 'RANGE_WIDENED'), waivers('RANGE_WIDENED', 'ROWCOUNT_DROP')).income.diff?.waivers.map(({ rule }) => rule),
  ).toEqual(['RANGE_WIDENED'])
})

test('files follow head, and the base commit’s own are at hand for the baseline', () => {
  const head = replaced(['models/income.onnx', 'v2.onnx'], ['data/holdout.parquet', 'v2.parquet'])
  const { income, base } = compare(withModelKey('output: p'), head)
  expect(income).toMatchObject({ subject: { reference: 'v2.onnx', output: null }, data: { evaluation: ['v2.parquet'] } })
  expect(base?.models.get('income')).toMatchObject({
    subject: { reference: 'models/income.onnx', output: 'p' },
    data: { evaluation: ['data/holdout.parquet'] },
  })
})

test('another kind of model takes nothing of the base commit’s', () => {
  const { income } = compare(withModelKey('inputs: { x: [a] }'), replaced(['onnx: models/income.onnx', 'predictions: p.csv']))
  expect(income.subject).toEqual({ kind: 'predictions', reference: 'p.csv', columns: null })
})

test('a model that is taken out is judged still', () => {
  const { policy, loosened: rules } = effectivePolicy({ base: MINIMAL, head: replaced(['  income:', '  other:']), path: 'sluice.yml' })
  expect([...policy.models.keys()]).toEqual(['other', 'income'])
  expect(rules).toMatchObject([{ rule: 'models.income', head: null, where: 'sluice.yml' }])
})

test('a model whose task changes does not fit with the base commit’s rules, and is told so', () => {
  const head = replaced(['binary-classification', 'regression'], ['roc_auc', 'r2'])
  expect(() => effectivePolicy({ base: MINIMAL, head, path: 'sluice.yml' })).toThrow(
    /`r2` is no metric of binary-classification.*give the model a new name/,
  )
})

test('defaults are compared where they apply', () => {
  const base = replaced(['models:', 'defaults: { evaluate: { confidence: 99% } }\nmodels:'])
  const moved = withEvaluateKey('confidence: 99%')
  expect(loosened(base, moved)).toEqual([])
  expect(loosened(base, MINIMAL)).toEqual(['evaluate.confidence: 99% → 95%'])
})

test.each([
  ['two commits', { base: MINIMAL, head: MINIMAL }, 'base+head'],
  ['no policy at the base commit', { base: null, head: MINIMAL }, 'bootstrap'],
  ['a push', { base: null, head: MINIMAL, comparing: 'head' }, 'head'],
  ['a terminal', { base: null, head: MINIMAL, comparing: 'working-tree' }, 'working-tree'],
] as const)('source: %s', (_, texts, source) => {
  expect(effectivePolicy({ ...texts, path: 'sluice.yml' })).toMatchObject({ source, loosened: [] })
})

test('a base policy that cannot be read locks nobody out, and is listed', () => {
  const {
    source,
    loosened: rules,
    base,
  } = effectivePolicy({
    base: replaced(['version: 1', 'version: 0']),
    head: MINIMAL,
    path: 'sluice.yml',
  })
  expect(source).toBe('base+head')
  expect(base).toBeNull()
  expect(rules).toMatchObject([
    { rule: 'the whole policy', base: expect.stringContaining('sluice.yml:1:10: `version` is 0'), head: 'applies alone' },
  ])
})

test('head’s own mistakes come first, whatever base says', () => {
  expect(() => effectivePolicy({ base: 'version: 0\n', head: replaced(['label: over_50k', 'label: 5']), path: 'p.yml' })).toThrow(
    'p.yml:8:14',
  )
})

describe('the digest of the policy in force', () => {
  const digest = (text: string) => effectivePolicy({ base: null, head: text, path: 'sluice.yml' }).sha256

  test('does not depend on order, comments or writing', () => {
    const same = `# note\n${withMetric('roc_auc: { min: 0.80, margin: 0.5pp }')}`
    expect(digest(same)).toBe(digest(metric('min: 0.8')))
    expect(digest(MINIMAL)).toMatch(/^[0-9a-f]{64}$/)
  })

  test('changes with every value', () => {
    const texts = [MINIMAL, metric('min: 0.8'), withEvaluateKey('seed: 2'), withDataKey('id: x'), replaced(['income:', 'other:'])]
    expect(new Set(texts.map(digest)).size).toBe(texts.length)
  })

  test('of the stricter of both is that of the base policy when head only loosens', () => {
    expect(compare(metric('min: 0.8'), withMetric('roc_auc: { margin: 0.1 }')).sha256).toBe(digest(metric('min: 0.8')))
  })
})

test('positions of values for later messages', () => {
  const { where } = compare(slices('[sex]'), MINIMAL)
  expect(where(['income', 'data', 'label'])).toBe('sluice.yml:8:14')
  expect(where(['income', 'evaluate', 'slices', 0])).toBe('sluice.yml at the base commit, line 12')
  expect(where(['income', 'evaluate', 'seed'])).toBe('sluice.yml')
  expect(where(['nobody'])).toBe('sluice.yml')
})

test('every key says which value is the stricter one', () => {
  const silent: string[] = []
  const visit = ({ shape, facts }: KeyShape, path: string) => {
    if (facts?.stricter !== undefined) return
    if (shape.kind === 'section') for (const [name, key] of shape.keys) visit(key, `${path}.${name}`)
    else if (shape.kind === 'map') visit(shape.value, `${path}.*`)
    else silent.push(path)
  }
  visit(keyShape(policySection), '')
  expect(silent).toEqual([])
})
