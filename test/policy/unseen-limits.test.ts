import { UsageError } from '../../src/errors.ts'
import { parsePolicy } from '../../src/policy/load.ts'
import { replaced, withMetric, withModelKey } from './minimal.ts'

// Limits that nobody could look at: a gate that ignored them would pass.

const ENDPOINT = 'endpoint: http://localhost/v2/models/income'
const LOAD = 'load: { rate: 50/s, latency: { p99: { max: 20ms } } }'
const served = (benchmark: string) =>
  replaced(['onnx: models/income.onnx', ENDPOINT], ['    task:', `    benchmark: { ${benchmark} }\n    task:`])
const local = (benchmark: string) => withModelKey(`benchmark: { ${benchmark} }`)
const command = (line: string) =>
  replaced(['onnx: models/income.onnx', 'command: python serve.py'], ['    task:', `    ${line}\n    task:`])
const without = (rule: string, key: string) => `${withMetric(`roc_auc: ${rule}`)}      ${key}\n`
const regression = (metric: string) => replaced(['binary-classification', 'regression'], ['roc_auc: { margin: 0.005 }', metric])
const problemsIn = (text: string) => {
  try {
    parsePolicy(text, 'sluice.yml')
    return []
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return error.problems.map(({ where, found }) => `${where.replace('sluice.yml:', '')} ${found}`)
  }
}

test.each<[name: string, text: string, problem: string]>([
  ['no load', served('memory: { max: 1GiB }'), '5:5 `benchmark` of an endpoint without `load`'],
  ['memory', served(`memory: { max: 1GiB }, ${LOAD}`), '5:18 `benchmark.memory` with an endpoint'],
  ['processor time', served(`cpu: { margin: 5% }, ${LOAD}`), '5:18 `benchmark.cpu` with an endpoint'],
  ['batch sizes', served(`batch-sizes: [1, 32], ${LOAD}`), '5:18 `benchmark.batch-sizes` with an endpoint'],
  ['a time budget that bounds no load', served(`time-budget: 60s, ${LOAD}`), '5:18 `benchmark.time-budget` with an endpoint'],
  ['two latencies', served(`latency: { p50: { margin: 5% } }, ${LOAD}`), '5:18 `latency` beside `load.latency` with an endpoint'],
  ['a mean', served('latency: { mean: { margin: 5% } }, load: { rate: 50/s }'), '5:29 a limit on the mean latency of an endpoint'],
  [
    'a cost without a capacity',
    served('cost: { price-per-hour: 1, margin: 5% }, load: { rate: 50/s }'),
    '5:18 the cost of an endpoint without a ceiling under load',
  ],
  [
    'rows under load that a request of one row does not send',
    replaced(
      ['onnx: models/income.onnx', ENDPOINT],
      [
        '    task:',
        `    call: { request: '{{row}}' }\n    benchmark: { load: { rate: 50/s, rows-per-request: 100, latency: { p50: { max: 9ms } } } }\n    task:`,
      ],
    ),
    '6:38 100 rows a request, and a `call.request` that takes one',
  ],
  [
    'more rows under load than a request may have',
    replaced(
      ['onnx: models/income.onnx', ENDPOINT],
      [
        '    task:',
        `    call: { rows-per-request: 32 }\n    benchmark: { load: { rate: 50/s, rows-per-request: 1000, latency: { p50: { max: 9ms } } } }\n    task:`,
      ],
    ),
    '6:38 1000 rows a request, more than the 32 of `call.rows-per-request`',
  ],
  [
    'a rate of which not all requests would be sent',
    served('load: { rate: 100000/s, duration: 30s, latency: { p99: { max: 20ms } } }'),
    '5:26 100000/s for 30 s',
  ],
  ['freshness of no column', withModelKey('diff: { drift: { freshness: 7d } }'), '5:22 `freshness` without `data.time`'],
  [
    'consumers of a command',
    command('diff: { consumers: [{ name: a, owner: b, expects: { output: p, range: [0, 1] } }] }'),
    '5:13 `consumers` of a model that is no ONNX file',
  ],
  [
    'drift of the predictions of a command',
    command('diff: { drift: { predictions: judged } }'),
    '5:22 `predictions: judged` of a model that is no ONNX file',
  ],
  [
    'a runtime that loads no command',
    command('serving: { onnxruntime: "1.22" }'),
    '5:16 `serving.onnxruntime` of a model that is no ONNX file',
  ],
  [
    'a latency without limits',
    local('latency: {}'),
    '5:18 `benchmark` that judges nothing: no key beside `latency` has a limit, and it has none',
  ],
  ['a percentile without a limit', local('latency: { p50: {} }'), '5:29 `p50` with neither `margin` nor `max`'],
  ['one beside another limit', local('latency: { p50: {}, p99: { max: 8ms } }'), '5:29 `p50` with neither `margin` nor `max`'],
  ['processor time without a limit', local('latency: {}, cpu: {}'), '5:31 `cpu` without `margin`'],
  [
    'a cost that is only told',
    local('latency: {}, cost: { instance: c7g.large }'),
    '5:18 `benchmark` that judges nothing: no key beside `latency` has a limit, and it has none',
  ],
  [
    'a load that is only driven',
    local('latency: {}, load: { rate: 50/s }'),
    '5:18 `benchmark` that judges nothing: no key beside `latency` has a limit, and it has none',
  ],
  [
    'a percentile under load without a limit',
    local('load: { rate: 50/s, latency: { p99: {} } }'),
    '5:49 `p99` with neither `margin` nor `max`',
  ],
  ['a benchmark of a command', command('benchmark: { latency: { p99: { max: 8ms } } }'), '5:5 `benchmark` of a model as `command`'],
  [
    'a benchmark of predictions',
    replaced(['onnx: models/income.onnx', 'predictions: p.csv'], ['    task:', '    benchmark: { memory: { max: 1GiB } }\n    task:']),
    '5:5 `benchmark` of a model as `predictions`',
  ],
  ['a margin of max_error', regression('max_error: { margin: 5, max: 9 }'), "11:22 `margin` of max_error, which is one row's error"],
  ['a gain of max_error', regression('max_error: { improve-by: 1 }'), "11:22 `improve-by` of max_error, which is one row's error"],
  ['metrics that ask for nothing', withMetric('roc_auc: {}\n        log_loss: {}'), '11:9 no metric of `metrics` asks for anything'],
  ['slices of a floor', without('{ min: 0.5 }', 'slices: [sex]'), '12:7 `slices` without a metric that has a `margin`'],
  ['an anchor of a floor', without('{ min: 0.5 }', 'anchor: released'), '12:7 `anchor` without a metric that has a `margin`'],
  ['slices of a demanded gain', without('{ improve-by: 0.01 }', 'slices: [sex]'), '12:7 `slices` without a metric that has a `margin`'],
])('%s', (_, text, problem) => {
  expect(problemsIn(text)).toEqual([problem])
})

test.each([
  ['an endpoint judged under load', served(`cost: { price-per-hour: 1, margin: 5% }, ${LOAD}`)],
  [
    'an endpoint whose latency holds under load',
    served('latency: { p99: { max: 20ms } }, cost: { price-per-hour: 1 }, load: { rate: 50/s }'),
  ],
  ['a benchmark with its defaults', local('')],
  ['a cost that is told beside the default limit', local('cost: { instance: c7g.large }')],
  ['memory alone, whose growth is judged', local('latency: {}, memory: {}')],
  ['a limit under load alone', local('latency: {}, load: { rate: 50/s, latency: { p99: { max: 20ms } } }')],
  ['a cost alone', local('latency: {}, cost: { instance: c7g.large, max: 1 }')],
  ['a command with the defaults of diff', command('diff: {}')],
  ['a floor with the default of the anchor', withMetric('roc_auc: { min: 0.5 }')],
  ['a ceiling of max_error', regression('max_error: { max: 9 }')],
  ['a floor with no anchor', without('{ min: 0.5 }', 'anchor: none')],
  [
    'slices that one of two metrics judges',
    `${withMetric('roc_auc: { min: 0.5 }\n        log_loss: { margin: 0.01 }')}      slices: [sex]\n`,
  ],
])('%s is a policy', (_, text) => {
  expect(problemsIn(text)).toEqual([])
})
