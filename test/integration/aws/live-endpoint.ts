import { CloudWatch } from '@aws-sdk/client-cloudwatch'
import { SageMaker } from '@aws-sdk/client-sagemaker'
import { openTarget } from '../../../src/adapters/registry.ts'
import { openCloudWatchApi } from '../../../src/adapters/telemetry/cloudwatch/api.ts'
import { CloudwatchTelemetry } from '../../../src/adapters/telemetry/cloudwatch/telemetry.ts'
import { type Ports, tick } from '../../../src/rollout/advance.ts'
import { sealEntries } from '../../../src/rollout/chain.ts'
import type { History } from '../../../src/rollout/fold.ts'
import { type RolloutPolicy, rolloutSection } from '../../../src/rollout/policy/section.ts'
import type { ByArm, Clock } from '../../../src/rollout/ports.ts'
import { readHistory } from '../../../src/rollout/read-history.ts'
import { settingsOf, signalsOf } from '../../../src/rollout/settings.ts'
import { REGION } from '../../support/aws/fake-aws.ts'
import type { Moto } from '../../support/aws/moto.ts'
import { FakeJournal } from '../../support/rollout/fake-journal.ts'
import { offencesIn, watchTarget } from '../../support/rollout/watch-safety.ts'

export const STABLE = 'a'.repeat(64)
export const CANARY = 'b'.repeat(64)
const MINUTE_MS = 60_000
const POLICY_SHA = 'c'.repeat(64)
const metric = (name: string) => `AWS/SageMaker:${name}{EndpointName=fraud,VariantName={{arm}}}`

/** An endpoint in moto, whose traffic is what PutMetricData says of it; minutes pass as fast as ticks. */
export class LiveEndpoint {
  readonly sagemaker: SageMaker
  readonly journal = new FakeJournal()
  readonly policy: RolloutPolicy
  offences: readonly string[] = []
  nowMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 3 * 60 * MINUTE_MS
  failureRate: ByArm<number> = { stable: 0.02, canary: 0.02 }
  ports!: Ports
  readonly #cloudwatch: CloudWatch

  constructor({ url }: Moto) {
    const client = { region: REGION, endpoint: url, maxAttempts: 1 }
    this.sagemaker = new SageMaker(client)
    this.#cloudwatch = new CloudWatch(client)
    this.policy = rolloutSection.parse({
      target: { kind: 'sagemaker', region: REGION, endpoint: 'fraud', stable: 'blue', canary: 'green', url },
      telemetry: { kind: 'cloudwatch', region: REGION, url, arms: { stable: 'blue', canary: 'green' }, delay: '1m' },
      steps: ['5%', '50%'],
      bake: '1m',
      'warm-up': '0s',
      settle: '2m',
      'unattended-max': '50%',
      guardrails: {
        errors: {
          requests: metric('Invocations'),
          failures: metric('Invocation5XXErrors'),
          margin: { relative: '100%', absolute: '2pp' },
          critical: true,
        },
      },
    })
  }

  async create(greenWeight: number): Promise<void> {
    const { sagemaker } = this
    for (const [name, digest] of [
      ['fraud-v1', STABLE],
      ['fraud-v2', CANARY],
    ] as const) {
      await sagemaker.createModel({
        ModelName: name,
        ExecutionRoleArn: 'arn:aws:iam::123456789012:role/sagemaker',
        PrimaryContainer: {
          Image: '123456789012.dkr.ecr.eu-central-1.amazonaws.com/fraud:1',
          Environment: { SLUICE_MODEL_SHA256: digest },
        },
      })
    }
    const variant = (VariantName: string, ModelName: string, InitialVariantWeight: number) => ({
      ...{ VariantName, ModelName, InitialVariantWeight },
      InitialInstanceCount: 2,
      InstanceType: 'ml.m5.large' as const,
    })
    await sagemaker.createEndpointConfig({
      EndpointConfigName: 'fraud-1',
      ProductionVariants: [variant('blue', 'fraud-v1', 1), variant('green', 'fraud-v2', greenWeight)],
    })
    await sagemaker.createEndpoint({ EndpointName: 'fraud', EndpointConfigName: 'fraud-1' })
  }

  async setWeights(blue: number, green: number): Promise<void> {
    const wanted = [
      { VariantName: 'blue', DesiredWeight: blue, DesiredInstanceCount: 2 },
      { VariantName: 'green', DesiredWeight: green, DesiredInstanceCount: 2 },
    ]
    await this.sagemaker.updateEndpointWeightsAndCapacities({ EndpointName: 'fraud', DesiredWeightsAndCapacities: wanted })
  }

  async open(): Promise<void> {
    const signal = new AbortController().signal
    const outside = { environment: process.env, cwd: process.cwd(), signal }
    const watched = watchTarget(await openTarget(this.policy, outside), async () => this.history)
    this.offences = watched.offences
    const clock: Clock = { nowMs: () => this.nowMs, sleep: async () => {} }
    this.ports = {
      journal: this.journal,
      target: watched.target,
      telemetry: this.#telemetry(signal),
      identity: null,
      approvals: null,
      clock,
    }
  }

  /** Answers are dated by the minutes that were played, not by moto's own clock. */
  #telemetry(signal: AbortSignal): CloudwatchTelemetry {
    const { telemetry } = this.policy
    if (telemetry.kind !== 'cloudwatch') throw new Error(telemetry.kind)
    const { region, url, timeout: timeoutMs } = telemetry
    const api = openCloudWatchApi({ region, url, timeoutMs }, signal)
    const dated: typeof api = { read: async (...asked) => ({ ...(await api.read(...asked)), nowMs: this.nowMs }) }
    return new CloudwatchTelemetry({ api: dated, nowMs: () => this.nowMs }, telemetry, signalsOf(this.policy))
  }

  /** Of all that is served: part of green. */
  async greenShare(): Promise<number> {
    const { ProductionVariants = [] } = await this.sagemaker.describeEndpoint({ EndpointName: 'fraud' })
    const [blue = 0, green = 0] = ['blue', 'green'].map(
      (name) => ProductionVariants.find(({ VariantName }) => VariantName === name)?.CurrentWeight,
    )
    return green / (blue + green)
  }

  /** SageMaker publishes a 1 or a 0 for each request; moto would keep each of them, and sums are the same. */
  async serveMinute(): Promise<void> {
    const share = await this.greenShare()
    const MetricData = (
      [
        ['blue', 1 - share, this.failureRate.stable],
        ['green', share, this.failureRate.canary],
      ] as const
    ).flatMap(([variant, part, rate]) => {
      const requests = Math.round(120_000 * part)
      if (requests === 0) return []
      const Dimensions = [
        { Name: 'EndpointName', Value: 'fraud' },
        { Name: 'VariantName', Value: variant },
      ]
      const common = { Dimensions, Timestamp: new Date(this.nowMs + 30_000) }
      return [
        { ...common, MetricName: 'Invocations', Value: requests },
        { ...common, MetricName: 'Invocation5XXErrors', Value: Math.round(requests * rate) },
      ]
    })
    await this.#cloudwatch.putMetricData({ Namespace: 'AWS/SageMaker', MetricData })
    this.nowMs += MINUTE_MS
  }

  start(): void {
    const settings = settingsOf(this.policy, this.ports.target.capabilities)
    const body = {
      kind: 'start' as const,
      candidate: { digest: CANARY, reference: null, commit: null },
      previous: { digest: STABLE, reference: null, commit: null },
      settings: JSON.parse(JSON.stringify(settings)),
      policySha256: POLICY_SHA,
      verdicts: [],
      notes: [],
      sluice: '0.0.0',
    }
    this.journal.entries = sealEntries([], [{ at: this.nowMs, by: 'a test', rollout: 'r1', body }])
  }

  /** A tick a minute until it is over. @throws after too many */
  async play(): Promise<string> {
    const context = { by: 'a test', policySha256: POLICY_SHA, attended: true, signal: new AbortController().signal, onStep: () => {} }
    for (let ticks = 0; ticks < 60; ticks++) {
      const { history } = await tick(this.ports, context)
      const state = history.current?.state ?? ''
      if (['promoted', 'rolled-back'].includes(state)) return state
      await this.serveMinute()
    }
    throw new Error(`still ${this.history.current?.state}`)
  }

  get history(): History {
    return readHistory(this.journal.entries).history
  }

  offencesSoFar(): string[] {
    return [...this.offences, ...offencesIn(readHistory(this.journal.entries).entries)]
  }
}
