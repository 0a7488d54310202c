import * as z from 'zod'
import type { ArmState } from '../../../../rollout/ports.ts'
import type { KubernetesApi } from '../client/api.ts'

const slices = z.looseObject({
  items: z
    .array(
      z.looseObject({
        endpoints: z.array(z.looseObject({ conditions: z.looseObject({ ready: z.boolean().nullish() }).nullish() })).nullish(),
      }),
    )
    .default([]),
})

/** Whether a Service has an endpoint that is ready: what a gateway sends requests to. */
export async function readEndpoints(api: KubernetesApi, service: string, namespace: string): Promise<ArmState> {
  const selector = encodeURIComponent(`kubernetes.io/service-name=${service}`)
  const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=${selector}`
  const { object } = await api.get({ path, what: `EndpointSlices of Service ${namespace}/${service}` }, slices)
  const endpoints = object.items.flatMap((slice) => slice.endpoints ?? [])
  // What is not told counts as ready (EndpointConditions of the API).
  const ready = endpoints.some(({ conditions }) => conditions?.ready !== false)
  const why =
    endpoints.length === 0 ? `Service ${service} has no endpoints` : `none of ${endpoints.length} endpoints of Service ${service} is ready`
  return { identity: null, ready, why: ready ? null : why }
}
