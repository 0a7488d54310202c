import * as z from 'zod'
import { type ArmState, TargetError } from '../../../../rollout/ports.ts'
import type { KubernetesApi, Place } from '../client/api.ts'
import { metadata, modelDigest, onlyTo, sayCondition } from '../object.ts'
import type { View } from '../view.ts'
import { conditionOf, type InferenceService } from './service.ts'

export type SeenService = { readonly place: Place; readonly service: InferenceService; readonly nowMs: number }

type Revisions = { readonly latest: string; readonly created: string; readonly stable: string; readonly previous: string }
/** By the revision's name: what its deploy step declared, in an object that nobody can change any more. */
export type Digests = ReadonlyMap<string, string | null>

const revision = z.looseObject({ metadata })
const PERCENT = '/spec/predictor/canaryTrafficPercent'

/**
 * Which revision has the rest of the traffic: as KServe's own controller picks it. With no percentage, and with 100, everything is on the
 * newest one.
 */
function revisionsOf({ spec, status }: InferenceService): Revisions {
  const told = status.components.predictor
  const [latest, rolledOut, previous] = [
    told?.latestReadyRevision ?? '',
    told?.latestRolledoutRevision ?? '',
    told?.previousRolledoutRevision ?? '',
  ]
  const percent = spec.predictor.canaryTrafficPercent ?? null
  const isBack = percent !== null && percent < 100 && rolledOut === latest
  return { latest, created: told?.latestCreatedRevision ?? '', stable: isBack ? previous : rolledOut, previous }
}

export async function readDigests(api: KubernetesApi, service: InferenceService): Promise<Digests> {
  const { latest, stable, previous } = revisionsOf(service)
  const names = [...new Set([latest, stable, previous])].filter((name) => name !== '')
  const found = await Promise.all(
    names.map(async (name) => {
      const path = `/apis/serving.knative.dev/v1/namespaces/${api.namespace}/revisions/${name}`
      const { object } = await api.get({ path, what: `Revision ${api.namespace}/${name}` }, revision)
      return [name, modelDigest(object.metadata.annotations)] as const
    }),
  )
  return new Map(found)
}

/** @param digests null: not asked for */
export function serverlessView({ place, service, nowMs }: SeenService, digests: Digests | null): View {
  const revisions = revisionsOf(service)
  const percent = service.spec.predictor.canaryTrafficPercent ?? null
  const served = servedPercent(service, revisions)
  const lag = lagOf(percent, served, revisions)
  const write = (patch: Parameters<typeof onlyTo>[1]) => ({ place, patch: onlyTo(service.metadata, patch) })
  const setPercent = (value: number) => write([{ op: 'add', path: PERCENT, value }])
  const arm = (name: string, why: string | null): ArmState => ({ identity: digests?.get(name) ?? null, ready: why === null, why })
  return {
    nowMs,
    generation: `${service.metadata.uid}/${service.metadata.generation}`,
    shareBp: (percent ?? 0) * 100,
    effectiveBp: percent === null ? 0 : served === null ? null : served * 100,
    lag,
    obstacle: percent === null ? NOTHING_NEW : null,
    arms: {
      stable: arm(revisions.stable, whyNotServing(service)),
      canary: arm(revisions.latest, whyNotReady(service, revisions)),
    },
    setShare: (shareBp) => (percent === null && shareBp === 0 ? null : setPercent(percentOf(shareBp))),
    wayBack: () => [{ op: 'replace', path: PERCENT, value: 0 }],
    promote(digest) {
      const has = (name: string) => name !== '' && digests?.get(name) === digest
      if (percent === null && has(revisions.latest)) return null
      if (percent === 0 && has(revisions.stable)) return null
      if (digests === null) throw new TargetError('refused', 'the revisions were not read')
      if (has(revisions.latest)) return promotion(service, revisions, write([{ op: 'remove', path: PERCENT }]))
      if (has(revisions.stable) || has(revisions.previous)) return setPercent(0)
      throw new TargetError('refused', `no revision that KServe can send traffic to declares ${digest.slice(0, 12)} in ${ANNOTATED}`)
    },
  }
}

const ANNOTATED = '`spec.predictor.annotations["sluice/model-sha256"]`'
const NOTHING_NEW =
  'there is no `canaryTrafficPercent`: everything is on the newest revision; deploy the candidate with `canaryTrafficPercent: 0` in the same write'

export function percentOf(shareBp: number): number {
  if (shareBp % 100 === 0) return shareBp / 100
  throw new TargetError('refused', `KServe sets whole percents, not ${shareBp} basis points`)
}

function promotion<Made>(service: InferenceService, revisions: Revisions, made: Made): Made {
  const why = whyNotReady(service, revisions)
  if (why !== null) throw new TargetError('refused', `the canary cannot be promoted: ${why}`)
  return made
}

function whyNotReady(service: InferenceService, { latest, created }: Revisions): string | null {
  if (latest === '') return 'no revision is ready'
  if (created === latest || created === '') return null
  const told = conditionOf(service, 'PredictorConfigurationReady', 'PredictorReady')
  return `revision ${created} is not ready${told === null || told.status === 'True' ? '' : ` (${sayCondition(told)})`}`
}

/** A candidate that fails makes the whole service unready; its route says whether the stable revision is served. */
function whyNotServing(service: InferenceService): string | null {
  const told = conditionOf(service, 'PredictorRouteReady', 'PredictorReady', 'Ready')
  if (told === null) return 'KServe does not say that it is ready'
  return told.status === 'True' ? null : sayCondition(told)
}

/** Of the newest revision; null where the status does not tell. */
function servedPercent({ status }: InferenceService, { latest }: Revisions): number | null {
  const traffic = status.components.predictor?.traffic ?? []
  if (traffic.length === 0) return null
  const ofLatest = traffic.filter(
    ({ revisionName, latestRevision }) => revisionName === latest || (revisionName === undefined && latestRevision),
  )
  return ofLatest.reduce((sum, { percent }) => sum + (percent ?? 0), 0)
}

/** By the traffic itself: KServe copies its `observedGeneration` from a child object's counter (kserve#6081), which says nothing of this one. */
function lagOf(percent: number | null, served: number | null, { latest, stable, created }: Revisions): string | null {
  if (percent !== null && percent < 100 && stable === '')
    return 'no earlier revision has ever had all traffic: KServe ignores the percentage'
  if (served === null) return 'KServe does not say who gets the traffic'
  // A newest revision that is not ready yet gets nothing, whatever is asked.
  if (created !== latest && created !== '') return percent === 0 ? null : `revision ${created} is not ready, and ${latest} gets ${served} %`
  const asked = percent ?? 100
  return served === asked ? null : `${asked} % are set, and KServe gives ${served} % to ${latest}`
}
