import type { DescribeEndpointOutput } from '@aws-sdk/client-sagemaker'
import { endpointOf, type SageMakerApi } from '../../../src/adapters/targets/sagemaker/api.ts'
import { SagemakerTarget } from '../../../src/adapters/targets/sagemaker/target.ts'
import type { Ports } from '../../../src/rollout/advance.ts'
import { rolloutSection } from '../../../src/rollout/policy/section.ts'
import { TargetError } from '../../../src/rollout/ports.ts'
import { settingsOf } from '../../../src/rollout/settings.ts'
import { FakeRollout, type Written } from '../rollout/fake-rollout.ts'
import { CANARY, type ServiceOptions, STABLE } from '../rollout/fake-service.ts'
import type { Point } from '../rollout/interrupting.ts'
import { watchTarget } from '../rollout/watch-safety.ts'
import { AwsRefusal, REGION } from './fake-aws.ts'
import { FakeSageMaker } from './fake-sagemaker.ts'

const POLICY = {
  kind: 'sagemaker',
  region: REGION,
  endpoint: 'fraud',
  stable: 'blue',
  canary: 'green',
  url: null,
  timeout: 10_000,
  updateTime: 600_000,
} as const

/** A whole rollout on a fake endpoint: what SageMaker serves decides what is counted, and time passes for both alike. */
export class SagemakerRollout extends FakeRollout {
  readonly sagemaker = new FakeSageMaker()
  readonly #offences: (readonly string[])[] = []

  constructor(options: ServiceOptions, written: Written) {
    // Nobody watches from a job in the story: shares above `unattended-max` are allowed to it, as there is no lease.
    super({ ...options, lease: false, promotion: 'swap' }, { 'unattended-max': '50%', ...written })
    this.sagemaker.nowMs = this.service.nowMs
    this.sagemaker.models['fraud-v1'] = { PrimaryContainer: { Environment: { SLUICE_MODEL_SHA256: STABLE } } }
    this.sagemaker.models['fraud-v2'] = { PrimaryContainer: { Environment: { SLUICE_MODEL_SHA256: CANARY } } }
    // Counters know variants, and never roles: blue is the policy's stable arm, whoever has that role.
    this.sagemaker.onServed = () => {
      this.service.shareBp = this.sagemaker.greenBp
    }
  }

  /** Writes of a share that the journal had not authorised. */
  get offences(): string[] {
    return this.#offences.flat()
  }

  /** Another rollout in the same journal, after one that ended well. */
  startNext(candidate: string): void {
    const settings = settingsOf(rolloutSection.parse(this.written), this.service.target.capabilities)
    const body = {
      kind: 'start' as const,
      candidate: { digest: candidate, reference: null, commit: null },
      previous: { digest: CANARY, reference: null, commit: null },
      settings: JSON.parse(JSON.stringify(settings)),
      policySha256: this.policySha256,
      verdicts: [],
      notes: [],
      sluice: '0.0.0',
    }
    this.write(body, 'r2')
  }

  pass(milliseconds: number): void {
    this.service.pass(milliseconds)
    this.sagemaker.pass(milliseconds)
  }

  /** @param onPoint before and after each call of SageMaker's API */
  portsWith(onPoint: (point: Point) => Promise<void> | void): Ports {
    const api = withApiPoints(apiOf(this.sagemaker), onPoint)
    const real = new SagemakerTarget(POLICY, {
      api,
      pause: async (milliseconds) => this.pass(milliseconds),
      signal: new AbortController().signal,
    })
    const { target, offences } = watchTarget(real, async () => this.history)
    this.#offences.push(offences)
    return { ...this.ports, target, identity: null }
  }
}

/** Without HTTP: a rollout that is killed at every place makes a hundred thousand calls. */
function apiOf(fake: FakeSageMaker): SageMakerApi {
  const act = (action: string, body: Readonly<Record<string, unknown>>): Record<string, unknown> => {
    try {
      return JSON.parse(JSON.stringify(fake.act(action, body)))
    } catch (error) {
      if (!(error instanceof AwsRefusal)) throw error
      throw new TargetError(error.message.includes('in-progress') ? 'unavailable' : 'refused', error.message, { cause: error })
    }
  }
  return {
    async endpoint() {
      const { LastModifiedTime, CreationTime: _, ...described } = act('DescribeEndpoint', { EndpointName: 'fraud' })
      return endpointOf({ ...described, LastModifiedTime: new Date(Number(LastModifiedTime) * 1000) } as DescribeEndpointOutput)
    },
    async modelNames(config) {
      const { ProductionVariants } = act('DescribeEndpointConfig', { EndpointConfigName: config })
      return new Map((ProductionVariants as { VariantName: string; ModelName: string }[]).map((one) => [one.VariantName, one.ModelName]))
    },
    async model(name) {
      const { PrimaryContainer } = act('DescribeModel', { ModelName: name })
      return { environment: (PrimaryContainer as { Environment?: Record<string, string> }).Environment ?? {}, dataUrls: [] }
    },
    tags: async () => fake.tags,
    async writeTag(arn, name, value) {
      act('AddTags', { ResourceArn: arn, Tags: [{ Key: name, Value: value }] })
    },
    async writeWeights(wanted) {
      const DesiredWeightsAndCapacities = wanted.map(({ name, weight }) => ({ VariantName: name, DesiredWeight: weight }))
      act('UpdateEndpointWeightsAndCapacities', { EndpointName: 'fraud', DesiredWeightsAndCapacities })
    },
  }
}

function withApiPoints(api: SageMakerApi, onPoint: (point: Point) => Promise<void> | void): SageMakerApi {
  const around =
    <Args extends readonly unknown[], Value>(name: string, call: (...args: Args) => Promise<Value>) =>
    async (...args: Args): Promise<Value> => {
      await onPoint({ name, when: 'before' })
      const value = await call(...args)
      await onPoint({ name, when: 'after' })
      return value
    }
  return {
    // Reads that change nothing are places only once: before.
    endpoint: () => api.endpoint(),
    modelNames: (config) => api.modelNames(config),
    model: (name) => api.model(name),
    tags: (arn) => api.tags(arn),
    writeTag: around('api.writeTag', (arn: string, name: string, value: string) => api.writeTag(arn, name, value)),
    writeWeights: around('api.writeWeights', (wanted: Parameters<SageMakerApi['writeWeights']>[0]) => api.writeWeights(wanted)),
  }
}
