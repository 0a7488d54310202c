import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { runConformance } from '../../../src/adapters/targets/conformance/suite.ts'
import { create, get, merge } from '../../support/kubernetes/api-client.ts'
import { type RealApiServer, startApiServer } from '../../support/kubernetes/api-server.ts'
import { type Controller, startController } from '../../support/kubernetes/controller.ts'
import { openKubernetes } from '../../support/kubernetes/open-target.ts'
import { createRoute, reconcileRoute, routePath, weightsOf } from '../../support/kubernetes/routes.ts'
import { pause, until } from '../../support/rollout/ports.ts'

jest.setTimeout(180_000)

const TEMPLATES = join(__dirname, '../../../action-templates/targets')
const SCRIPT = join(TEMPLATES, 'kubernetes-dead-man.sh')
const GATEWAY = { kind: 'gateway', route: 'income', stable: 'blue', canary: 'green', 'dead-man': 'sluice-income' }
/** What docs/targets/gateway.md and the template give each of the two accounts. */
const SLUICE = ['get httproutes', 'patch httproutes', 'list endpointslices', 'get leases', 'patch leases']
const DEAD_MAN = ['patch httproutes', 'get leases', 'patch leases']

let server: RealApiServer
let controller: Controller
let namespace: string
let count = 0
beforeAll(async () => {
  server = await startApiServer()
  server.core.tokens.set('sluice', SLUICE)
  server.core.tokens.set('dead-man', DEAD_MAN)
})
afterAll(() => server?.stop())
beforeEach(async () => {
  namespace = `d${count++}`
  await createRoute(server.admin, namespace)
  const lease = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name: 'sluice-income' } }
  await create(server.admin, `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`, lease)
  controller = startController(() => reconcileRoute(server.admin, namespace))
})
afterEach(() => controller.stop())

const leasePath = () => `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases/sluice-income`
const open = () => openKubernetes(server.withToken('sluice'), GATEWAY, namespace)

/** The script of the CronJob, as its pod runs it. */
function start(token: string, looks: number, every: number): ChildProcessWithoutNullStreams {
  const account = mkdtempSync(join(tmpdir(), 'sluice-account-'))
  writeFileSync(join(account, 'token'), token)
  copyFileSync(server.caFile, join(account, 'ca.crt'))
  return spawn('sh', [SCRIPT], {
    env: {
      PATH: process.env['PATH'],
      ACCOUNT: account,
      SERVER: server.admin.url,
      TARGET_PATH: routePath(namespace),
      LEASE_PATH: leasePath(),
      LOOKS: String(looks),
      EVERY: String(every),
    },
  })
}

function look(token = 'dead-man'): Promise<string> {
  const child = start(token, 1, 0)
  let said = ''
  child.stdout.on('data', (chunk) => {
    said += chunk
  })
  child.stderr.on('data', (chunk) => {
    said += chunk
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve(said) : reject(new Error(`exit code ${code}: ${said}`))))
  })
}

async function settled() {
  const target = await open()
  await until('the gateway', async () => (await target.read()).arms.canary.ready)
  return target
}

test('without a beat no traffic is given; with one a share stands until its lease is over, and then goes back by itself', async () => {
  const target = await settled()
  const raise = () => target.apply({ shareBp: 500, expectedGeneration: null, leaseMs: 3000 })
  await expect(raise()).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('never beaten') })
  expect(await look()).toBe('')
  await raise()
  expect(await target.read()).toMatchObject({ shareBp: 500, mixed: null })
  expect(await look()).toBe('')
  expect(await weightsOf(server.admin, namespace)).toEqual({ blue: 9500, green: 500 })
  await pause(3500)
  expect(await look()).toContain('all traffic is back')
  expect(await weightsOf(server.admin, namespace)).toEqual({ blue: 10_000, green: 0 })
  await until('the gateway', async () => (await target.read()).mixed === null)
  expect(await target.read()).toMatchObject({ shareBp: 0, effectiveBp: 0, leaseLeftMs: null })
  await expect(target.renewLease(60_000)).rejects.toMatchObject({ kind: 'refused', message: expect.stringContaining('run out') })
  expect(await look()).toBe('')
})

test('a renewal keeps the share; a promotion is not taken back by what was left before it', async () => {
  const target = await settled()
  await look()
  await target.apply({ shareBp: 500, expectedGeneration: null, leaseMs: 2000 })
  const before = await get(server.admin, leasePath())
  await target.renewLease(60_000)
  await pause(2500)
  expect(await look()).toBe('')
  expect((await target.read()).shareBp).toBe(500)
  await target.promote({ digest: 'a'.repeat(64), expectedGeneration: null })
  // As if Sluice had been killed right after the promotion: the lease of before is still there, and over.
  const { annotations } = before['metadata'] as { annotations: Record<string, string> }
  await merge(server.admin, leasePath(), { metadata: { annotations } })
  expect(await look()).toContain('does not fit the object any more')
  expect(await weightsOf(server.admin, namespace)).toEqual({ blue: 0, green: 10_000 })
})

test('a dead man that may not write does not beat', async () => {
  server.core.tokens.set('weak', ['get leases', 'patch leases'])
  expect(await look('weak')).toContain('cannot be written: 403')
  await expect((await settled()).apply({ shareBp: 500, expectedGeneration: null, leaseMs: 3000 })).rejects.toMatchObject({
    kind: 'refused',
  })
})

test('with the dead man looking the target keeps every rule, those of leases too', async () => {
  const target = await settled()
  const watching = start('dead-man', 500, 0.2)
  await until('a beat', async () => JSON.stringify(await get(server.admin, leasePath())).includes('renewTime'))
  const results = await runConformance({ target, open, program: null, settleMs: 8000, leaseMs: 4000, promotes: true })
  expect(results.filter(({ outcome }) => outcome === 'broken')).toEqual([])
  expect(results.filter(({ outcome }) => outcome === 'kept').length).toBeGreaterThanOrEqual(14)
  watching.kill()
})

test('the CronJob of the template runs this very script, as an account with no more rights than it needs', () => {
  const [account, role, binding, lease, script, job] = parseAllDocuments(
    readFileSync(join(TEMPLATES, 'kubernetes-dead-man.yml'), 'utf8'),
  ).map((one) => one.toJS())
  expect([account, role, binding, lease, script, job].map(({ kind }) => kind)).toEqual([
    'ServiceAccount',
    'Role',
    'RoleBinding',
    'Lease',
    'ConfigMap',
    'CronJob',
  ])
  expect(script.data['dead-man.sh']).toBe(readFileSync(SCRIPT, 'utf8'))
  const rights = role.rules.flatMap(({ resources, verbs }: { resources: string[]; verbs: string[] }) =>
    resources.flatMap((one) => verbs.map((verb) => `${verb} ${one}`)),
  )
  expect(rights.sort()).toEqual([...DEAD_MAN].sort())
  for (const { resourceNames } of role.rules) expect(resourceNames).toHaveLength(1)
  const { containers, serviceAccountName } = job.spec.jobTemplate.spec.template.spec
  expect([serviceAccountName, job.spec.concurrencyPolicy]).toEqual([account.metadata.name, 'Forbid'])
  const environment = Object.fromEntries(containers[0].env.map(({ name, value }: { name: string; value: string }) => [name, value]))
  expect(environment['LEASE_PATH']).toBe(
    `/apis/coordination.k8s.io/v1/namespaces/${lease.metadata.namespace}/leases/${lease.metadata.name}`,
  )
})
