import { AwsRefusal, type FakeService, onlyKeys, REGION } from './fake-aws.ts'

export type FakeVariant = {
  VariantName: string
  CurrentWeight?: number
  DesiredWeight?: number
  CurrentInstanceCount?: number
  DesiredInstanceCount?: number
  CurrentServerlessConfig?: { MemorySizeInMB: number; MaxConcurrency: number }
}

type FakeModel = { PrimaryContainer?: { ModelDataUrl?: string; Environment?: Record<string, string> } }

const ARN = `arn:aws:sagemaker:${REGION}:123456789012`

/**
 * One endpoint as SageMaker has it: a change takes time, in which weights lag and no other change is taken. Its clock stands still unless
 * somebody waits.
 */
export class FakeSageMaker implements FakeService {
  readonly scope = 'sagemaker'
  readonly prefix = 'SageMaker'
  readonly contentType = 'application/x-amz-json-1.1'
  nowMs = Date.UTC(2026, 10, 28, 12)
  /** How long a change takes. */
  updateMs = 60_000
  /** The next change ends in this. */
  updateEnds: 'InService' | 'RollingBack' | 'Failed' = 'InService'
  status = 'InService'
  failureReason: string | undefined
  config = 'fraud-1'
  pendingConfig: string | undefined
  modifiedMs = this.nowMs
  variants: FakeVariant[] = [variant('blue', 1), variant('green', 0)]
  readonly configs: Record<string, Record<string, string>> = { 'fraud-1': { blue: 'fraud-v1', green: 'fraud-v2' } }
  readonly models: Record<string, FakeModel> = {
    'fraud-v1': { PrimaryContainer: { ModelDataUrl: `s3://models/${'a'.repeat(64)}/model.tar.gz` } },
    'fraud-v2': { PrimaryContainer: { ModelDataUrl: 's3://models/v2.tar.gz', Environment: { SLUICE_MODEL_SHA256: 'b'.repeat(64) } } },
  }
  readonly tags = new Map<string, string>()
  /** Each write that was taken. */
  readonly writes: { readonly variant: string; readonly weight: number; readonly instances: number | undefined }[][] = []
  /** Called whenever other weights are served. */
  onServed: () => void = () => {}
  #endsMs: number | null = null
  #before: FakeVariant[] = []

  pass(milliseconds: number): void {
    this.nowMs += milliseconds
    while (this.#endsMs !== null && this.nowMs >= this.#endsMs) this.#end()
  }

  /** In basis points of what is served: of green. */
  get greenBp(): number {
    const [blue = 0, green = 0] = this.variants.map(({ CurrentWeight }) => CurrentWeight ?? 0)
    return Math.round((10_000 * green) / (blue + green))
  }

  /** Somebody else's change, such as autoscaling's. */
  begin(change: () => void): void {
    this.#before = structuredClone(this.variants)
    change()
    this.status = 'Updating'
    this.modifiedMs = this.nowMs
    this.#endsMs = this.nowMs + this.updateMs
  }

  #end(): void {
    const wasRollingBack = this.status === 'RollingBack'
    const ending = wasRollingBack ? 'InService' : this.updateEnds
    this.updateEnds = 'InService'
    this.#endsMs = ending === 'RollingBack' ? (this.#endsMs ?? 0) + this.updateMs : null
    this.status = ending
    this.modifiedMs = this.nowMs
    if (ending === 'RollingBack') {
      this.failureReason = 'the variant could not be scaled'
      this.variants = structuredClone(this.#before)
      return
    }
    if (ending === 'Failed') {
      this.failureReason = 'an instance did not pass its ping'
      return
    }
    if (!wasRollingBack) this.failureReason = undefined
    if (this.pendingConfig !== undefined) this.config = this.pendingConfig
    this.pendingConfig = undefined
    this.variants = this.variants.map((one) => ({ ...one, ...settled(one) }))
    this.onServed()
  }

  act(action: string, body: Readonly<Record<string, unknown>>): unknown {
    switch (action) {
      case 'DescribeEndpoint':
        onlyKeys(body, { EndpointName: 'string' }, ['EndpointName'])
        this.#requireEndpoint(body)
        return this.#described()
      case 'DescribeEndpointConfig':
        onlyKeys(body, { EndpointConfigName: 'string' }, ['EndpointConfigName'])
        return this.#config(String(body['EndpointConfigName']))
      case 'DescribeModel':
        onlyKeys(body, { ModelName: 'string' }, ['ModelName'])
        return this.#model(String(body['ModelName']))
      case 'ListTags':
        onlyKeys(body, { ResourceArn: 'string', NextToken: 'string', MaxResults: 'number' }, ['ResourceArn'])
        return this.#listTags(String(body['ResourceArn']), Number(body['NextToken'] ?? 0))
      case 'AddTags':
        onlyKeys(body, { ResourceArn: 'string', Tags: 'object' }, ['ResourceArn', 'Tags'])
        this.#requireArn(String(body['ResourceArn']))
        for (const { Key, Value } of body['Tags'] as { Key: string; Value: string }[]) this.#tag(Key, Value)
        return { Tags: body['Tags'] }
      case 'UpdateEndpointWeightsAndCapacities':
        onlyKeys(body, { EndpointName: 'string', DesiredWeightsAndCapacities: 'object' }, ['EndpointName', 'DesiredWeightsAndCapacities'])
        this.#requireEndpoint(body)
        return this.#update(body['DesiredWeightsAndCapacities'])
      default:
        throw new AwsRefusal('UnknownOperationException', action, 404)
    }
  }

  get arn(): string {
    return `${ARN}:endpoint/fraud`
  }

  #described(): unknown {
    return {
      EndpointName: 'fraud',
      EndpointArn: this.arn,
      EndpointConfigName: this.config,
      ProductionVariants: this.variants,
      EndpointStatus: this.status,
      FailureReason: this.failureReason,
      CreationTime: 1_790_000_000.5,
      LastModifiedTime: this.modifiedMs / 1000,
      PendingDeploymentSummary: this.pendingConfig === undefined ? undefined : { EndpointConfigName: this.pendingConfig },
    }
  }

  #requireEndpoint({ EndpointName }: Readonly<Record<string, unknown>>): void {
    if (EndpointName !== 'fraud') throw new AwsRefusal('ValidationException', `Could not find endpoint "${ARN}:endpoint/${EndpointName}".`)
  }

  #requireArn(arn: string): void {
    if (arn !== this.arn) throw new AwsRefusal('ValidationException', `Could not find ${arn}`)
  }

  #config(name: string): unknown {
    const variants = this.configs[name]
    if (variants === undefined)
      throw new AwsRefusal('ValidationException', `Could not find endpoint configuration "${ARN}:endpoint-config/${name}".`)
    const ProductionVariants = Object.entries(variants).map(([VariantName, ModelName]) => ({
      VariantName,
      ModelName,
      InstanceType: 'ml.m5.large',
    }))
    return {
      EndpointConfigName: name,
      EndpointConfigArn: `${ARN}:endpoint-config/${name}`,
      ProductionVariants,
      CreationTime: 1_790_000_000,
    }
  }

  #model(name: string): unknown {
    const model = this.models[name]
    if (model === undefined) throw new AwsRefusal('ValidationException', `Could not find model "${ARN}:model/${name}".`)
    return { ModelName: name, ModelArn: `${ARN}:model/${name}`, CreationTime: 1_790_000_000, ...model }
  }

  /** Two a page, so that pages are turned. */
  #listTags(arn: string, from: number): unknown {
    this.#requireArn(arn)
    const all = [...this.tags].map(([Key, Value]) => ({ Key, Value }))
    return { Tags: all.slice(from, from + 2), ...(all.length > from + 2 ? { NextToken: String(from + 2) } : {}) }
  }

  #tag(name: string, value: string): void {
    if (!/^[\p{L}\p{N} _.:/=+\-@]{1,128}$/u.test(name) || name.startsWith('aws:'))
      throw new AwsRefusal('ValidationException', `tag ${name}`)
    if (!/^[\p{L}\p{N} _.:/=+\-@]{0,256}$/u.test(value)) throw new AwsRefusal('ValidationException', `value ${value}`)
    this.tags.set(name, value)
  }

  #update(given: unknown): unknown {
    const wanted = given as { VariantName: string; DesiredWeight?: number; DesiredInstanceCount?: number }[]
    for (const one of wanted) this.#check(one)
    if (new Set(wanted.map(({ VariantName }) => VariantName)).size < wanted.length)
      throw new AwsRefusal('ValidationException', 'The variant name was non-unique within the request.')
    if (this.status !== 'InService') throw new AwsRefusal('ValidationException', `Cannot update in-progress endpoint "${this.arn}".`)
    this.writes.push(
      wanted.map((one) => ({ variant: one.VariantName, weight: one.DesiredWeight ?? -1, instances: one.DesiredInstanceCount })),
    )
    this.begin(() => {
      this.variants = this.variants.map((one) => {
        const { DesiredWeight, DesiredInstanceCount } = wanted.find(({ VariantName }) => VariantName === one.VariantName) ?? {}
        return {
          ...one,
          ...(DesiredWeight === undefined ? {} : { DesiredWeight: Math.fround(DesiredWeight) }),
          ...(DesiredInstanceCount === undefined ? {} : { DesiredInstanceCount }),
        }
      })
    })
    return { EndpointArn: this.arn }
  }

  #check(one: { VariantName: string; DesiredWeight?: number; DesiredInstanceCount?: number }): void {
    onlyKeys(one, { VariantName: 'string', DesiredWeight: 'number', DesiredInstanceCount: 'number', ServerlessUpdateConfig: 'object' }, [
      'VariantName',
    ])
    const known = this.variants.find(({ VariantName }) => VariantName === one.VariantName)
    if (known === undefined)
      throw new AwsRefusal(
        'ValidationException',
        `The variant name(s) "${one.VariantName}" is/are not present within endpoint configuration "${this.config}".`,
      )
    if ((one.DesiredWeight ?? 0) < 0)
      throw new AwsRefusal('ValidationException', 'DesiredWeight: Member must have value greater than or equal to 0')
    if (one.DesiredInstanceCount !== undefined && known.CurrentServerlessConfig !== undefined)
      throw new AwsRefusal('ValidationException', 'DesiredInstanceCount is not supported for serverless variants')
  }
}

export function variant(name: string, weight: number): FakeVariant {
  return { VariantName: name, CurrentWeight: weight, DesiredWeight: weight, CurrentInstanceCount: 2, DesiredInstanceCount: 2 }
}

function settled({ DesiredWeight, DesiredInstanceCount }: FakeVariant): Partial<FakeVariant> {
  return {
    ...(DesiredWeight === undefined ? {} : { CurrentWeight: DesiredWeight }),
    ...(DesiredInstanceCount === undefined ? {} : { CurrentInstanceCount: DesiredInstanceCount }),
  }
}
