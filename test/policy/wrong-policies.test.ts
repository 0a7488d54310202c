import { UsageError } from '../../src/errors.ts'
import { parsePolicy } from '../../src/policy/load.ts'
import { MINIMAL, replaced, withDataKey, withEvaluateKey, withMetric, withModelKey } from './minimal.ts'

/** Nine lists, each of nine times the one before: 9^9 values when followed. */
const ALIAS_BOMB = ['a: &a [x, x, x, x, x, x, x, x, x]']
  .concat([...'bcdefghi'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`))
  .join('\n')

/** Line and column, what was found, and what to do: the numbers are counted in the text of ./minimal.ts. */
test.each<[name: string, text: string, problems: string[]]>([
  ['unknown key at the top', MINIMAL.replace('version: 1', 'version: 1\nmodel: x'), ['2:1 unknown key `model` | Did you mean `models`?']],
  [
    'misspelt version',
    MINIMAL.replace('version', 'verison'),
    ['1:1 unknown key `verison` | Did you mean `version`?', '1:1 `version` is missing | Add `version: 1`.'],
  ],
  ['a newer version', MINIMAL.replace('version: 1', 'version: 2'), ['1:10 `version` is 2 | Write 1.']],
  ['unknown key of a model', withModelKey('modle: x'), ['5:5 unknown key `modle` | Remove it.']],
  [
    'a key of another level',
    withModelKey('confidence: 95%'),
    ['5:5 unknown key `confidence` | It belongs to `models.<name>.evaluate.confidence`.'],
  ],
  ...callMistakes(),
  ['unknown key of data', withDataKey('lable: x'), ['9:7 unknown key `lable` | Did you mean `label`?']],
  ['unknown key of evaluate', withEvaluateKey('slice_margin: 2x'), ['12:7 unknown key `slice_margin` | Did you mean `slice-margin`?']],
  ['unknown key of a metric', withMetric('roc_auc: { margin: 0.005, floor: 0.8 }'), ['11:35 unknown key `floor` | Remove it.']],
  [
    'unknown key of a slice',
    withEvaluateKey('slices: [{ column: age, edge: [30] }]'),
    ['12:16 entry 1 of `slices` is a mapping: { column: age, edge: [30] } | Did you mean `edges` instead of `edge`?'],
  ],
  [
    'unknown key of a waiver',
    withModelKey('diff: { waivers: [{ rule: DRIFT, reason: b, by: c, expires: 2027-01-31, until: x }] }'),
    ['5:77 unknown key `until` | Remove it.'],
  ],
  [
    'unknown key of serving',
    withModelKey('serving: { onnx-runtime: "1.22" }'),
    ['5:16 unknown key `onnx-runtime` | Did you mean `onnxruntime`?'],
  ],
  [
    'wrong key in defaults',
    replaced(['models:', 'defaults: { evaluate: { confidance: 99% } }\nmodels:']),
    ['2:25 unknown key `confidance` | Did you mean `confidence`?'],
  ],
  [
    'merge key',
    withModelKey('<<: { output: x }'),
    ['5:5 unknown key `<<` | Merge keys are not read: what models share goes under `defaults:`.'],
  ],
  ['share without unit', withEvaluateKey('confidence: 0.95'), ['12:19 `confidence` is 0.95 | Write the unit: did you mean 95%?']],
  ['share in words', withEvaluateKey('confidence: 95 percent'), ['12:19 `confidence` is "95 percent" | Did you mean 95%?']],
  ['share out of range', withEvaluateKey('confidence: 40%'), ['12:19 `confidence` is "40%" | Choose a value in that range.']],
  ['time without unit', withEvaluateKey('time-limit: 60'), ['12:19 `time-limit` is 60 | Write the unit: did you mean 60s?']],
  ['time in another unit', withEvaluateKey('time-limit: 5min'), ['12:19 `time-limit` is "5min" | Did you mean 5m?']],
  ['time out of range', withEvaluateKey('time-limit: 10ms'), ['12:19 `time-limit` is "10ms" | Choose a value in that range.']],
  ['size in the wrong case', withEvaluateKey('memory-limit: 8gb'), ['12:21 `memory-limit` is "8gb" | Did you mean 8GB?']],
  [
    'a rate out of range',
    withModelKey('benchmark: { load: { rate: 500000/s } }'),
    ['5:32 `rate` is "500000/s" | Choose a value in that range.'],
  ],
  [
    'a time in microseconds',
    withModelKey('benchmark: { latency: { p50: { max: 5us } } }'),
    ['5:41 `max` is "5us" | Did you mean 0.005ms?'],
  ],
  ['size without unit', withEvaluateKey("memory-limit: '8'"), ['12:21 `memory-limit` is "8" | Write the unit: did you mean 8MiB?']],
  ['rows out of range', withEvaluateKey('min-rows: 0'), ['12:17 `min-rows` is 0 | For example `min-rows: 200`.']],
  ['half a row', withEvaluateKey('batch-size: 1.5'), ['12:19 `batch-size` is 1.5 | For example `batch-size: 1`.']],
  ['wrong word', withEvaluateKey('on-inconclusive: warning'), ['12:24 `on-inconclusive` is "warning" | Did you mean `warn`?']],
  [
    'wrong type: text for a mapping',
    replaced(['      metrics:\n        roc_auc: { margin: 0.005 }', '      metrics: roc_auc']),
    ['10:16 `metrics` is "roc_auc" | For example `metrics: { roc_auc: { margin: 0.005 } }`.'],
  ],
  [
    'wrong type: list for a mapping',
    replaced(['      metrics:\n        roc_auc: { margin: 0.005 }', '      metrics: [roc_auc]']),
    ['10:16 `metrics` is a list: [roc_auc] | For example `metrics: { roc_auc: { margin: 0.005 } }`.'],
  ],
  ['wrong type: number for a name', replaced(['label: over_50k', 'label: 50']), ['8:14 `label` is 50 | Put it in quotes: "50".']],
  ['wrong type: text for a list', withEvaluateKey('slices: sex'), ['12:15 `slices` is "sex" | Write it as a list: [sex].']],
  ['wrong type in a list', withDataKey('time: [a]'), ['9:13 `time` is a list: [a] | For example `time: observed_at`.']],
  [
    'version of the runtime as number',
    withModelKey('serving: { onnxruntime: 1.22 }'),
    ['5:29 `onnxruntime` is 1.22 | Put it in quotes: "1.22".'],
  ],
  ['empty value', withMetric('roc_auc: { margin: 0.005, min: }'), ['11:40 `min` is empty | Give it a value or remove the key.']],
  ['unknown metric', withMetric('auc: { margin: 0.005 }'), ['11:9 `auc` is no metric of binary-classification | Did you mean `roc_auc`?']],
  [
    'metric of another task',
    withMetric('ndcg@5: { margin: 0.005 }'),
    ['11:9 `ndcg@5` is no metric of binary-classification | Choose one of them.'],
  ],
  [
    'misspelt metric',
    withMetric('log_los: { margin: 0.005 }'),
    ['11:9 `log_los` is no metric of binary-classification | Did you mean `log_loss`?'],
  ],
  ['wrong task', replaced(['binary-classification', 'binary']), ['5:11 `task` is "binary" | Did you mean `binary-classification`?']],
  [
    'floor of a loss',
    withMetric('log_loss: { margin: 0.01, min: 0.3 }'),
    ['11:35 `min` of log_loss, of which lower is better | Did you mean `max: 0.3`?'],
  ],
  [
    'ceiling of a score',
    withMetric('roc_auc: { margin: 0.01, max: 0.9 }'),
    ['11:34 `max` of roc_auc, of which higher is better | Did you mean `min: 0.9`?'],
  ],
  ['floor in percent', withMetric('roc_auc: { min: 85 }'), ['11:20 `min` is 85 | Did you mean 0.85?']],
  [
    'slice margin beyond the range of the metric',
    withEvaluateKey('slice-margin: 2'),
    [
      '12:7 `slice-margin` is 2, for `roc_auc` too | The metric can fall by 1 at most; did you mean 0.02 or 2pp? So many times the metric’s own margin is 2x.',
    ],
  ],
  [
    'percent slice margin of a bounded metric',
    withEvaluateKey('slice-margin: 50%'),
    ['12:7 `slice-margin` is "50%", for `roc_auc` too | Of a metric with a fixed range 5% is ambiguous: did you mean 0.5 or 50pp?'],
  ],
  [
    'two-part margin of a bounded metric',
    withMetric('roc_auc: { margin: { relative: 40%, absolute: 50 } }'),
    [
      '11:20 `margin` is a mapping: { relative: 40%, absolute: 50 } | A metric with a fixed range takes no share of the baseline; write `absolute` alone, such as 0.005.',
    ],
  ],
  [
    'percent margin of a bounded metric',
    withMetric('roc_auc: { margin: 5% }'),
    ['11:20 `margin` is "5%" | Of a metric with a fixed range 5% is ambiguous: did you mean 0.05 or 5pp?'],
  ],
  [
    'points of an unbounded metric',
    withMetric('log_loss: { margin: 0.5pp }'),
    ['11:21 `margin` is "0.5pp" | Points (pp) are for rates between 0 and 1; did you mean 0.005?'],
  ],
  [
    'negative margin',
    withMetric('roc_auc: { margin: -0.01 }'),
    ['11:28 `margin` is -0.01 | A margin is an allowed worsening, whatever the metric’s direction: write it without the minus sign.'],
  ],
  ['margin with a comma', withMetric("roc_auc: { margin: '0,01' }"), ['11:28 `margin` is "0,01" | Decimals take a point: 0.01.']],
  [
    'margin of both kinds with another key',
    withMetric('log_loss: { margin: { relative: 5%, abs: 0.1 } }'),
    ['11:29 `margin` is a mapping: { relative: 5%, abs: 0.1 } | Only relative and absolute belong here, not abs.'],
  ],
  [
    'margin of a metric that is only reported',
    withMetric('expected_calibration_error: { margin: 0.01 }'),
    [
      '11:9 `expected_calibration_error` is judged | It is reported and not judged: it is biased upward, the more the fewer the rows, and depends on the bins: gate brier_score or log_loss. Write `expected_calibration_error: {}`.',
    ],
  ],
  [
    'no metric',
    replaced(['        roc_auc: { margin: 0.005 }\n', '']),
    ['10:7 `metrics` is empty | Add one, such as `roc_auc: { margin: 0.005 }`.'],
  ],
  [
    'require without margin',
    withMetric('roc_auc: { min: 0.8, require: no-harm }'),
    ['11:30 `require` without `margin` | Add `margin`, or remove it.'],
  ],
  [
    'edges that do not rise',
    withEvaluateKey('slices: [{ column: age, edges: [45, 30] }]'),
    ['12:16 entry 1 of `slices` is a mapping: { column: age, edges: [45, 30] } | `edges` are different numbers in rising order.'],
  ],
  [
    'column without edges',
    withEvaluateKey('slices: [{ column: age }]'),
    ['12:16 entry 1 of `slices` is a mapping: { column: age } | Add `edges`, or write the column alone: `age`.'],
  ],
  [
    'the same slice twice',
    withEvaluateKey('slices: [sex, race, sex]'),
    ['12:27 a second slice `sex` | Remove it, or give it another name.'],
  ],
  [
    'no subject',
    replaced(['    onnx: models/income.onnx\n', '']),
    ['3:3 `income` does not say what the model is | Add `onnx: models/income.onnx`.'],
  ],
  ['two subjects', withModelKey('predictions: p.parquet'), ['5:5 `onnx` and `predictions` | Keep one of them.']],
  [
    'inputs of predictions',
    replaced(['    onnx: models/income.onnx\n', '    predictions: p.parquet\n    inputs: { x: [a] }\n']),
    ['5:5 `inputs` with a model that is a file of predictions | Remove `inputs`.'],
  ],
  [
    'ranking without query',
    replaced(['binary-classification', 'ranking'], ['roc_auc', 'mrr']),
    ['6:5 `query` is missing | Add `query: query_id`.'],
  ],
  ['query without ranking', withDataKey('query: q'), ['9:7 `query` with task binary-classification | Remove it, or did you mean `group`?']],
  [
    'positive label of a regression',
    replaced(['    task: binary-classification', '    task: regression\n    positive-label: 1'], ['roc_auc', 'r2']),
    ['6:5 `positive-label` with task regression | Remove it.'],
  ],
  ['missing label', replaced(['      label: over_50k\n', '']), ['6:5 `label` is missing | Add `label: over_50k`.']],
  [
    'missing data',
    replaced(['    data:\n      evaluation: data/holdout.parquet\n      label: over_50k\n', '']),
    ['3:3 `data` is missing | Add `data: { evaluation: data/holdout.parquet, label: over_50k }`.'],
  ],
  ['model name with a slash', replaced(['  income:', '  in/come:']), ['3:3 `in/come` is no name that can stand there | Rename it.']],
  ['no models', 'version: 1\nmodels: {}\n', ['2:9 `models` is empty | For example:']],
  ['nothing but a version', 'version: 1\n', ['1:1 `models` is missing | Add `models: { income: { onnx: models/income.onnx } }`.']],
  [
    'two problems at once',
    replaced(['label: over_50k', 'label: 50'], ['roc_auc: { margin: 0.005 }', 'auc: { margin: 5 % of it }']),
    [
      '8:14 `label` is 50 | Put it in quotes: "50".',
      '11:9 `auc` is no metric of binary-classification | Did you mean `roc_auc`?',
      '11:24 `margin` is "5 % of it" | Write a number with or without a unit.',
    ],
  ],
  [
    'one mistake in defaults, two models',
    replaced([
      'models:',
      'defaults: { evaluate: { seed: -1 } }\nmodels:\n  other: { onnx: o.onnx, task: regression, data: { evaluation: d.csv, label: y } }',
    ]),
    ['2:13 `metrics` is missing | Add `metrics: { roc_auc: { margin: 0.005 } }`.', '2:31 `seed` is -1 | For example `seed: 7`.'],
  ],
  [
    'YAML syntax',
    replaced(['label: over_50k', 'label: "over_50k']),
    ['12:1 missing closing "quote | Close the quote or the bracket that was opened there or above.'],
  ],
  [
    'unclosed list',
    withEvaluateKey('slices: [sex'),
    ['13:1 flow sequence in block collection must be sufficiently indented and end with a ] | Close the bracket, or mend the indentation.'],
  ],
  ['tab', replaced(['      label: over_50k', '\tlabel: over_50k']), ['8:1 a tab in the indentation | Indent with spaces.']],
  [
    'duplicate key',
    replaced(['      label: over_50k', '      label: over_50k\n      label: other']),
    ['9:7 the key `label` stands twice | Remove one of them.'],
  ],
  [
    'two duplicate keys',
    `${MINIMAL}version: 1\nmodels: {}\n`,
    ['12:1 the key `version` stands twice | Remove one of them.', '13:1 the key `models` stands twice | Remove one of them.'],
  ],
  [
    'time of ten thousand digits',
    withEvaluateKey(`time-limit: "${'1'.repeat(9000)} x y"`),
    [`12:19 \`time-limit\` is "${'1'.repeat(80)}…" | Write a number and its unit, such as 1s.`],
  ],
  [
    'two documents',
    `${MINIMAL}---\nversion: 1\n`,
    ['12:1 a second document (`---`) | Keep one document a file; several models stand under `models:`.'],
  ],
  ['unknown tag', replaced(['label: over_50k', 'label: !secret over_50k']), ['8:14 unresolved tag: !secret | Remove the tag (`!…`).']],
  ['YAML 1.1', `%YAML 1.1\n---\n${MINIMAL}`, ['1:1 another version of YAML is asked for | Remove the %YAML line.']],
  ['unknown alias', replaced(['label: over_50k', 'label: *label']), ['8:14 no anchor &label before | Write the value itself.']],
  ['alias bomb', ALIAS_BOMB, ['1:29 more than 20000 values | Aliases (`*name`) multiply them.']],
  ['alias of itself', 'version: 1\nmodels: &m\n  a: *m\n', ['3:3 nested deeper than 50 levels | An alias (`*name`) may contain itself.']],
  [
    'number past 2^53',
    withModelKey('positive-label: 9007199254740993'),
    ['5:21 9007199254740993 cannot be held exactly | If it is a name, put it in quotes.'],
  ],
  ['prototype', withModelKey('__proto__: { x: 1 }'), ['5:5 a key that is no plain name | Keys are plain text.']],
  ['empty file', '', ['1:1 the file is empty | Start from this:']],
  ['only a comment', '# nothing\n', ['1:1 the file is empty | Start from this:']],
  ['a list', '- version: 1\n', ['1:1 the file is a list | Start from this:']],
  ['a text', 'version 1\n', ['1:1 the file is a text | Start from this:']],
])('%s', (_, text, problems) => {
  expect(problemsOf(text).map(({ where, found, remedy }) => `${where} ${found} | ${remedy.split('\n')[0]}`)).toEqual(
    problems.map((problem) => `sluice.yml:${problem}`),
  )
})

function problemsOf(text: string) {
  try {
    parsePolicy(text, 'sluice.yml')
  } catch (error) {
    if (error instanceof UsageError) return error.problems
    throw error
  }
  return []
}

test('the minimal policy that all these are made from is right', () => {
  expect(problemsOf(MINIMAL)).toEqual([])
})

test('ten thousand brackets are told, wherever the stack ends', () => {
  expect(problemsOf(`a: ${'['.repeat(10_000)}`)).toMatchObject([{ found: 'nested too deeply', remedy: 'Close the brackets.' }])
})

test('what is allowed is said too', () => {
  expect(problemsOf(withEvaluateKey('confidence: 40%'))[0].expected).toBe('a share with a percent sign, from 50% to 99.999%')
  expect(problemsOf(withMetric('gain: {}'))[0].expected).toMatch(/^one of roc_auc, average_precision, log_loss/)
  expect(problemsOf(withDataKey('lable: x'))[0].expected).toMatch(/^one of `evaluation`, `label`, `id`/)
})

test('a policy with thousands of mistakes lists a hundred, and control characters of its text reach no message', () => {
  const many = Array.from({ length: 3000 }, (_, index) => `      x${index}: 1`).join('\n')
  expect(problemsOf(`${MINIMAL}${many}\n`)).toHaveLength(100)
  const [hostile] = problemsOf(replaced(['binary-classification', '"a\\n::error::b\\u001b[31m"']))
  expect(hostile.found).toBe('`task` is "a\\n::error::b\\u001b[31m"')
})

/** What `command`, `endpoint` and `call` ask of each other. */
function callMistakes(): [string, string, string[]][] {
  const model = (...lines: string[]) => replaced(['onnx: models/income.onnx', lines.join('\n    ')])
  return [
    ['`call` with a file', withModelKey('call: { retries: 1 }'), ['5:13 `call.retries` with a model that is a file | Remove `retries`.']],
    ['a placeholder without its file', model('command: serve {file}'), ['4:5 `{file}` and no `call.file` | Add `call: { file: … }`.']],
    [
      'a file that nothing reads',
      model('command: serve', 'call: { file: m.pkl }'),
      ['5:13 a `file` that the command does not read | Write `{file}` there.'],
    ],
    ['a header for a command', model('command: serve', 'call: { timeout: 3s }'), ['5:13 `call.timeout` with command | Remove `timeout`.']],
    [
      'a variable for an endpoint',
      model('endpoint: http://localhost/predict', 'call: { environment: [HOME] }'),
      ['5:13 `call.environment` with endpoint | Remove `environment`.'],
    ],
    [
      'a token of the runner for a command',
      model('command: serve', 'call: { environment: [GITHUB_TOKEN] }'),
      ['5:27 entry 1 of `environment` is "GITHUB_TOKEN" | Correct the value.'],
    ],
    [
      'a token of the runner in a header',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the policy's own placeholder, not JavaScript's.
      model('endpoint: http://localhost/predict', 'call: { headers: { authorization: "Bearer ${GITHUB_TOKEN}" } }'),
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the policy's own placeholder, not JavaScript's.
      ['5:13 the header `authorization` names ${GITHUB_TOKEN} | Give the serving system a credential of its own.'],
    ],
    [
      'another scheme',
      model('endpoint: ftp://localhost/predict'),
      ['4:5 the scheme `ftp:` | For example `http://localhost:8080/v2/models/income`; secrets go into `call.headers`.'],
    ],
    [
      'a password in the address',
      model('endpoint: http://me:secret@localhost/predict'),
      ['4:5 a name or password in the address | For example `http://localhost:8080/v2/models/income`; secrets go into `call.headers`.'],
    ],
    [
      'a protocol that the address does not fit',
      model('endpoint: http://localhost/predict', 'call: { protocol: open-inference }'),
      ['4:5 an address without /v2/models/<name> | For example `http://localhost:8080/v2/models/income`; secrets go into `call.headers`.'],
    ],
    [
      'an unknown placeholder',
      model('endpoint: http://localhost/predict', "call: { request: '{{rowz}}' }"),
      ['5:13 the placeholder {{rowz}} | For example \'{"instances": {{rows}}}\'.'],
    ],
    [
      'a template that is no JSON',
      model('endpoint: http://localhost/predict', "call: { request: '{instances: {{rows}}}' }"),
      ['5:13 no JSON | For example \'{"instances": {{rows}}}\'.'],
    ],
  ]
}
