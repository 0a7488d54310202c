import type { GatewayTargetPolicy } from '../../../rollout/policy/targets/gateway.ts'
import { KubernetesApi } from './client/api.ts'
import { openConnection } from './client/open-connection.ts'
import { DeadMan } from './dead-man.ts'
import type { Outside } from './outside.ts'
import { KubernetesTarget } from './target.ts'
import type { Kind } from './view.ts'

export type KubernetesPolicy = GatewayTargetPolicy

/** @throws UsageError when no cluster can be found by it */
export async function openKubernetesTarget(policy: KubernetesPolicy, outside: Outside): Promise<KubernetesTarget> {
  const { context, namespace, timeout, propagation, deadMan } = policy
  const connection = await openConnection({ context, namespace }, outside)
  const api = new KubernetesApi(connection, timeout, outside)
  const kind = await openKind(policy, api)
  return new KubernetesTarget({ kind, api, deadMan: deadMan === null ? null : new DeadMan(api, deadMan), propagationMs: propagation })
}

async function openKind(policy: KubernetesPolicy, api: KubernetesApi): Promise<Kind> {
  switch (policy.kind) {
    case 'gateway': {
      const { GatewayKind } = await import('./gateway/kind.ts')
      return new GatewayKind(policy, api)
    }
  }
}
