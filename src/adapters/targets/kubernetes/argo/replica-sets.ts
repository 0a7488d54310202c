import * as z from 'zod'
import type { KubernetesApi } from '../client/api.ts'
import { metadata } from '../object.ts'

const HASH = 'rollouts-pod-template-hash'

const list = z.looseObject({
  items: z
    .array(
      z.looseObject({
        metadata: metadata.extend({
          labels: z.record(z.string(), z.string()).default({}),
          ownerReferences: z.array(z.looseObject({ uid: z.string() })).default([]),
        }),
        spec: z
          .looseObject({
            template: z
              .looseObject({
                metadata: z
                  .looseObject({
                    annotations: z.record(z.string(), z.string()).optional(),
                    labels: z.record(z.string(), z.string()).optional(),
                  })
                  .optional(),
              })
              .optional(),
          })
          .default({}),
        status: z.looseObject({ availableReplicas: z.number().default(0) }).default({ availableReplicas: 0 }),
      }),
    )
    .default([]),
})

export type ReplicaSet = z.output<typeof list>['items'][number]

/** Of one Rollout, by the hash of their pod template. */
export async function readReplicaSets(api: KubernetesApi, rolloutUid: string): Promise<ReadonlyMap<string, ReplicaSet>> {
  const path = `/apis/apps/v1/namespaces/${api.namespace}/replicasets?labelSelector=${HASH}`
  const { object } = await api.get({ path, what: `ReplicaSets of ${api.namespace}` }, list)
  const own = object.items.filter(({ metadata: { ownerReferences } }) => ownerReferences.some(({ uid }) => uid === rolloutUid))
  return new Map(own.map((set) => [set.metadata.labels[HASH] ?? '', set]))
}

/** As the Rollout would have it: without the label that Argo adds. */
export function templateOf({ spec }: ReplicaSet): object {
  const { template = {} } = spec
  const { [HASH]: _, ...labels } = template.metadata?.labels ?? {}
  return { ...template, metadata: { ...template.metadata, labels } }
}
