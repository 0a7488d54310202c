import { rolloutProblems } from '../../../src/rollout/policy/problems.ts'
import { rolloutSection } from '../../../src/rollout/policy/section.ts'

const WRITTEN = {
  target: { kind: 'sagemaker', region: 'eu-central-1', endpoint: 'fraud', stable: 'blue', canary: 'green' },
  telemetry: { kind: 'cloudwatch', region: 'eu-central-1' },
  guardrails: { errors: { requests: 'r', failures: 'f', critical: true } },
}

const problems = (telemetry: object, guardrails: object = {}) =>
  rolloutProblems(
    rolloutSection.parse({
      ...WRITTEN,
      telemetry: { ...WRITTEN.telemetry, ...telemetry },
      guardrails: { ...WRITTEN.guardrails, ...guardrails },
    }),
  ).map(({ path, found, remedy }) => [path.join('.'), found, remedy])

test('SageMaker and CloudWatch need few keys', () => {
  expect(problems({})).toEqual([])
  const { target, telemetry } = rolloutSection.parse(WRITTEN)
  expect(target).toMatchObject({ url: null, timeout: 10_000, updateTime: 600_000 })
  expect(telemetry).toMatchObject({ window: 60_000, delay: 120_000, sparse: false, latencyUnit: 'us', requests: null })
})

test.each([
  ['windows of parts of minutes', { window: '90s' }, {}, ['telemetry.window', 'a window of 90 s', 'Write `window: 2m`.']],
  ['edges that do not rise', { edges: ['100ms', '50ms'] }, {}, ['telemetry.edges', 'times that do not rise', 'Order them, each once.']],
  [
    'a unit of edges that are times',
    {},
    { latency: { histogram: 'h', unit: 'ms' } },
    ['guardrails.latency.unit', '`unit: ms`', 'Remove `unit`; what the metric is published in is `telemetry.latency-unit`.'],
  ],
])('%s are told', (_, telemetry, guardrails, problem) => {
  expect(problems(telemetry, guardrails)).toEqual([problem])
})

test.each([
  ['http://sagemaker.example.com', false],
  ['http://127.0.0.1.example.com:5000', false],
  ['http://user@127.0.0.1:5000', false],
  ['http://127.0.0.1:5000', true],
  ['http://localhost:5000/', true],
  ['https://vpce-0123.example.com', true],
])('requests are sent in the clear to this machine alone: %s %s', (url, isTaken) => {
  expect(rolloutSection.safeParse({ ...WRITTEN, target: { ...WRITTEN.target, url } }).success).toBe(isTaken)
})

test.each([{ region: 'Frankfurt' }, { endpoint: 'fraud_1' }, { canary: 'a b' }, { stable: '-x' }])('%j is refused', (change) => {
  expect(rolloutSection.safeParse({ ...WRITTEN, target: { ...WRITTEN.target, ...change } }).success).toBe(false)
})
