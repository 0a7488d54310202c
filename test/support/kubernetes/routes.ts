import { type ApiPlace, create, get, merge } from './api-client.ts'
import type { JsonObject } from './json-patch.ts'

export const routePath = (namespace: string, name = 'income') =>
  `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes/${name}`

/** An HTTPRoute with a rule for each arm alone (for probes) and one with both, and a ready endpoint for each Service. */
export async function createRoute(place: ApiPlace, namespace: string, weights: readonly [number, number] = [10_000, 0]): Promise<void> {
  const ref = (name: string, weight: number) => ({ name, port: 80, weight })
  await create(place, `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes`, {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'income' },
    spec: {
      parentRefs: [{ name: 'edge' }],
      rules: [
        { matches: [{ headers: [{ name: 'x-sluice-arm', value: 'green' }] }], backendRefs: [ref('green', 1)] },
        { backendRefs: [ref('blue', weights[0]), ref('green', weights[1])] },
      ],
    },
  })
  for (const service of ['blue', 'green']) {
    await create(place, `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`, {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `${service}-x`, labels: { 'kubernetes.io/service-name': service } },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
    })
  }
}

export async function setReady(place: ApiPlace, namespace: string, service: string, ready: boolean): Promise<void> {
  const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices/${service}-x`
  await merge(place, path, { endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready } }] })
}

export type Weights = { readonly blue: number; readonly green: number }

export async function weightsOf(place: ApiPlace, namespace: string): Promise<Weights> {
  const route = (await get(place, routePath(namespace))) as unknown as { spec: { rules: { backendRefs: { weight: number }[] }[] } }
  const [blue, green] = route.spec.rules[1]?.backendRefs ?? []
  return { blue: blue?.weight ?? -1, green: green?.weight ?? -1 }
}

/** What a gateway's controller does: it takes the route up, and says which generation it serves. */
export async function reconcileRoute(place: ApiPlace, namespace: string): Promise<void> {
  const route = await get(place, routePath(namespace))
  const { generation } = route['metadata'] as { generation: number }
  const parents = (route['status'] as { parents?: { conditions: { observedGeneration: number }[] }[] } | undefined)?.parents
  if (parents?.[0]?.conditions[0]?.observedGeneration === generation) return
  const condition = (type: string): JsonObject => ({ type, status: 'True', reason: type, observedGeneration: generation, message: '' })
  await merge(place, `${routePath(namespace)}/status`, {
    status: {
      parents: [
        {
          parentRef: { name: 'edge' },
          controllerName: 'example.net/gateway',
          conditions: [condition('Accepted'), condition('ResolvedRefs')],
        },
      ],
    },
  })
}
