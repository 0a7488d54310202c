import type { ArgoRolloutsTargetPolicy } from '../../../rollout/policy/targets/argo-rollouts.ts'
import type { GatewayTargetPolicy } from '../../../rollout/policy/targets/gateway.ts'
import type { KserveTargetPolicy } from '../../../rollout/policy/targets/kserve.ts'
import type { Outside } from '../../outside.ts'
import { KubernetesApi } from './client/api.ts'
import { openConnection } from './client/open-connection.ts'
import { DeadMan } from './dead-man.ts'
import { KubernetesTarget } from './target.ts'
import type { Kind } from './view.ts'

export type KubernetesPolicy = GatewayTargetPolicy | KserveTargetPolicy | ArgoRolloutsTargetPolicy

/** @throws UsageError when no cluster can be found by it */
export async function openKubernetesTarget(policy: KubernetesPolicy, outside: Outside): Promise<KubernetesTarget> {
  const { context, namespace, timeout, propagation, deadMan } = policy
  const connection = await openConnection({ context, namespace }, outside)
  const api = new KubernetesApi(connection, timeout)
  const kind = await openKind(policy, api)
  return new KubernetesTarget({
    kind,
    api,
    deadMan: deadMan === null ? null : new DeadMan(api, deadMan),
    propagationMs: propagation,
    signal: outside.signal,
  })
}

async function openKind(policy: KubernetesPolicy, api: KubernetesApi): Promise<Kind> {
  switch (policy.kind) {
    case 'gateway': {
      const { GatewayKind } = await import('./gateway/kind.ts')
      return new GatewayKind(policy, api)
    }
    case 'kserve': {
      const { KserveKind } = await import('./kserve/kind.ts')
      return new KserveKind(policy, api)
    }
    case 'argo-rollouts': {
      const { ArgoRolloutsKind } = await import('./argo/kind.ts')
      return ArgoRolloutsKind.open(policy, api)
    }
  }
}
