import type { GatewayTargetPolicy } from '../../../../rollout/policy/targets/gateway.ts'
import { ALL_BP, type ArmState, type ByArm, TargetError } from '../../../../rollout/ports.ts'
import type { JsonPatch, KubernetesApi, Place } from '../client/api.ts'
import { annotate, annotationPath, onlyTo } from '../object.ts'
import type { Kind, Needs, View } from '../view.ts'
import { readEndpoints } from './endpoints.ts'
import { type HttpRoute, httpRoute, type Split, type Splits, splitsOf } from './route.ts'
import { shareOf } from './shares.ts'
import { lagOf, refusalsOf } from './status.ts'

/** Which arm is the stable one, where the next look finds it: an annotation of the route, written in one patch with its weights. */
const SWAPPED = 'sluice/swapped'
/** The model that was promoted last, so that a promotion that is repeated does not swap back. */
const PROMOTED = 'sluice/promoted'

/** The weights of an HTTPRoute: 0.01 % exactly, in all rules that have both backends, in one write. */
export class GatewayKind implements Kind {
  readonly capabilities = { promotion: 'swap', smallestStepBp: 1, reachableBp: (shareBp: number) => shareBp } as const
  readonly #policy: GatewayTargetPolicy
  readonly #api: KubernetesApi
  readonly #place: Place

  constructor(policy: GatewayTargetPolicy, api: KubernetesApi) {
    this.#policy = policy
    this.#api = api
    const { route } = policy
    const path = `/apis/gateway.networking.k8s.io/v1/namespaces/${api.namespace}/httproutes/${route}`
    this.#place = { path, what: `HTTPRoute ${api.namespace}/${route}` }
  }

  async look(needs: Needs): Promise<View> {
    const { stable: blue, canary: green } = this.#policy
    const { object: route, nowMs } = await this.#api.get(this.#place, httpRoute)
    const found = splitsOf(route, blue, green)
    const [split] = found.splits
    if (split === undefined) throw new TargetError('refused', `${this.#place.what}: no rule names both ${blue} and ${green}`)
    const swapped = route.metadata.annotations[SWAPPED] === 'true'
    const arms = needs === 'split' ? UNASKED : await this.#armsOf(route, split, swapped)
    return viewOf({ ...found, place: this.#place, route, swapped, arms, nowMs })
  }

  async #armsOf(route: HttpRoute, split: Split, swapped: boolean): Promise<ByArm<ArmState>> {
    const { blue, green } = split
    const [stable, canary] = swapped ? [green.ref, blue.ref] : [blue.ref, green.ref]
    const ofRoute = refusalsOf(route)
    if (ofRoute !== null || this.#policy.readiness === 'route') {
      const arm = { identity: null, ready: ofRoute === null, why: ofRoute }
      return { stable: arm, canary: arm }
    }
    const ask = async (ref: typeof stable): Promise<ArmState> =>
      // Others than Services (an InferencePool) have no endpoints of their own to ask for.
      ref.kind !== 'Service'
        ? { identity: null, ready: true, why: null }
        : readEndpoints(this.#api, ref.name, ref.namespace ?? this.#api.namespace)
    const [one, other] = await Promise.all([ask(stable), ask(canary)])
    return { stable: one, canary: other }
  }
}

const UNASKED: ByArm<ArmState> = {
  stable: { identity: null, ready: false, why: 'not asked' },
  canary: { identity: null, ready: false, why: 'not asked' },
}

type Seen = Splits & {
  readonly place: Place
  readonly route: HttpRoute
  readonly swapped: boolean
  readonly arms: ByArm<ArmState>
  readonly nowMs: number
}

function viewOf({ place, route, splits, complaint, swapped, arms, nowMs }: Seen): View {
  const { metadata } = route
  const promoted = metadata.annotations[PROMOTED] ?? null
  const shares = splits.map((split) => shareOf(split[swapped ? 'blue' : 'green'].ref, split[swapped ? 'green' : 'blue'].ref))
  const lag = complaint ?? disagreement(splits, shares) ?? lagOf(route)
  const write = (patch: JsonPatch) => ({ place, patch: onlyTo(metadata, patch) })
  return {
    nowMs,
    generation: [metadata.uid, metadata.generation, swapped, promoted ?? ''].join('/'),
    shareBp: new Set(shares).size === 1 ? (shares[0] ?? null) : null,
    effectiveBp: lag === null ? (shares[0] ?? null) : null,
    lag,
    obstacle: complaint,
    arms,
    swapped,
    setShare: (shareBp) => write([...markRoles(route, swapped), ...weightPatch(splits, swapped, shareBp)]),
    wayBack: () => [
      { op: 'test', path: annotationPath(SWAPPED), value: String(swapped) },
      ...namePatch(splits),
      ...weightPatch(splits, swapped, 0),
    ],
    promote(digest) {
      if (promoted === digest) return null
      if (!arms.canary.ready) throw new TargetError('refused', `the canary cannot be promoted: ${arms.canary.why}`)
      return write([...annotate(metadata, { [SWAPPED]: String(!swapped), [PROMOTED]: digest }), ...weightPatch(splits, !swapped, 0)])
    },
  }
}

/** The dead man's patch asks for it: written once, before it is needed. */
function markRoles({ metadata }: HttpRoute, swapped: boolean): JsonPatch {
  return metadata.annotations[SWAPPED] === undefined ? annotate(metadata, { [SWAPPED]: String(swapped) }) : []
}

/** Always both numbers, and 0 written out: a weight that is left out counts as 1. */
function weightPatch(splits: readonly Split[], swapped: boolean, shareBp: number): JsonPatch {
  return splits.flatMap(({ rule, blue, green }) => {
    const weight = (index: number, value: number) =>
      ({ op: 'add', path: `/spec/rules/${rule}/backendRefs/${index}/weight`, value }) as const
    const [stable, canary] = swapped ? [green, blue] : [blue, green]
    return [weight(stable.index, ALL_BP - shareBp), weight(canary.index, shareBp)]
  })
}

/** Rules that were moved since are not hit by their numbers. */
function namePatch(splits: readonly Split[]): JsonPatch {
  return splits.flatMap(({ rule, blue, green }) =>
    [blue, green].map(
      ({ index, ref }) => ({ op: 'test', path: `/spec/rules/${rule}/backendRefs/${index}/name`, value: ref.name }) as const,
    ),
  )
}

function disagreement(splits: readonly Split[], shares: readonly (number | null)[]): string | null {
  const empty = splits.find((_, index) => shares[index] === null)
  if (empty !== undefined) return `all weights of rule ${empty.rule} are 0: the gateway answers 500`
  if (new Set(shares).size < 2) return null
  return `rules disagree about the share: ${splits.map(({ rule }, index) => `rule ${rule} ${shares[index]} bp`).join(', ')}`
}
