import { type ArmState, TargetError } from '../../../../rollout/ports.ts'
import type { JsonPatch, Place } from '../client/api.ts'
import { modelDigest, onlyTo } from '../object.ts'
import type { View, Write } from '../view.ts'
import { type ReplicaSet, templateOf } from './replica-sets.ts'
import { type Ladder, ladderOf, type RolloutObject, type Rung } from './rollout.ts'

type Seen = {
  readonly place: Place
  readonly rollout: RolloutObject
  /** null: not asked for. */
  readonly sets: ReadonlyMap<string, ReplicaSet> | null
  readonly nowMs: number
}

/**
 * Share 0 is Argo's abort: all traffic on the stable version at once, the way back that Argo itself has. It takes the canary's pods away after
 * `abortScaleDownDelaySeconds`; a later share takes the abort back, and Argo starts them before it sends anything.
 */
export function rolloutView({ place, rollout, sets, nowMs }: Seen): View {
  const { metadata, status } = rollout
  const ladder = ladderOf(rollout)
  const weight = weightOf(rollout, ladder)
  const lag = lagOf(rollout, weight)
  const main = (patch: JsonPatch): Write => ({ place, patch: onlyTo(metadata, patch) })
  const onStatus = (patch: JsonPatch): Write => ({ place: { ...place, path: `${place.path}/status` }, patch: onlyTo(metadata, patch) })
  return {
    nowMs,
    generation: [
      metadata.uid,
      metadata.generation,
      weight,
      status.abort === true,
      status.promoteFull === true,
      status.stableRS,
      status.currentPodHash,
    ].join('/'),
    shareBp: weight * 100,
    effectiveBp: lag === null ? weight * 100 : null,
    lag,
    obstacle: ladder.problem ?? (isPromoted(rollout) ? 'there is no new version: its pod template is the stable one' : null),
    arms: { stable: armOf(rollout, sets, 'stable'), canary: armOf(rollout, sets, 'canary') },
    setShare(shareBp) {
      if (shareBp === weight * 100 && lag === null) return null
      if (shareBp === 0) return isPromoted(rollout) ? null : onStatus([{ op: 'add', path: '/status/abort', value: true }])
      const rung = ladder.rungs.findLast((one) => one.weight * 100 === shareBp)
      if (rung === undefined) throw new TargetError('refused', `its ladder has no step of ${shareBp / 100} %`)
      return onStatus(goTo(rollout, rung))
    },
    wayBack: () => [
      { op: 'test', path: '/status/stableRS', value: status.stableRS },
      { op: 'test', path: '/status/currentPodHash', value: status.currentPodHash },
      { op: 'add', path: '/status/abort', value: true },
    ],
    promote(digest) {
      const declared = modelDigest(rollout.spec.template?.metadata?.annotations)
      const stable = digestOf(sets?.get(status.stableRS))
      if (isPromoted(rollout) ? declared === digest : stable === digest) return null
      // Asked for already: Argo is at it.
      if (status.promoteFull === true && declared === digest) return null
      if (sets === null) throw new TargetError('refused', 'the ReplicaSets were not read')
      if (declared !== digest) return main([{ op: 'replace', path: '/spec/template', value: templateWith(sets, digest) }])
      const { ready, why } = armOf(rollout, sets, 'canary')
      if (!ready || status.abort === true)
        throw new TargetError('refused', `the canary cannot be promoted: ${why ?? 'the Rollout is aborted'}`)
      return onStatus([{ op: 'add', path: '/status/promoteFull', value: true }])
    },
  }
}

/** The same pod template in both arms: what is new has become what is stable, or nothing is new. */
function isPromoted({ status: { stableRS, currentPodHash } }: RolloutObject): boolean {
  return stableRS === currentPodHash
}

/** As asked: of the last `setWeight` at or before the current step. */
function weightOf(rollout: RolloutObject, { rungs }: Ladder): number {
  const { abort, currentStepIndex } = rollout.status
  if (isPromoted(rollout) || abort === true) return 0
  return rungs.findLast(({ index }) => index <= (currentStepIndex ?? 0))?.weight ?? 0
}

function lagOf({ spec, status, metadata }: RolloutObject, weight: number): string | null {
  const { observedGeneration, canary, promoteFull } = status
  if (observedGeneration !== String(metadata.generation))
    return `Argo has seen generation ${observedGeneration ?? 'none'} of ${metadata.generation}`
  if (promoteFull === true && status.stableRS !== status.currentPodHash) return 'Argo is promoting the new version'
  if (spec.paused === true) return 'somebody paused the Rollout (`spec.paused`)'
  const served = canary?.weights?.canary.weight ?? 0
  if (served !== weight)
    return `${weight} % are set, and Argo gives ${served} %${status.message === undefined ? '' : ` (${status.message})`}`
  return canary?.weights?.verified === false ? `${weight} % are not verified at the router yet` : null
}

/** Straight to a rung, up or down; what stopped the ladder is taken away with it. */
function goTo({ status }: RolloutObject, { index }: Rung): JsonPatch {
  return [
    { op: 'add', path: '/status/currentStepIndex', value: index },
    ...(status.abort === true ? [{ op: 'replace', path: '/status/abort', value: false } as const] : []),
    ...(status.controllerPause === true ? [{ op: 'replace', path: '/status/controllerPause', value: false } as const] : []),
    ...((status.pauseConditions ?? []).length > 0 ? [{ op: 'remove', path: '/status/pauseConditions' } as const] : []),
  ]
}

function armOf(rollout: RolloutObject, sets: Seen['sets'], arm: 'stable' | 'canary'): ArmState {
  const { stableRS, currentPodHash, abort } = rollout.status
  const hash = arm === 'stable' ? stableRS : currentPodHash
  const set = sets?.get(hash)
  const identity = digestOf(set)
  // Parked by its rollback: its next share starts it, and Argo sends nothing before it is there.
  if (arm === 'canary' && abort === true) return { identity, ready: true, why: null }
  if (set !== undefined && set.status.availableReplicas > 0) return { identity, ready: true, why: null }
  const why =
    hash === ''
      ? 'Argo does not tell its pods yet'
      : `no pod of ${hash} is available${arm === 'canary' ? ' (a weight of 0 needs `setCanaryScale`)' : ''}`
  return { identity, ready: false, why }
}

function digestOf(set: ReplicaSet | undefined): string | null {
  return modelDigest(set?.spec.template?.metadata?.annotations)
}

/** The way back after a promotion: an earlier pod template becomes the new version, which the next call promotes. */
function templateWith(sets: NonNullable<Seen['sets']>, digest: string): object {
  const found = [...sets.values()].find((set) => digestOf(set) === digest)
  if (found !== undefined) return templateOf(found)
  throw new TargetError(
    'refused',
    `no ReplicaSet of the Rollout declares ${digest.slice(0, 12)} in its template's annotation sluice/model-sha256`,
  )
}
