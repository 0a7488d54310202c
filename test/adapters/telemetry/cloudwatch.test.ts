import { openCloudWatchApi } from '../../../src/adapters/telemetry/cloudwatch/api.ts'
import { CloudwatchTelemetry } from '../../../src/adapters/telemetry/cloudwatch/telemetry.ts'
import { UsageError } from '../../../src/errors.ts'
import { type CloudwatchTelemetryPolicy, cloudwatchTelemetry } from '../../../src/rollout/policy/telemetry/cloudwatch.ts'
import type { Signal } from '../../../src/rollout/ports.ts'
import { type FakeAws, type Fault, REGION, startFakeAws } from '../../support/aws/fake-aws.ts'
import { FakeCloudWatch } from '../../support/aws/fake-cloudwatch.ts'

const MINUTE = 60_000
const START = Date.UTC(2026, 10, 28, 12)
const metric = (name: string, variant = '{{arm}}') => `AWS/SageMaker:${name}{EndpointName=fraud,VariantName=${variant}}`
const ERRORS: Signal = { name: 'errors', kind: 'rate', requests: metric('Invocations'), failures: metric('Invocation5XXErrors') }
const LATENCY: Signal = { name: 'latency', kind: 'histogram', histogram: metric('ModelLatency') }

let aws: FakeAws
let cloudwatch: FakeCloudWatch

beforeEach(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'not-a-secret'
  cloudwatch = new FakeCloudWatch()
  aws = await startFakeAws([cloudwatch])
})
afterEach(() => aws.close())

function open(signals: readonly Signal[] = [ERRORS], written: Readonly<Record<string, unknown>> = {}): CloudwatchTelemetry {
  const policy: CloudwatchTelemetryPolicy = cloudwatchTelemetry.parse({
    kind: 'cloudwatch',
    region: REGION,
    url: aws.url,
    arms: { stable: 'blue', canary: 'green' },
    timeout: '1s',
    ...written,
  })
  const { region, url, timeout } = policy
  const api = openCloudWatchApi({ region, url, timeoutMs: timeout }, new AbortController().signal)
  return new CloudwatchTelemetry({ api, nowMs: () => cloudwatch.nowMs }, policy, signals)
}

/** A minute of traffic, as SageMaker publishes it: a 0 for each request that did not fail. */
function serve(variant: string, atMs: number, requests: number, failures: number): void {
  cloudwatch.put('Invocations', variant, atMs, 1, requests)
  cloudwatch.put('Invocation5XXErrors', variant, atMs, 1, failures)
  cloudwatch.put('Invocation5XXErrors', variant, atMs, 0, requests - failures)
}

type Asked = { readonly MetricStat: { readonly Metric: unknown; readonly Stat: string } }

/** The metrics of each call. */
function asked(): (readonly Asked[])[] {
  return aws.calls.map(({ body }) => body['MetricDataQueries'] as Asked[])
}

/** Where a reading began at the minute, everything before it being over. */
const from = (atMs: number) => ({ version: 1, kind: 'cloudwatch', atMs })

test('sums of each closed window, exact; an arm without traffic had none while the other arm is seen', async () => {
  serve('blue', START, 1000, 7)
  serve('green', START, 50, 1)
  serve('blue', START + MINUTE, 900, 3)
  cloudwatch.nowMs = START + 5 * MINUTE
  const { windows, cursor, newestMs } = await open().read(from(START))
  expect(windows.map(({ id, requests, readings }) => [id, requests, readings['errors']])).toEqual([
    [
      `${START}-${START + MINUTE}`,
      { stable: 1000, canary: 50 },
      { kind: 'rate', arms: { stable: { requests: 1000, failures: 7 }, canary: { requests: 50, failures: 1 } } },
    ],
    [
      `${START + MINUTE}-${START + 2 * MINUTE}`,
      { stable: 900, canary: 0 },
      { kind: 'rate', arms: { stable: { requests: 900, failures: 3 }, canary: { requests: 0, failures: 0 } } },
    ],
    // Nobody knows whether there was no traffic or no CloudWatch.
    [`${START + 2 * MINUTE}-${START + 3 * MINUTE}`, null, { kind: 'not-evaluable', why: expect.stringContaining('no data of either arm') }],
  ])
  expect(cursor).toEqual(from(START + 3 * MINUTE))
  expect(newestMs).toBe(START + 2 * MINUTE)
})

test('a window closes by the clock of CloudWatch, `delay` after its end, once, and is whole minutes long', async () => {
  for (let minute = 0; minute < 10; minute++) serve('blue', START + minute * MINUTE, 100, 0)
  const telemetry = open([ERRORS], { window: '3m', delay: '90s' })
  cloudwatch.nowMs = START + 4 * MINUTE + 29_999
  expect((await telemetry.read(from(START))).windows).toEqual([])
  cloudwatch.nowMs = START + 4 * MINUTE + 30_000
  const first = await telemetry.read(from(START))
  expect(first.windows.map(({ requests }) => requests?.stable)).toEqual([300])
  expect((await telemetry.read(first.cursor)).windows).toEqual([])
  cloudwatch.nowMs += 3 * MINUTE
  expect((await telemetry.read(first.cursor)).windows.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
    [START + 3 * MINUTE, START + 6 * MINUTE],
  ])
})

test('the first reading begins now, and only where there is something to be seen; history is what was before', async () => {
  cloudwatch.nowMs = START + 10 * MINUTE + 5000
  await expect(open().read(null)).rejects.toThrow('no data of any guardrail in the last 15 minutes')
  for (let minute = 0; minute < 10; minute++) serve('blue', START + minute * MINUTE, 100, 1)
  expect(await open().read(null)).toEqual({ windows: [], cursor: from(START + 8 * MINUTE), newestMs: START + 10 * MINUTE })
  const history = await open().history(3)
  expect(history.map(({ toMs, requests }) => [toMs, requests?.stable])).toEqual([6, 7, 8].map((minute) => [START + minute * MINUTE, 100]))
  await expect(open().read({ version: 1, atMs: 5, carry: {} })).rejects.toThrow("none of CloudWatch's")
})

test('requests without a word about failures are not evaluable, unless the policy says that failures are published alone', async () => {
  cloudwatch.put('Invocations', 'blue', START, 1, 100)
  cloudwatch.nowMs = START + 3 * MINUTE
  const [dense] = (await open().read(from(START))).windows
  expect(dense?.readings['errors']).toEqual({
    kind: 'not-evaluable',
    why: 'the minute 2026-11-28T12:00Z has data of AWS/SageMaker:Invocations{EndpointName=fraud,VariantName=blue} and none of AWS/SageMaker:Invocation5XXErrors{EndpointName=fraud,VariantName=blue}',
  })
  expect(dense?.requests).toEqual({ stable: 100, canary: 0 })
  const [sparse] = (await open([ERRORS], { sparse: true }).read(from(START))).windows
  expect(sparse?.readings['errors']).toMatchObject({ arms: { stable: { requests: 100, failures: 0 } } })
})

test('what is no count, and more failures than requests, is not evaluable', async () => {
  cloudwatch.put('Invocations', 'blue', START, 0.5)
  cloudwatch.put('Invocation5XXErrors', 'blue', START, 0)
  serve('blue', START + MINUTE, 3, 0)
  cloudwatch.put('Invocation5XXErrors', 'blue', START + MINUTE, 5)
  cloudwatch.nowMs = START + 4 * MINUTE
  const { windows } = await open().read(from(START))
  expect(windows.map(({ readings }) => readings['errors'])).toEqual([
    { kind: 'not-evaluable', why: expect.stringContaining('is 0.5, which is no count') },
    { kind: 'not-evaluable', why: 'more failures (5) than requests (3) in the stable arm' },
  ])
})

describe('latencies', () => {
  const LATENCIES = { blue: [3, 12, 12, 45, 80, 80, 140, 600], green: [12, 45, 260, 12_000] }
  const written = { edges: ['10ms', '50ms', '100ms', '200ms', '500ms'] }

  beforeEach(() => {
    for (const [variant, all] of Object.entries(LATENCIES))
      for (const ms of all) cloudwatch.put('ModelLatency', variant, START, ms * 1000, 100)
    cloudwatch.nowMs = START + 3 * MINUTE
  })

  test('are trimmed counts of ranges that are all samples together, in microseconds', async () => {
    cloudwatch.interpolates = false
    const [window] = (await open([LATENCY], written).read(from(START))).windows
    expect(window?.readings['latency']).toEqual({
      kind: 'histogram',
      edges: [0.01, 0.05, 0.1, 0.2, 0.5],
      arms: { stable: { counts: [100, 300, 200, 100, 0, 100] }, canary: { counts: [0, 200, 0, 0, 100, 100] } },
    })
    const stats = asked()[0]?.map(({ MetricStat }) => MetricStat.Stat) ?? []
    expect(stats.slice(0, 7)).toEqual([
      'SampleCount',
      'TC(:10000)',
      'TC(10000:50000)',
      'TC(50000:100000)',
      'TC(100000:200000)',
      'TC(200000:500000)',
      'TC(500000:)',
    ])
  })

  test('interpolated, no request is lost or counted twice, and few are on the other side of an edge', async () => {
    cloudwatch.put('ModelLatency', 'blue', START, 49_900, 333)
    const [window] = (await open([LATENCY], written).read(from(START))).windows
    const reading = window?.readings['latency']
    if (reading?.kind !== 'histogram') throw new Error(JSON.stringify(reading))
    const { counts } = reading.arms.stable
    expect(counts.every(Number.isSafeInteger)).toBe(true)
    expect(counts.reduce((a, b) => a + b, 0)).toBe(1133)
    // 333 lie in the bucket that an edge of 50 ms cuts: a part of them is told on either side.
    expect(counts[0]).toBe(100)
    expect((counts[1] ?? 0) + (counts[2] ?? 0)).toBe(833)
    expect(reading.arms.canary.counts.reduce((a, b) => a + b, 0)).toBe(400)
  })

  test('ranges that do not add up to the samples are not evaluable: statistic sets have none', async () => {
    const sum = aws.onCall
    aws.onCall = (action, body) => {
      const queries = body['MetricDataQueries'] as { MetricStat: { Stat: string } }[]
      for (const query of queries) if (query.MetricStat.Stat === 'TC(:10000)') query.MetricStat.Stat = 'TC(:1)'
      return sum(action, body)
    }
    const [window] = (await open([LATENCY], written).read(from(START))).windows
    expect(window?.readings['latency']).toEqual({ kind: 'not-evaluable', why: expect.stringMatching(/sum to 700, of 800 samples/) })
  })
})

test('a mean needs a metric of squares of its own, and impossible sums are not evaluable', async () => {
  const mean: Signal = {
    name: 'tokens',
    kind: 'mean',
    count: `SampleCount(${metric('Tokens')})`,
    sum: metric('Tokens'),
    sumOfSquares: metric('TokensSquared'),
  }
  for (const value of [10, 20, 30]) {
    cloudwatch.put('Tokens', 'blue', START, value)
    cloudwatch.put('TokensSquared', 'blue', START, value ** 2)
    cloudwatch.put('Tokens', 'blue', START + MINUTE, value)
    cloudwatch.put('TokensSquared', 'blue', START + MINUTE, value)
  }
  cloudwatch.nowMs = START + 4 * MINUTE
  const { windows } = await open([mean]).read(from(START))
  expect(windows.map(({ readings }) => readings['tokens'])).toEqual([
    { kind: 'mean', arms: { stable: { count: 3, sum: 60, sumOfSquares: 1400 }, canary: { count: 0, sum: 0, sumOfSquares: 0 } } },
    { kind: 'not-evaluable', why: 'no values have such sums in the stable arm' },
  ])
})

test('pages are turned until all is there, and more metrics than one call takes are asked in two', async () => {
  for (let minute = 0; minute < 30; minute++) {
    serve('blue', START + minute * MINUTE, 100, minute)
    serve('green', START + minute * MINUTE, 10, 0)
  }
  cloudwatch.nowMs = START + 40 * MINUTE
  const whole = await open().read(from(START))
  cloudwatch.pageSize = 7
  expect(await open().read(from(START))).toEqual(whole)
  cloudwatch.pageSize = 100_800
  aws.calls.length = 0
  const many = Array.from(
    { length: 200 },
    (_, index): Signal => ({ ...ERRORS, name: `errors-${index}`, failures: metric(`Errors${index}`) }),
  )
  const { windows } = await open(many, { sparse: true }).read(from(START))
  expect(aws.calls).toHaveLength(1)
  aws.calls.length = 0
  const more = [
    ...many,
    ...many.map((signal): Signal => ({ ...signal, name: `more-${signal.name}`, failures: metric(`More${signal.name}`) }) as Signal),
  ]
  expect((await open(more, { sparse: true }).read(from(START))).windows[0]?.requests).toEqual(windows[0]?.requests)
  expect(aws.calls.map(({ body }) => (body['MetricDataQueries'] as unknown[]).length)).toEqual([500, 302])
})

test.each([
  ['PartialData', 'part of the data of AWS/SageMaker:Invocation5XXErrors'],
  ['InternalError', 'part of the data of AWS/SageMaker:Invocation5XXErrors'],
  ['Forbidden', 'forbids AWS/SageMaker:Invocation5XXErrors'],
])('%s is never judged', async (status, words) => {
  serve('blue', START, 100, 0)
  cloudwatch.nowMs = START + 3 * MINUTE
  cloudwatch.status = { Invocation5XXErrors: status }
  await expect(open().read(from(START))).rejects.toMatchObject({ name: 'TelemetryError', message: expect.stringContaining(words) })
})

test('a message of the whole answer is never judged either', async () => {
  cloudwatch.messages = [{ Code: 'MaxMetricsExceeded', Value: 'Maximum number of allowed metrics exceeded' }]
  await expect(open().read(from(START))).rejects.toThrow('MaxMetricsExceeded')
})

const refusal = (type: string, status = 400): Fault => ({ kind: 'answer', status, body: JSON.stringify({ __type: type, message: 'no' }) })

test.each([
  ['throttling', refusal('ThrottlingException'), 'TelemetryError', /ThrottlingException/],
  ['an expired token', refusal('ExpiredTokenException', 403), 'TelemetryError', /configure-aws-credentials/],
  ['a missing permission', refusal('AccessDeniedException'), 'TelemetryError', /AccessDenied/],
  ['a metric that cannot be', refusal('ValidationError'), 'UsageError', /Validation/],
  [
    '500 as a page',
    { kind: 'answer', status: 500, body: '<html>', headers: { 'content-type': 'text/html' } },
    'TelemetryError',
    /HTTP 500/,
  ],
  ['a cut connection', { kind: 'cut-after' }, 'TelemetryError', /GetMetricData/],
  ['no answer', { kind: 'hang-before' }, 'TelemetryError', /GetMetricData/],
] as const)('%s', async (_, fault, name, words) => {
  aws.onCall = () => fault
  const telemetry = open([ERRORS], { timeout: '200ms' })
  const error: unknown = await telemetry.read(from(START)).catch((thrown: unknown) => thrown)
  expect([error instanceof Error ? error.name : '', String(error)]).toEqual([name, expect.stringMatching(words)])
})

describe('before traffic moves', () => {
  test('the stable arm must be seen, and of a canary without traffic it is said that its name is not known to be right', async () => {
    cloudwatch.nowMs = START + 10 * MINUTE
    await expect(open().preflight()).rejects.toThrow(UsageError)
    await expect(open().preflight()).rejects.toThrow(
      'no data of AWS/SageMaker:Invocations{EndpointName=fraud,VariantName=blue} in the last hour',
    )
    for (let minute = 0; minute < 9; minute++) serve('blue', START + minute * MINUTE, 100, 0)
    expect(await open().preflight()).toEqual(['errors: no data of the canary yet; whether its name is right is seen at the first share'])
    serve('green', START, 1, 0)
    expect(await open().preflight()).toEqual([])
    await expect(open([{ ...ERRORS, failures: metric('Invocation5xxErrors') } as Signal]).preflight()).rejects.toThrow(
      'no data of AWS/SageMaker:Invocation5xxErrors{',
    )
  })

  test('latencies that do not add up are refused', async () => {
    cloudwatch.put('ModelLatency', 'blue', START, 12_000, 10)
    cloudwatch.nowMs = START + 10 * MINUTE
    expect(await open([LATENCY]).preflight()).toEqual([
      expect.stringContaining('latency: no data of the canary yet'),
      expect.stringContaining('CloudWatch interpolates counts'),
    ])
    aws.onCall = (_, body) => {
      for (const query of body['MetricDataQueries'] as { MetricStat: { Stat: string } }[])
        if (query.MetricStat.Stat === 'TC(10000:20000)') query.MetricStat.Stat = 'TC(:1)'
      return null
    }
    await expect(open([LATENCY]).preflight()).rejects.toThrow('sum to 0, of 10 samples')
  })
})

test.each([
  ['Invocations{VariantName={{arm}}}', 'a metric such as'],
  ['AWS/SageMaker:Invocations', '{{arm}}'],
  ['AWS/SageMaker:Invocations{EndpointName=fraud}', 'Both arms would be the same metric'],
  ['p99(AWS/SageMaker:ModelLatency{VariantName={{arm}}})', 'a metric such as'],
  ['SampleCount(AWS/SageMaker:ModelLatency{VariantName={{arm}}}', 'a metric such as'],
  ['AWS/SageMaker:Invocations{VariantName={{arm}},fraud}', 'a dimension as Name=value'],
])('the query %s is refused', (requests, words) => {
  expect(() => open([{ ...ERRORS, requests } as Signal])).toThrow(words)
})

test('values with commas stand in quotes, and namespaces may have spaces and colons', async () => {
  const query = 'My App: live:Errors{Route="a,b",VariantName={{arm}}}'
  aws.onCall = () => refusal('ThrottlingException')
  await open([{ ...ERRORS, requests: query } as Signal])
    .read(from(START))
    .catch(() => {})
  const first = asked()[0]?.[0]
  expect(first?.MetricStat.Metric).toEqual({
    Namespace: 'My App: live',
    MetricName: 'Errors',
    Dimensions: [
      { Name: 'Route', Value: 'a,b' },
      { Name: 'VariantName', Value: 'blue' },
    ],
  })
})
