import type { ArgoRolloutsTargetPolicy } from '../../../../rollout/policy/targets/argo-rollouts.ts'
import { TargetError } from '../../../../rollout/ports.ts'
import type { KubernetesApi, Place } from '../client/api.ts'
import type { Kind, Needs, View } from '../view.ts'
import { readReplicaSets } from './replica-sets.ts'
import { ladderOf, rolloutObject } from './rollout.ts'
import { rolloutView } from './view.ts'

/** A Rollout of Argo Rollouts: the weights of its own ladder, left where they are until Sluice goes on. */
export class ArgoRolloutsKind implements Kind {
  readonly capabilities
  readonly #api: KubernetesApi
  readonly #place: Place

  private constructor(place: Place, api: KubernetesApi, weights: readonly number[]) {
    this.#place = place
    this.#api = api
    const rising = [...new Set(weights)].sort((a, b) => a - b)
    const reachableBp = (shareBp: number) => (rising.findLast((weight) => weight * 100 <= shareBp) ?? 0) * 100
    this.capabilities = { promotion: 'retarget', smallestStepBp: (rising.find((weight) => weight > 0) ?? 100) * 100, reachableBp } as const
  }

  /** What can be set is what its ladder has. @throws TargetError when it cannot be read, or the ladder moves by itself */
  static async open({ rollout }: ArgoRolloutsTargetPolicy, api: KubernetesApi): Promise<ArgoRolloutsKind> {
    const place = {
      path: `/apis/argoproj.io/v1alpha1/namespaces/${api.namespace}/rollouts/${rollout}`,
      what: `Rollout ${api.namespace}/${rollout}`,
    }
    const { object } = await api.get(place, rolloutObject)
    const { rungs, problem } = ladderOf(object)
    if (rungs.length === 0) throw new TargetError('refused', `${place.what}: ${problem ?? 'its ladder has no `setWeight`'}`)
    return new ArgoRolloutsKind(
      place,
      api,
      rungs.map(({ weight }) => weight),
    )
  }

  async look(needs: Needs): Promise<View> {
    const { object: rollout, nowMs } = await this.#api.get(this.#place, rolloutObject)
    const sets = needs === 'split' ? null : await readReplicaSets(this.#api, rollout.metadata.uid)
    return rolloutView({ place: this.#place, rollout, sets, nowMs })
  }
}
