import type { DeploymentTarget } from '../../../../src/rollout/ports.ts'
import type { ApiPlace } from '../../../support/kubernetes/api-client.ts'
import { create, merge } from '../../../support/kubernetes/api-client.ts'
import { type FakeApiServer, type Fault, startFakeApiServer } from '../../../support/kubernetes/fake-api-server.ts'
import {
  createService,
  predictorOf,
  reconcileServerless,
  reconcileStandard,
  servicePath,
} from '../../../support/kubernetes/inference-services.ts'
import { openKubernetes } from '../../../support/kubernetes/open-target.ts'
import { createRollout, reconcileRollout, rolloutPath, templateFor } from '../../../support/kubernetes/rollouts.ts'
import { createRoute, reconcileRoute } from '../../../support/kubernetes/routes.ts'
import { FakeRollout, type Written } from '../../../support/rollout/fake-rollout.ts'
import { CANARY, type ServiceOptions, STABLE } from '../../../support/rollout/fake-service.ts'
import { Killed, withPoints } from '../../../support/rollout/interrupting.ts'
import { unsafe, watchTarget } from '../../../support/rollout/watch-safety.ts'

// A whole rollout on each target, killed at every request that it makes: the request is lost, or done and its answer lost, and nothing more of
// that tick happens. The next tick goes on from the journal and from what stands.

jest.setTimeout(300_000)

const NS = 'models'
const SHORT: Written = { steps: ['5%', '50%'], bake: '1m', settle: '1m' }
const HEALTHY: ServiceOptions = { rps: 2000 }
const FAILING: ServiceOptions = { rps: 2000, failureRate: { stable: 0.02, canary: 0.2 } }

type Setup = {
  readonly policy: object
  readonly promotion: 'swap' | 'retarget'
  readonly lease?: boolean
  /** Leaves the old model stable and the candidate at share 0. */
  deploy(place: ApiPlace): Promise<void>
  reconcile(place: ApiPlace): Promise<void>
}

const SETUPS: Readonly<Record<string, Setup>> = {
  gateway: {
    policy: { kind: 'gateway', route: 'income', stable: 'blue', canary: 'green' },
    promotion: 'swap',
    deploy: (place) => createRoute(place, NS),
    reconcile: (place) => reconcileRoute(place, NS),
  },
  'gateway with a dead man': {
    policy: { kind: 'gateway', route: 'income', stable: 'blue', canary: 'green', 'dead-man': 'sluice-income' },
    promotion: 'swap',
    lease: true,
    async deploy(place) {
      await createRoute(place, NS)
      await create(place, `/apis/coordination.k8s.io/v1/namespaces/${NS}/leases`, {
        apiVersion: 'coordination.k8s.io/v1',
        kind: 'Lease',
        metadata: { name: 'sluice-income' },
        spec: { renewTime: new Date().toISOString() },
      })
    },
    reconcile: (place) => reconcileRoute(place, NS),
  },
  'KServe, serverless': {
    policy: { kind: 'kserve', service: 'income' },
    promotion: 'retarget',
    async deploy(place) {
      await createService(place, NS, { predictor: predictorOf(STABLE) }, { 'serving.kserve.io/deploymentMode': 'Serverless' })
      await reconcileServerless(place, NS)
      await merge(place, servicePath(NS), { spec: { predictor: predictorOf(CANARY, 0) } })
    },
    reconcile: (place) => reconcileServerless(place, NS),
  },
  'KServe, Standard': {
    policy: { kind: 'kserve', service: 'income', stable: 'blue', canary: 'green' },
    promotion: 'swap',
    deploy: (place) =>
      createService(
        place,
        NS,
        {
          predictor: { ...predictorOf(STABLE), name: 'blue' },
          canary: [{ trafficPercent: 0, predictor: { ...predictorOf(CANARY), name: 'green' } }],
        },
        { 'serving.kserve.io/deploymentMode': 'Standard' },
      ),
    reconcile: (place) => reconcileStandard(place, NS),
  },
  'Argo Rollouts': {
    policy: { kind: 'argo-rollouts', rollout: 'income' },
    promotion: 'retarget',
    async deploy(place) {
      await createRollout(place, NS, STABLE)
      await reconcileRollout(place, NS)
      await merge(place, rolloutPath(NS), { spec: { template: templateFor(CANARY) } })
    },
    reconcile: (place) => reconcileRollout(place, NS),
  },
}

let fake: FakeApiServer
beforeEach(async () => {
  fake = await startFakeApiServer()
  fake.tokens.set('controller', null)
})
afterEach(() => fake.close())

type Story = { readonly ended: string | undefined; readonly offences: readonly unknown[]; readonly requests: readonly string[] }

/** @param kill at which request of the target, and how it ends */
async function play(
  { policy, promotion, lease = false, deploy, reconcile }: Setup,
  options: ServiceOptions,
  kill: { at: number; fault: Fault } | null,
): Promise<Story> {
  const controller: ApiPlace = { url: fake.url, token: 'controller' }
  fake.store.clear()
  await deploy(controller)
  fake.afterWrite = () => reconcile(controller)
  await reconcile(controller)
  const rollout = new FakeRollout({ ...options, promotion, lease }, SHORT)
  rollout.start()
  const target = await openKubernetes({ url: fake.url, token: 'admin' }, { ...policy, propagation: '2s' }, NS)
  const { target: watched, offences } = watchTarget(target, async () => rollout.history)
  const requests: string[] = []
  let isDead = false
  fake.onRequest = (method, path) => {
    requests.push(`${method} ${path.split('/').slice(6).join('/')}`)
    if (isDead) return 'reset-lost'
    if (kill === null || requests.length - 1 !== kill.at) return null
    isDead = true
    return kill.fault
  }
  for (let ticks = 0; ticks < 60 && !['promoted', 'rolled-back'].includes(rollout.state ?? ''); ticks++) {
    isDead = false
    const ports = withPoints({ ...rollout.ports, target: watched, identity: null }, () => {
      if (isDead) throw new Killed()
    })
    await rollout.tick({ ...ports, target: withIdentity(ports.target) }).catch((error: unknown) => {
      if (!(error instanceof Killed)) throw error
    })
    isDead = false
    await mirror(rollout, target)
    rollout.service.pass(60_000)
  }
  return { ended: rollout.state, offences: [...offences, ...unsafe(rollout)], requests }
}

/** A route does not tell which model is behind it; a probe of the arms would. */
function withIdentity(target: DeploymentTarget): DeploymentTarget {
  return {
    capabilities: target.capabilities,
    async read() {
      const state = await target.read()
      const behind = behindArms(state.swapped)
      const told = (arm: 'stable' | 'canary') => ({ ...state.arms[arm], identity: state.arms[arm].identity ?? behind[arm] })
      return { ...state, arms: { stable: told('stable'), canary: told('canary') } }
    },
    apply: (request) => target.apply(request),
    renewLease: (durationMs) => target.renewLease(durationMs),
    promote: (request) => target.promote(request),
  }
}

function behindArms(swapped: boolean | undefined) {
  return swapped === true ? { stable: CANARY, canary: STABLE } : { stable: STABLE, canary: CANARY }
}

/** Traffic follows what really stands. */
async function mirror({ service }: FakeRollout, target: DeploymentTarget): Promise<void> {
  const before = fake.onRequest
  fake.onRequest = () => null
  const { shareBp, swapped, arms } = await target.read()
  fake.onRequest = before
  service.shareBp = shareBp ?? service.shareBp
  service.swapped = swapped ?? false
  const named = behindArms(swapped)
  service.models = { stable: arms.stable.identity ?? named.stable, canary: arms.canary.identity ?? named.canary }
}

const STORIES = Object.entries(SETUPS).flatMap(([name, setup]) => [
  [`${name}, healthy`, setup, HEALTHY, 'promoted'] as const,
  [`${name}, failing`, setup, FAILING, 'rolled-back'] as const,
])

test.each(STORIES)('%s: killed at every request and resumed, it ends the same, and is never unsafe', async (_, setup, options, ending) => {
  const whole = await play(setup, options, null)
  expect([whole.ended, whole.offences]).toEqual([ending, []])
  expect(whole.requests.some((request) => request.startsWith('PATCH leases'))).toBe(setup.lease === true)
  const wrong: unknown[] = []
  for (const [at, request] of whole.requests.entries()) {
    for (const fault of request.startsWith('PATCH') ? (['reset-landed', 'reset-lost'] as const) : (['reset-lost'] as const)) {
      const { ended, offences } = await play(setup, options, { at, fault })
      if (ended !== ending || offences.length > 0) wrong.push([at, request, fault, ended, offences])
    }
  }
  expect(wrong).toEqual([])
  expect(whole.requests.filter((request) => request.startsWith('PATCH')).length).toBeGreaterThan(1)
})
