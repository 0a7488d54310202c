import { type ApiPlace, ask, create, get, JSON_PATCH } from './api-client.ts'

export const rolloutPath = (namespace: string) => `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts/income`
const setsPath = (namespace: string) => `/apis/apps/v1/namespaces/${namespace}/replicasets`

export const LADDER: readonly object[] = [
  { setCanaryScale: { replicas: 1 } },
  ...[0, 1, 5, 25, 50].flatMap((weight) => [{ setWeight: weight }, { pause: {} }]),
]

export const templateFor = (digest: string) => ({
  metadata: { labels: { app: 'income' }, annotations: { 'sluice/model-sha256': digest } },
  spec: { containers: [{ name: 'model', image: 'example.net/model:1' }] },
})

export async function createRollout(
  place: ApiPlace,
  namespace: string,
  digest: string,
  steps: readonly object[] = LADDER,
  more: object = {},
): Promise<void> {
  await create(place, `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/rollouts`, {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Rollout',
    metadata: { name: 'income' },
    spec: {
      replicas: 2,
      template: templateFor(digest),
      strategy: { canary: { canaryService: 'c', stableService: 's', trafficRouting: { plugins: {} }, steps, ...more } },
    },
  })
}

type Rollout = {
  metadata: { uid: string; generation: number; resourceVersion: string }
  spec: {
    template: { metadata: { annotations: Record<string, string> } }
    strategy: { canary: { steps: { setWeight?: number; pause?: object }[] } }
  }
  status?: {
    stableRS?: string
    currentPodHash?: string
    currentStepIndex?: number
    abort?: boolean
    promoteFull?: boolean
    pauseConditions?: object[]
  }
}

/**
 * Argo's controller, as its source has it: a ReplicaSet for each template, steps until one pauses, an abort that gives all to the stable one, a
 * promotion that skips what is left. @param hasSets false where the server serves no ReplicaSets
 */
export async function reconcileRollout(place: ApiPlace, namespace: string, hasSets = true): Promise<void> {
  const rollout = (await get(place, rolloutPath(namespace))) as unknown as Rollout
  const { metadata, spec, status = {} } = rollout
  const { steps } = spec.strategy.canary
  const hash = (spec.template.metadata.annotations['sluice/model-sha256'] ?? '').slice(0, 8)
  const isNew = hash !== status.currentPodHash
  const first = status.stableRS === undefined
  const stable = first ? hash : status.stableRS
  if (isNew && hasSets) await createSet(place, namespace, hash, rollout)
  let abort = isNew ? false : (status.abort ?? false)
  const isDone = stable === hash || (status.promoteFull === true && !abort)
  let index = isNew ? 0 : (status.currentStepIndex ?? 0)
  if (isDone) [index, abort] = [steps.length, false]
  else if (abort) index = 0
  else while (index < steps.length && steps[index]?.pause === undefined) index++
  const weight = isDone || abort ? 0 : (steps.slice(0, index + 1).findLast((step) => step.setWeight !== undefined)?.setWeight ?? 0)
  const next = {
    stableRS: isDone ? hash : stable,
    currentPodHash: hash,
    currentStepIndex: index,
    abort,
    promoteFull: false,
    observedGeneration: String(metadata.generation),
    pauseConditions: isDone || abort ? [] : [{ reason: 'CanaryPauseStep', startTime: '2026-11-29T05:00:00Z' }],
    canary: { weights: { canary: { weight }, stable: { weight: 100 - weight }, verified: true } },
  }
  if (JSON.stringify(status) === JSON.stringify(next)) return
  // Only what was seen: a command that came meanwhile is not undone.
  await ask(
    place,
    'PATCH',
    `${rolloutPath(namespace)}/status`,
    [
      { op: 'replace', path: '/metadata/resourceVersion', value: metadata.resourceVersion },
      { op: 'add', path: '/status', value: next },
    ],
    JSON_PATCH,
  )
}

async function createSet(place: ApiPlace, namespace: string, hash: string, { metadata, spec }: Rollout): Promise<void> {
  const labels = { 'rollouts-pod-template-hash': hash, app: 'income' }
  const template = { ...spec.template, metadata: { ...spec.template.metadata, labels } }
  const owner = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'income', uid: metadata.uid }
  await ask(place, 'POST', setsPath(namespace), {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: `income-${hash}`, labels, ownerReferences: [owner] },
    spec: { template },
  })
  await ask(
    place,
    'PATCH',
    `${setsPath(namespace)}/income-${hash}/status`,
    { status: { availableReplicas: 1 } },
    'application/merge-patch+json',
  )
}
