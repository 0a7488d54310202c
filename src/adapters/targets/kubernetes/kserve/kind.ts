import type { KserveTargetPolicy } from '../../../../rollout/policy/targets/kserve.ts'
import { TargetError } from '../../../../rollout/ports.ts'
import type { KubernetesApi, Place } from '../client/api.ts'
import type { Kind, Needs, View } from '../view.ts'
import { readDigests, serverlessView } from './serverless.ts'
import { type InferenceService, inferenceService, modeOf } from './service.ts'
import { standardView } from './standard.ts'

const PERCENT_BP = 100

/** An InferenceService: the percentage of its newest revision (serverless), or of a named predictor (Standard mode, KServe 0.20). */
export class KserveKind implements Kind {
  readonly capabilities
  readonly #policy: KserveTargetPolicy
  readonly #api: KubernetesApi
  readonly #place: Place

  constructor(policy: KserveTargetPolicy, api: KubernetesApi) {
    this.#policy = policy
    this.#api = api
    const { service } = policy
    const path = `/apis/serving.kserve.io/v1beta1/namespaces/${api.namespace}/inferenceservices/${service}`
    this.#place = { path, what: `InferenceService ${api.namespace}/${service}` }
    const promotion: 'swap' | 'retarget' = namesOf(policy) === null ? 'retarget' : 'swap'
    const reachableBp = (shareBp: number) => Math.floor(shareBp / PERCENT_BP) * PERCENT_BP
    this.capabilities = { promotion, smallestStepBp: PERCENT_BP, reachableBp }
  }

  async look(needs: Needs): Promise<View> {
    const { object: service, nowMs } = await this.#api.get(this.#place, inferenceService)
    const names = namesOf(this.#policy)
    this.#requireMode(service, names === null ? 'serverless' : 'standard')
    const seen = { place: this.#place, service, nowMs }
    if (names !== null) return standardView(seen, names)
    return serverlessView(seen, needs === 'split' ? null : await readDigests(this.#api, service))
  }

  /** In the other mode the field is ignored: all traffic would go to the candidate at once (kserve#5335, #4074). */
  #requireMode(service: InferenceService, wanted: 'serverless' | 'standard'): void {
    const mode = modeOf(service)
    if (mode === wanted) return
    const { what } = this.#place
    if (mode === null) throw new TargetError('refused', `${what}: neither its status nor its annotation says in which mode it is deployed`)
    const remedy =
      wanted === 'serverless'
        ? '`canaryTrafficPercent` is ignored there; with KServe 0.20 name `stable` and `canary` in the policy, or use `kind: gateway` on its route'
        : '`spec.canary` is ignored there; leave `stable` and `canary` out of the policy'
    throw new TargetError('refused', `${what} is deployed in mode ${mode}: ${remedy}`)
  }
}

function namesOf({ stable, canary }: KserveTargetPolicy): { readonly stable: string; readonly canary: string } | null {
  return stable === null || canary === null ? null : { stable, canary }
}
