import { openSageMakerApi } from '../../src/adapters/targets/sagemaker/api.ts'
import { SagemakerTarget } from '../../src/adapters/targets/sagemaker/target.ts'
import { openCloudWatchApi } from '../../src/adapters/telemetry/cloudwatch/api.ts'
import { CloudwatchTelemetry } from '../../src/adapters/telemetry/cloudwatch/telemetry.ts'
import type { Ports } from '../../src/rollout/advance.ts'
import { rolloutSection } from '../../src/rollout/policy/section.ts'
import type { ByArm } from '../../src/rollout/ports.ts'
import { signalsOf } from '../../src/rollout/settings.ts'
import { type FakeAws, REGION, startFakeAws } from '../support/aws/fake-aws.ts'
import { FakeCloudWatch } from '../support/aws/fake-cloudwatch.ts'
import { FakeSageMaker } from '../support/aws/fake-sagemaker.ts'
import { FakeRollout } from '../support/rollout/fake-rollout.ts'
import { CANARY, STABLE } from '../support/rollout/fake-service.ts'
import { offencesIn, watchTarget } from '../support/rollout/watch-safety.ts'

// The whole engine over the SDK: weights that take a minute, counts that arrive a minute late, latencies that are interpolated.

jest.setTimeout(120_000)

const MINUTE_MS = 60_000
const metric = (name: string) => `AWS/SageMaker:${name}{EndpointName=fraud,VariantName={{arm}}}`

let aws: FakeAws

type Behaviour = { readonly failureRate: ByArm<number>; readonly latencyMs: ByArm<number> }

async function play(behaviour: Behaviour): Promise<{ rollout: FakeRollout; platform: FakeSageMaker; offences: readonly string[] }> {
  const platform = new FakeSageMaker()
  const cloudwatch = new FakeCloudWatch()
  aws = await startFakeAws([platform, cloudwatch])
  const written = {
    target: { kind: 'sagemaker', region: REGION, endpoint: 'fraud', stable: 'blue', canary: 'green', url: aws.url },
    telemetry: { kind: 'cloudwatch', region: REGION, url: aws.url, arms: { stable: 'blue', canary: 'green' }, delay: '1m' },
    steps: ['5%', '50%'],
    bake: '1m',
    settle: '2m',
    'unattended-max': '50%',
    guardrails: {
      errors: {
        requests: metric('Invocations'),
        failures: metric('Invocation5XXErrors'),
        margin: { relative: '100%', absolute: '2pp' },
        critical: true,
      },
      latency: { histogram: metric('ModelLatency'), quantiles: ['50%', '90%'], margin: '25%' },
    },
  }
  const rollout = new FakeRollout({ lease: false, promotion: 'swap' }, written)
  const { target, telemetry } = rolloutSection.parse(rollout.written)
  if (target.kind !== 'sagemaker' || telemetry.kind !== 'cloudwatch') throw new Error('another policy')
  platform.models['fraud-v1'] = { PrimaryContainer: { Environment: { SLUICE_MODEL_SHA256: STABLE } } }
  platform.models['fraud-v2'] = { PrimaryContainer: { Environment: { SLUICE_MODEL_SHA256: CANARY } } }
  platform.nowMs = cloudwatch.nowMs = rollout.service.nowMs
  cloudwatch.arrivesAfterMs = 45_000
  const pass = (milliseconds: number) => {
    for (let left = milliseconds; left > 0; left -= 5000) {
      serve(platform, cloudwatch, behaviour, 5000)
      rollout.service.nowMs += 5000
      platform.pass(5000)
      cloudwatch.nowMs += 5000
    }
  }
  const api = openSageMakerApi('fraud', { region: REGION, url: aws.url, timeoutMs: 5000 })
  const signal = new AbortController().signal
  const real = new SagemakerTarget(target, { api, pause: async (milliseconds) => pass(milliseconds), signal })
  const watched = watchTarget(real, async () => rollout.history)
  const counts = new CloudwatchTelemetry(
    { api: openCloudWatchApi({ region: REGION, url: aws.url, timeoutMs: 5000 }, signal), nowMs: () => rollout.service.nowMs },
    telemetry,
    signalsOf(rolloutSection.parse(rollout.written)),
  )
  const clock = { nowMs: () => rollout.service.nowMs, sleep: async (milliseconds: number) => pass(milliseconds) }
  const ports: Partial<Ports> = { target: watched.target, telemetry: counts, identity: null, clock }
  pass(10 * MINUTE_MS)
  rollout.start()
  for (let ticks = 0; ticks < 90 && !['promoted', 'rolled-back'].includes(rollout.state ?? ''); ticks++) {
    await rollout.tick(ports)
    pass(MINUTE_MS)
  }
  return { rollout, platform, offences: watched.offences }
}

afterEach(() => aws.close())

/** Log-logistic latencies, a hundred of them for all: nothing is random. */
function serve(platform: FakeSageMaker, cloudwatch: FakeCloudWatch, { failureRate, latencyMs }: Behaviour, milliseconds: number): void {
  const requests = (2000 * milliseconds) / 1000
  const green = platform.greenBp / 10_000
  for (const [variant, share, arm] of [
    ['blue', 1 - green, 'stable'],
    ['green', green, 'canary'],
  ] as const) {
    const served = Math.round(requests * share)
    if (served === 0) continue
    const failures = Math.round(served * failureRate[arm])
    const atMs = cloudwatch.nowMs
    cloudwatch.put('Invocations', variant, atMs, 1, served)
    cloudwatch.put('Invocation5XXErrors', variant, atMs, 1, failures)
    cloudwatch.put('Invocation5XXErrors', variant, atMs, 0, served - failures)
    for (let part = 0; part < 100; part++) {
      const quantile = (part + 0.5) / 100
      const count = Math.floor(((part + 1) * served) / 100) - Math.floor((part * served) / 100)
      cloudwatch.put('ModelLatency', variant, atMs, 1000 * latencyMs[arm] * (quantile / (1 - quantile)) ** (1 / 3), count)
    }
  }
}

const WELL: Behaviour = { failureRate: { stable: 0.02, canary: 0.02 }, latencyMs: { stable: 40, canary: 40 } }

beforeAll(() => {
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'not-a-secret'
})

test.each([
  ['a healthy canary', WELL, 'promoted', 10_000],
  ['ten times the failures', { ...WELL, failureRate: { stable: 0.02, canary: 0.2 } }, 'rolled-back', 0],
  ['latencies of twice as long', { ...WELL, latencyMs: { stable: 40, canary: 80 } }, 'rolled-back', 0],
] as const)('%s', async (_, behaviour, ending, greenBp) => {
  const { rollout, platform, offences } = await play(behaviour)
  expect([rollout.state, platform.greenBp, rollout.state === ending ? '' : rollout.steps.at(-1)?.message]).toEqual([ending, greenBp, ''])
  expect([...offences, ...offencesIn(rollout.entries)]).toEqual([])
})
