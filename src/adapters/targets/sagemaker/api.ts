import { type DescribeEndpointOutput, type ModelDataSource, SageMaker } from '@aws-sdk/client-sagemaker'
import { TargetError } from '../../../rollout/ports.ts'
import { type AwsPlace, clientOptions } from '../../aws/connection.ts'
import { type AwsFault, describeFault } from '../../aws/faults.ts'

/** As it is told; what is absent is null, and never 0. */
export type Variant = {
  readonly name: string
  readonly currentWeight: number | null
  readonly desiredWeight: number | null
  readonly instances: number | null
  readonly desiredInstances: number | null
  readonly isServerless: boolean
}

export type Endpoint = {
  readonly arn: string
  readonly status: string
  readonly failureReason: string | null
  readonly config: string
  readonly modifiedAtMs: number
  readonly variants: readonly Variant[]
  /** Another configuration is being deployed (UpdateEndpoint). */
  readonly pendingConfig: string | null
}

/** Where a model's digest may be written. Models of SageMaker cannot be changed after they were created. */
export type DeployedModel = { readonly environment: Readonly<Record<string, string>>; readonly dataUrls: readonly string[] }

export type WantedWeight = { readonly name: string; readonly weight: number; readonly instances: number | null }

/** The few calls of SageMaker that a rollout makes. All throw TargetError. */
export interface SageMakerApi {
  endpoint(): Promise<Endpoint>
  /** The model of each variant, by the variant's name. */
  modelNames(config: string): Promise<ReadonlyMap<string, string>>
  model(name: string): Promise<DeployedModel>
  /** By key; the last one counts where a key is there twice. */
  tags(arn: string): Promise<ReadonlyMap<string, string>>
  writeTag(arn: string, name: string, value: string): Promise<void>
  /** Begins it; SageMaker takes minutes to do it. */
  writeWeights(wanted: readonly WantedWeight[]): Promise<void>
}

/** Calls end by their own time limit, not by a signal: whoever is told to end may have to go back first. */
export function openSageMakerApi(endpointName: string, place: AwsPlace): SageMakerApi {
  const reader = new SageMaker(clientOptions(place, 3))
  const writer = new SageMaker(clientOptions(place, 1))
  const read = <Answer>(what: string, call: Promise<Answer>) => call.catch((error: unknown) => refuseRead(describeFault(error, what)))
  const write = <Answer>(what: string, call: Promise<Answer>) => call.catch((error: unknown) => refuseWrite(describeFault(error, what)))
  return {
    async endpoint() {
      return endpointOf(await read('DescribeEndpoint', reader.describeEndpoint({ EndpointName: endpointName })))
    },
    async modelNames(config) {
      const { ProductionVariants } = await read('DescribeEndpointConfig', reader.describeEndpointConfig({ EndpointConfigName: config }))
      return new Map((ProductionVariants ?? []).map(({ VariantName, ModelName }) => [VariantName ?? '', ModelName ?? '']))
    },
    async model(name) {
      const { PrimaryContainer, Containers } = await read('DescribeModel', reader.describeModel({ ModelName: name }))
      const containers = PrimaryContainer === undefined ? (Containers ?? []) : [PrimaryContainer]
      const [first] = containers
      const dataUrls = containers.flatMap(({ ModelDataUrl, ModelDataSource }) => ModelDataUrl ?? dataUrlOf(ModelDataSource) ?? [])
      return { environment: containers.length === 1 ? (first?.Environment ?? {}) : {}, dataUrls }
    },
    async tags(arn) {
      const tags = new Map<string, string>()
      let next: string | undefined
      for (let page = 0; page < MOST_PAGES; page++) {
        const asked = next === undefined ? { ResourceArn: arn } : { ResourceArn: arn, NextToken: next }
        const { Tags, NextToken } = await read('ListTags', reader.listTags(asked))
        for (const { Key, Value } of Tags ?? []) tags.set(Key ?? '', Value ?? '')
        if (NextToken === undefined || NextToken === '') return tags
        next = NextToken
      }
      throw new TargetError('unavailable', `ListTags: more than ${MOST_PAGES} pages of tags`)
    },
    async writeTag(arn, name, value) {
      await write('AddTags', writer.addTags({ ResourceArn: arn, Tags: [{ Key: name, Value: value }] }))
    },
    async writeWeights(wanted) {
      const DesiredWeightsAndCapacities = wanted.map(({ name, weight, instances }) => ({
        VariantName: name,
        DesiredWeight: weight,
        ...(instances === null ? {} : { DesiredInstanceCount: instances }),
      }))
      await write(
        'UpdateEndpointWeightsAndCapacities',
        writer.updateEndpointWeightsAndCapacities({ EndpointName: endpointName, DesiredWeightsAndCapacities }),
      )
    },
  }
}

const MOST_PAGES = 20

/** @throws TargetError for an answer that is none */
export function endpointOf(described: DescribeEndpointOutput): Endpoint {
  const { EndpointArn, EndpointStatus, EndpointConfigName, FailureReason, LastModifiedTime, ProductionVariants, PendingDeploymentSummary } =
    described
  if (EndpointArn === undefined || EndpointStatus === undefined)
    throw new TargetError('unavailable', 'DescribeEndpoint answered without the ARN or the status of the endpoint')
  return {
    arn: EndpointArn,
    status: EndpointStatus,
    failureReason: FailureReason ?? null,
    config: EndpointConfigName ?? '',
    modifiedAtMs: LastModifiedTime?.getTime() ?? 0,
    variants: (ProductionVariants ?? []).map((variant) => ({
      name: variant.VariantName ?? '',
      currentWeight: variant.CurrentWeight ?? null,
      desiredWeight: variant.DesiredWeight ?? null,
      instances: variant.CurrentInstanceCount ?? null,
      desiredInstances: variant.DesiredInstanceCount ?? null,
      isServerless: variant.CurrentServerlessConfig !== undefined,
    })),
    pendingConfig: PendingDeploymentSummary?.EndpointConfigName ?? null,
  }
}

function dataUrlOf(source: ModelDataSource | undefined): string | undefined {
  return source?.S3DataSource?.S3Uri
}

function refuseRead({ kind, message, retryAfterMs }: AwsFault): never {
  const isOurs = kind === 'credentials' || kind === 'denied' || kind === 'invalid'
  throw new TargetError(isOurs ? 'refused' : 'unavailable', message, { retryAfterMs })
}

/** Autoscaling and other people change an endpoint too: SageMaker makes one change after the other, and refuses those in between. */
const BUSY = /in.?progress|currently being|updating|cannot update/i

function refuseWrite({ kind, message, retryAfterMs }: AwsFault): never {
  if (kind === 'nobody-knows') throw new TargetError('unknown-outcome', message, { retryAfterMs })
  const isBusy = kind === 'throttled' || kind === 'interrupted' || (kind === 'invalid' && BUSY.test(message))
  throw new TargetError(isBusy ? 'unavailable' : 'refused', message, { retryAfterMs })
}
