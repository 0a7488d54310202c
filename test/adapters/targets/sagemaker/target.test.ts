import { runConformance } from '../../../../src/adapters/targets/conformance/suite.ts'
import { openSageMakerApi } from '../../../../src/adapters/targets/sagemaker/api.ts'
import { SagemakerTarget } from '../../../../src/adapters/targets/sagemaker/target.ts'
import type { SagemakerTargetPolicy } from '../../../../src/rollout/policy/targets/sagemaker.ts'
import { type FakeAws, type Fault, REGION, startFakeAws } from '../../../support/aws/fake-aws.ts'
import { FakeSageMaker, variant } from '../../../support/aws/fake-sagemaker.ts'

const A = 'a'.repeat(64)
const B = 'b'.repeat(64)

let aws: FakeAws
let sagemaker: FakeSageMaker

beforeEach(async () => {
  process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE'
  process.env['AWS_SECRET_ACCESS_KEY'] = 'not-a-secret'
  sagemaker = new FakeSageMaker()
  aws = await startFakeAws([sagemaker])
})
afterEach(() => aws.close())

function policyOf(change: Partial<SagemakerTargetPolicy> = {}): SagemakerTargetPolicy {
  return {
    kind: 'sagemaker',
    region: REGION,
    endpoint: 'fraud',
    stable: 'blue',
    canary: 'green',
    url: aws.url,
    timeout: 2000,
    updateTime: 300_000,
    ...change,
  }
}

function open(change: Partial<SagemakerTargetPolicy> = {}, signal = new AbortController().signal): SagemakerTarget {
  const policy = policyOf(change)
  const api = openSageMakerApi(policy.endpoint, { region: policy.region, url: policy.url, timeoutMs: policy.timeout })
  return new SagemakerTarget(policy, { api, pause: async (milliseconds) => sagemaker.pass(milliseconds), signal })
}

async function setShare(target: SagemakerTarget, shareBp: number): Promise<void> {
  await target.apply({ shareBp, expectedGeneration: (await target.read()).generation, leaseMs: null })
}

const back = { shareBp: 0, expectedGeneration: null, leaseMs: null }

test('the share is asked for, awaited, read back and served; counts of instances are sent back as they stood', async () => {
  const target = open()
  expect(await target.read()).toMatchObject({ shareBp: 0, effectiveBp: 0, mixed: null, swapped: false, leaseLeftMs: null })
  await setShare(target, 525)
  expect(await target.read()).toMatchObject({ shareBp: 525, effectiveBp: 525, mixed: null })
  expect(sagemaker.writes).toEqual([
    [
      { variant: 'blue', weight: 9475, instances: 2 },
      { variant: 'green', weight: 525, instances: 2 },
    ],
  ])
  await setShare(target, 525)
  expect(sagemaker.writes).toHaveLength(1)
})

test('which model each arm serves is told by its SageMaker model: the variable, or the digest in the path of its artifact', async () => {
  const { arms } = await open().read()
  expect([arms.stable.identity, arms.canary.identity]).toEqual([A, B])
  sagemaker.models['fraud-v2'] = { PrimaryContainer: { ModelDataUrl: 's3://models/v2.tar.gz' } }
  delete sagemaker.models['fraud-v1']
  const untold = await open().read()
  expect([untold.arms.stable.identity, untold.arms.canary.identity]).toEqual([null, null])
})

test('while a change is under way the arms are mixed, a raise is refused, and a rollback waits for its turn', async () => {
  const target = open()
  await setShare(target, 100)
  const { generation } = await target.read()
  sagemaker.begin(() => {
    sagemaker.variants = [
      { ...variant('blue', 9900), DesiredWeight: 5000 },
      { ...variant('green', 100), DesiredWeight: 5000 },
    ]
  })
  expect(await target.read()).toMatchObject({
    shareBp: null,
    effectiveBp: 100,
    mixed: 'the endpoint is Updating, and serves 1% to the canary where 50% was asked',
  })
  await expect(target.apply({ shareBp: 500, expectedGeneration: generation, leaseMs: null })).rejects.toMatchObject({ kind: 'conflict' })
  const current = (await target.read()).generation
  await expect(target.apply({ shareBp: 500, expectedGeneration: current, leaseMs: null })).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('is Updating'),
  })
  await target.apply(back)
  expect(await target.read()).toMatchObject({ shareBp: 0, effectiveBp: 0, mixed: null })
})

test('autoscaling changes capacities meanwhile: the share stands, and the count that it set is sent back', async () => {
  const target = open()
  await setShare(target, 500)
  sagemaker.begin(() => {
    sagemaker.variants = sagemaker.variants.map((one) => ({ ...one, DesiredInstanceCount: 5 }))
  })
  expect(await target.read()).toMatchObject({ shareBp: 500, effectiveBp: 500, mixed: null })
  await target.apply(back)
  expect(sagemaker.writes.at(-1)).toEqual([
    { variant: 'blue', weight: 10_000, instances: 5 },
    { variant: 'green', weight: 0, instances: 5 },
  ])
})

test('whoever was killed while SageMaker did it only has to wait', async () => {
  const target = open()
  sagemaker.begin(() => {
    sagemaker.variants = [
      { ...variant('blue', 1), DesiredWeight: 95 },
      { ...variant('green', 0), DesiredWeight: 5 },
    ]
  })
  await setShare(target, 500)
  expect(sagemaker.writes).toEqual([])
  expect(await target.read()).toMatchObject({ shareBp: 500, effectiveBp: 500 })
})

test('a change that SageMaker takes back is of unknown outcome, and what stands is read', async () => {
  const target = open()
  sagemaker.updateEnds = 'RollingBack'
  await expect(setShare(target, 500)).rejects.toMatchObject({
    kind: 'unknown-outcome',
    message: expect.stringContaining('5% was asked for; the endpoint is InService, and serves 0%: the variant could not be scaled'),
  })
  expect(await target.read()).toMatchObject({ shareBp: 0, effectiveBp: 0, mixed: null })
})

test('a change that takes longer than `update-time`, and one during which the job ends, are of unknown outcome', async () => {
  sagemaker.updateMs = 600_000
  await expect(setShare(open({ updateTime: 60_000 }), 500)).rejects.toMatchObject({
    kind: 'unknown-outcome',
    message: expect.stringContaining('still Updating after 60 s'),
  })
  const ended = AbortSignal.abort()
  await expect(open({}, ended).apply(back)).rejects.toMatchObject({
    kind: 'unavailable',
    message: expect.stringContaining('the job ended'),
  })
  sagemaker.pass(600_000)
  await expect(open({}, ended).apply(back)).rejects.toMatchObject({ kind: 'unknown-outcome' })
  sagemaker.pass(600_000)
  expect(await open().read()).toMatchObject({ shareBp: 0, effectiveBp: 0 })
})

test('a promotion gives the canary all traffic and exchanges the roles once; a person who sets weights by hand does not take them back', async () => {
  const target = open()
  sagemaker.tags.set('team', 'risk').set('cost', '12')
  await setShare(target, 5000)
  await target.promote({ digest: B, expectedGeneration: (await target.read()).generation })
  await target.promote({ digest: B, expectedGeneration: null })
  expect(sagemaker.tags.get('sluice:roles')).toBe(`stable=green promoted=${B}`)
  expect(sagemaker.greenBp).toBe(10_000)
  const promoted = await target.read()
  expect(promoted).toMatchObject({ shareBp: 0, effectiveBp: 0, swapped: true })
  expect([promoted.arms.stable.identity, promoted.arms.canary.identity]).toEqual([B, A])
  sagemaker.variants = [variant('blue', 1), variant('green', 99)]
  expect(await open().read()).toMatchObject({ shareBp: 100, swapped: true })
  await target.apply(back)
  expect(sagemaker.greenBp).toBe(10_000)
  await target.promote({ digest: A, expectedGeneration: null })
  expect(await target.read()).toMatchObject({ shareBp: 0, swapped: false })
  expect(sagemaker.greenBp).toBe(0)
})

test('killed between the weights and the tag, the repetition writes the tag alone', async () => {
  const target = open()
  await setShare(target, 5000)
  aws.onCall = (action) => (action === 'AddTags' ? { kind: 'cut-before' } : null)
  await expect(target.promote({ digest: B, expectedGeneration: null })).rejects.toMatchObject({ kind: 'unknown-outcome' })
  expect(await target.read()).toMatchObject({ shareBp: 10_000, swapped: false })
  aws.onCall = () => null
  const writes = sagemaker.writes.length
  await target.promote({ digest: B, expectedGeneration: null })
  expect(sagemaker.writes).toHaveLength(writes)
  expect(await target.read()).toMatchObject({ shareBp: 0, swapped: true })
})

test.each([
  ['Creating', 'unavailable', 'the endpoint is Creating'],
  ['OutOfService', 'refused', 'the endpoint is OutOfService'],
  ['Failed', 'refused', 'the endpoint is Failed (no capacity)'],
  ['Deleting', 'unavailable', 'the endpoint is Deleting'],
] as const)('an endpoint that is %s has no arm that is ready, and gets no canary', async (status, kind, why) => {
  sagemaker.status = status
  sagemaker.failureReason = status === 'Failed' ? 'no capacity' : undefined
  const target = open()
  const { arms, effectiveBp, generation } = await target.read()
  expect([arms.stable.why, arms.canary.why, effectiveBp]).toEqual([why, why, 0])
  await expect(target.apply({ shareBp: 500, expectedGeneration: generation, leaseMs: null })).rejects.toMatchObject({ kind })
  expect(sagemaker.writes).toEqual([])
})

test('maintenance by AWS leaves the share readable and the arms ready', async () => {
  const target = open()
  await setShare(target, 500)
  sagemaker.status = 'SystemUpdating'
  expect(await target.read()).toMatchObject({ shareBp: 500, effectiveBp: 500, mixed: null, arms: { canary: { ready: true } } })
})

test.each([
  [
    'a weight that is not told',
    () => [variant('blue', 1), { VariantName: 'green', CurrentInstanceCount: 1 }],
    'tells no weight of green, which is not the same as 0',
  ],
  ['two weights of 0', () => [variant('blue', 0), variant('green', 0)], 'blue and green both have weight 0'],
  [
    'a third variant with traffic',
    () => [variant('blue', 8), variant('green', 1), variant('red', 1)],
    'variant red of no arm has weight 1',
  ],
] as const)('%s: no share is guessed, and a rollback is still done', async (_, variants, words) => {
  sagemaker.variants = [...variants()]
  const target = open()
  expect(await target.read()).toMatchObject({ shareBp: null, mixed: expect.stringContaining(words) })
  await target.apply(back)
  expect(sagemaker.writes).toHaveLength(1)
})

test('another endpoint configuration under way: mixed, no identity, and no canary until it is deployed', async () => {
  const target = open()
  sagemaker.configs['fraud-2'] = { blue: 'fraud-v1', green: 'fraud-v1' }
  sagemaker.begin(() => {
    sagemaker.pendingConfig = 'fraud-2'
  })
  const state = await target.read()
  expect(state).toMatchObject({ shareBp: null, mixed: 'endpoint configuration fraud-2 is being deployed' })
  expect([state.arms.stable.identity, state.arms.canary.identity]).toEqual([null, null])
  await expect(target.apply({ shareBp: 500, expectedGeneration: state.generation, leaseMs: null })).rejects.toMatchObject({
    kind: 'unavailable',
  })
  sagemaker.pass(60_000)
  expect((await target.read()).arms.canary.identity).toBe(A)
})

test('a canary without instances is not ready, serves nothing, and cannot be promoted; a serverless one needs none', async () => {
  const target = open()
  await setShare(target, 500)
  sagemaker.variants = sagemaker.variants.map((one) => (one.VariantName === 'green' ? { ...one, CurrentInstanceCount: 0 } : one))
  expect(await target.read()).toMatchObject({
    shareBp: 500,
    effectiveBp: 0,
    arms: { canary: { ready: false, why: 'variant green has no instance' } },
  })
  await expect(target.promote({ digest: B, expectedGeneration: null })).rejects.toMatchObject({ kind: 'refused' })
  const serverless = { CurrentServerlessConfig: { MemorySizeInMB: 2048, MaxConcurrency: 5 } }
  sagemaker.variants = [
    { VariantName: 'blue', CurrentWeight: 1, DesiredWeight: 1, ...serverless },
    { VariantName: 'green', CurrentWeight: 0, DesiredWeight: 0, ...serverless },
  ]
  await setShare(target, 500)
  expect(await target.read()).toMatchObject({ shareBp: 500, effectiveBp: 500, arms: { canary: { ready: true } } })
})

test('names that are not there, and a tag of other variants, are refused in words', async () => {
  await expect(open({ endpoint: 'fruad' }).read()).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('Could not find endpoint'),
  })
  await expect(open({ canary: 'purple' }).read()).rejects.toMatchObject({
    kind: 'refused',
    message: 'the endpoint has no production variant purple, but blue, green',
  })
  sagemaker.tags.set('sluice:roles', `stable=red promoted=${B}`)
  await expect(open().read()).rejects.toMatchObject({
    kind: 'refused',
    message: expect.stringContaining('fits neither `blue` nor `green`'),
  })
})

const json = (type: string, status = 400, message = 'no'): Fault => ({
  kind: 'answer',
  status,
  body: JSON.stringify({ __type: type, message }),
})
const READS = ['DescribeEndpoint', 'DescribeEndpointConfig', 'DescribeModel', 'ListTags']

test.each([
  // fault, of a read, of a write
  ['throttling', json('ThrottlingException', 400, 'Rate exceeded'), 'unavailable', 'unavailable'],
  [
    '429',
    { kind: 'answer', status: 429, body: 'slow down', headers: { 'retry-after': '1', 'content-type': 'text/plain' } },
    'unavailable',
    'unavailable',
  ],
  ['an expired token', json('ExpiredTokenException', 403, 'The security token included in the request is expired'), 'refused', 'refused'],
  ['a missing permission', json('AccessDeniedException', 400, 'is not authorized to perform: sagemaker:…'), 'refused', 'refused'],
  ['a change in between', json('ValidationException', 400, 'Cannot update in-progress endpoint "arn".'), 'refused', 'unavailable'],
  [
    'capital Message',
    { kind: 'answer', status: 400, body: '{"__type":"ValidationException","Message":"Could not find it"}' },
    'refused',
    'refused',
  ],
  [
    '500 as a page',
    { kind: 'answer', status: 500, body: '<html>oops</html>', headers: { 'content-type': 'text/html' } },
    'unavailable',
    'unknown-outcome',
  ],
  ['503', json('ServiceUnavailable', 503), 'unavailable', 'unknown-outcome'],
  ['a cut before', { kind: 'cut-before' }, 'unavailable', 'unknown-outcome'],
  ['a cut after', { kind: 'cut-after' }, 'unavailable', 'unknown-outcome'],
  ['no answer', { kind: 'hang-after' }, 'unavailable', 'unknown-outcome'],
] as const)('%s', async (_, fault, ofRead, ofWrite) => {
  const target = open({ timeout: 300 })
  const { generation } = await target.read()
  aws.onCall = (action) => (READS.includes(action) ? null : fault)
  await expect(target.apply({ shareBp: 500, expectedGeneration: generation, leaseMs: null })).rejects.toMatchObject({ kind: ofWrite })
  expect(aws.calls.filter(({ action }) => action === 'UpdateEndpointWeightsAndCapacities')).toHaveLength(1)
  aws.onCall = (action) => (action === 'DescribeEndpoint' ? fault : null)
  await expect(target.read()).rejects.toMatchObject({ kind: ofRead })
})

test('a read is tried again by the SDK, and messages say what to do about credentials', async () => {
  let left = 2
  aws.onCall = (action) => (action === 'DescribeEndpoint' && left-- > 0 ? json('ThrottlingException') : null)
  expect(await open().read()).toMatchObject({ shareBp: 0 })
  aws.onCall = () => json('ExpiredTokenException', 403, 'The security token included in the request is expired')
  await expect(open().read()).rejects.toThrow(/expired\. Let aws-actions\/configure-aws-credentials run in this job/)
  await aws.close()
  await expect(open().read()).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('could not be sent') })
  aws = await startFakeAws([sagemaker])
})

test('it keeps every rule of the conformance suite that programs are held to', async () => {
  const results = await runConformance({
    target: open(),
    open: async () => open(),
    program: null,
    settleMs: 0,
    leaseMs: null,
    promotes: true,
  })
  expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
  expect(new Set(results.filter(({ outcome }) => outcome === 'skipped').map(({ why }) => why))).toEqual(
    new Set(['it is no program', 'it has no lease']),
  )
})
