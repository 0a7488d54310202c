import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CommandTarget } from '../../../src/adapters/targets/command/target.ts'
import { openCommandBench } from '../../../src/adapters/targets/conformance/command-bench.ts'
import { runConformance } from '../../../src/adapters/targets/conformance/suite.ts'
import { FakeAzure } from './fake-azure.ts'
import { FakeVertex } from './fake-vertex.ts'
import { type JsonServer, startJsonServer } from './json-server.ts'

jest.setTimeout(600_000)

const EXAMPLES = join(__dirname, '..', '..', '..', 'examples', 'cloud')
const A = 'a'.repeat(64)
const B = 'b'.repeat(64)

let server: JsonServer
afterEach(() => server.close())

function place(program: string, more: Readonly<Record<string, string>>) {
  const environment = {
    ...{ PATH: process.env['PATH'], SLUICE_STABLE: 'blue', SLUICE_CANARY: 'green' },
    ...{ AZURE_ACCESS_TOKEN: 'azure-token', AZURE_ENDPOINT_ID: FakeAzure.id, AZURE_MANAGEMENT_URL: server.url, AZURE_WAIT_MS: '5000' },
    ...{ GOOGLE_ACCESS_TOKEN: 'google-token', VERTEX_ENDPOINT: FakeVertex.endpoint, VERTEX_URL: server.url },
    ...more,
  }
  const policy = { kind: 'command' as const, run: `"${process.execPath}" "${join(EXAMPLES, program)}"`, timeout: 30_000 }
  return { policy, at: { folder: tmpdir(), environment, signal: new AbortController().signal } }
}

function open(program: string, more: Readonly<Record<string, string>> = {}) {
  const { policy, at } = place(program, more)
  return CommandTarget.open(policy, at)
}

async function conformance(program: string) {
  const { policy, at } = place(program, {})
  const results = await runConformance(await openCommandBench(policy, at, { settleMs: 2000, leaseMs: null, promotes: true }))
  expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
  expect(new Set(results.filter(({ outcome }) => outcome === 'skipped').map(({ why }) => why))).toEqual(new Set(['it has no lease']))
}

const back = { shareBp: 0, expectedGeneration: null, leaseMs: null }

describe('Azure ML', () => {
  let azure: FakeAzure
  beforeEach(async () => {
    azure = new FakeAzure()
    server = await startJsonServer((request, url) => azure.handle(request, url))
  })

  test('keeps every rule of the contract', () => conformance('azure-ml.mjs'))

  test('tells which model each arm serves, what is not ready, and a third deployment with traffic', async () => {
    const target = await open('azure-ml.mjs')
    const { arms } = await target.read()
    expect([arms.stable.identity, arms.canary.identity]).toEqual([A, B])
    azure.deployments['green'] = { provisioningState: 'Failed', environmentVariables: {} }
    azure.deployments['red'] = { provisioningState: 'Succeeded', environmentVariables: {} }
    azure.traffic = { blue: 90, red: 10 }
    expect(await target.read()).toMatchObject({
      shareBp: null,
      mixed: 'deployment red of no arm has 10% of the traffic',
      arms: { canary: { ready: false, why: 'deployment green is Failed' } },
    })
  })

  test('a promotion is one write; a raise during a change is refused, and a rollback waits', async () => {
    const target = await open('azure-ml.mjs')
    await target.promote({ digest: B, expectedGeneration: (await target.read()).generation })
    expect(azure.tags).toEqual({ team: 'risk', 'sluice-roles': `stable=green promoted=${B}` })
    expect(azure.traffic).toEqual({ blue: 0, green: 100 })
    expect(server.requests.filter(({ method }) => method === 'PUT')).toHaveLength(1)
    azure.updateMs = 1500
    const { generation } = await target.read()
    const raise = target.apply({ shareBp: 500, expectedGeneration: generation, leaseMs: null })
    await until(() => azure.provisioningState === 'Updating')
    const second = (await open('azure-ml.mjs')).apply({ shareBp: 1000, expectedGeneration: generation, leaseMs: null })
    await expect(second).rejects.toMatchObject({ kind: 'conflict' })
    await target.apply(back)
    await raise
    expect(await target.read()).toMatchObject({ shareBp: 0, swapped: true })
  })

  test('a token that is not taken, and a change that does not end, are told as what they are', async () => {
    await expect((await open('azure-ml.mjs', { AZURE_ACCESS_TOKEN: 'old' })).read()).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('InvalidAuthenticationToken'),
    })
    azure.updateMs = 60_000
    const slow = await open('azure-ml.mjs', { AZURE_WAIT_MS: '500' })
    await expect(slow.apply({ ...back, shareBp: 500 })).rejects.toMatchObject({ kind: 'unknown-outcome' })
    expect(await slow.read()).toMatchObject({ shareBp: null, mixed: 'the endpoint is Updating' })
  })
})

describe('Vertex AI', () => {
  let vertex: FakeVertex
  beforeEach(async () => {
    vertex = new FakeVertex()
    server = await startJsonServer((request) => vertex.handle(request))
  })

  test('keeps every rule of the contract', () => conformance('vertex-ai.mjs'))

  test.each(['ABORTED', 'FAILED_PRECONDITION'] as const)(
    'a stale etag (%s) is a conflict, and a promotion is one write',
    async (status) => {
      vertex.staleStatus = status
      const target = await open('vertex-ai.mjs')
      const { generation } = await target.read()
      await target.apply({ shareBp: 500, expectedGeneration: generation, leaseMs: null })
      await expect(target.apply({ shareBp: 1000, expectedGeneration: generation, leaseMs: null })).rejects.toMatchObject({
        kind: 'conflict',
      })
      expect(vertex.trafficSplit).toEqual({ '111': 95, '222': 5 })
      await target.promote({ digest: B, expectedGeneration: null })
      expect(vertex.labels).toEqual({ team: 'risk', 'sluice-stable': 'green', 'sluice-promoted': 'b'.repeat(60) })
      expect(server.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(2)
      expect(await target.read()).toMatchObject({ shareBp: 0, swapped: true })
    },
  )

  test('a canary that is not deployed is not ready, and gets nothing', async () => {
    vertex.deployedModels = vertex.deployedModels.slice(0, 1)
    const target = await open('vertex-ai.mjs')
    expect(await target.read()).toMatchObject({ shareBp: 0, effectiveBp: 0, arms: { canary: { ready: false } } })
    await expect(target.apply({ ...back, shareBp: 500 })).rejects.toMatchObject({ kind: 'refused' })
    await target.apply(back)
    expect(vertex.trafficSplit).toEqual({ '111': 100 })
  })
})

async function until(holds: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 400 && !holds(); attempt++) await new Promise((resolve) => setTimeout(resolve, 25))
}
