import { type ApiPlace, ask, create, get, merge } from './api-client.ts'

export const servicePath = (namespace: string) => `/apis/serving.kserve.io/v1beta1/namespaces/${namespace}/inferenceservices/income`
const MODEL = 'sluice/model-sha256'

type Rolled = {
  latestReadyRevision?: string
  latestCreatedRevision?: string
  latestRolledoutRevision?: string
  previousRolledoutRevision?: string
}
type Service = {
  metadata: { generation: number }
  spec: {
    predictor: { name?: string; annotations?: Record<string, string>; canaryTrafficPercent?: number; model?: { storageUri: string } }
    canary?: { trafficPercent: number; predictor: { name: string; annotations?: Record<string, string> } }[]
  }
  status?: { components?: { predictor?: Rolled & { seen?: string } }; deploymentMode?: string }
}

export async function createService(
  place: ApiPlace,
  namespace: string,
  spec: object,
  annotations: Record<string, string> = {},
): Promise<void> {
  await create(place, `/apis/serving.kserve.io/v1beta1/namespaces/${namespace}/inferenceservices`, {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'income', annotations },
    spec,
  })
}

/** As a deploy step writes it: model, digest and percentage at once. */
export function predictorOf(digest: string, percent: number | null = null): object {
  return {
    ...(percent === null ? {} : { canaryTrafficPercent: percent }),
    annotations: { [MODEL]: digest },
    model: { modelFormat: { name: 'onnx' }, storageUri: `s3://models/${digest.slice(0, 8)}` },
  }
}

/** What a controller may do wrong: take no notice of the percentage, as Standard mode does (kserve#5335). */
export type Obedience = 'obeys' | 'ignores-the-share'

/** Serverless: a revision for each new template, and traffic as KServe's own controller shares it out. */
export async function reconcileServerless(place: ApiPlace, namespace: string, obedience: () => Obedience = () => 'obeys'): Promise<void> {
  const { spec, status } = (await get(place, servicePath(namespace))) as unknown as Service
  const before = status?.components?.predictor ?? {}
  const { canaryTrafficPercent: _, ...written } = spec.predictor
  const template = JSON.stringify(written)
  let { latestReadyRevision: latest = '', latestRolledoutRevision: rolledOut = '', previousRolledoutRevision: previous = '' } = before
  if (before.seen !== template) {
    latest = `income-predictor-${String(Number(latest.slice(-5)) + 1).padStart(5, '0')}`
    await createRevision(place, namespace, latest, spec.predictor.annotations ?? {})
  }
  const percent = obedience() === 'obeys' ? (spec.predictor.canaryTrafficPercent ?? null) : null
  const rest = rolledOut === latest && percent !== null && percent < 100 ? previous : rolledOut
  const isSplit = percent !== null && percent < 100 && rest !== ''
  const traffic = [
    { latestRevision: true, revisionName: latest, percent: isSplit ? percent : 100 },
    ...(isSplit ? [{ latestRevision: false, revisionName: rest, percent: 100 - percent, tag: 'prev' }] : []),
  ]
  if (!isSplit && rolledOut !== latest) [previous, rolledOut] = [rolledOut, latest]
  const predictor = {
    latestReadyRevision: latest,
    latestCreatedRevision: latest,
    latestRolledoutRevision: rolledOut,
    previousRolledoutRevision: previous,
    traffic,
    seen: template,
  }
  if (JSON.stringify(before) === JSON.stringify(predictor)) return
  const conditions = ['PredictorReady', 'PredictorRouteReady', 'Ready'].map((type) => ({ type, status: 'True' }))
  await ask(
    place,
    'PATCH',
    `${servicePath(namespace)}/status`,
    { status: { deploymentMode: 'Knative', conditions, components: { predictor } } },
    'application/merge-patch+json',
  )
}

async function createRevision(place: ApiPlace, namespace: string, name: string, annotations: object): Promise<void> {
  const revisions = `/apis/serving.knative.dev/v1/namespaces/${namespace}/revisions`
  const body = { apiVersion: 'serving.knative.dev/v1', kind: 'Revision', metadata: { name, annotations }, spec: {} }
  await ask(place, 'POST', revisions, body)
}

/** Standard: each canary is a Deployment of its own, with a weight in the route. */
export async function reconcileStandard(place: ApiPlace, namespace: string): Promise<void> {
  const { spec, status } = (await get(place, servicePath(namespace))) as unknown as Service & { status?: { canaryStatuses?: unknown } }
  const canaryStatuses = (spec.canary ?? []).map(({ predictor, trafficPercent }) => ({ name: predictor.name, ready: true, trafficPercent }))
  if (JSON.stringify(status?.canaryStatuses) === JSON.stringify(canaryStatuses)) return
  const conditions = ['PredictorReady', 'CanaryPredictorReady', 'Ready'].map((type) => ({ type, status: 'True' }))
  await merge(place, `${servicePath(namespace)}/status`, { status: { deploymentMode: 'Standard', conditions, canaryStatuses } })
}
