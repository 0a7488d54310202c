import { type ArmState, TargetError } from '../../../../rollout/ports.ts'
import { modelDigest, onlyTo, sayCondition } from '../object.ts'
import type { View } from '../view.ts'
import { percentOf, type SeenService } from './serverless.ts'
import { conditionOf, type InferenceService, type Predictor } from './service.ts'

type Names = { readonly stable: string; readonly canary: string }

/** KServe refuses them in a canary: replicas of one follow its share. */
const AUTOSCALING = ['maxReplicas', 'scaleTarget', 'scaleMetric', 'scaleMetricType', 'autoScaling']

/**
 * Standard mode since KServe 0.20: `spec.predictor` is the stable arm, an entry of `spec.canary` the other. A promotion exchanges the two, so
 * that both Deployments go on under their names without a restart; which one is where is the memory of the roles.
 */
export function standardView({ place, service, nowMs }: SeenService, names: Names): View {
  const { spec, metadata } = service
  const swapped = spec.predictor.name === names.canary
  const name = swapped ? names.stable : names.canary
  const index = spec.canary.findIndex(({ predictor }) => predictor.name === name)
  const entry = spec.canary[index]
  const percent = entry?.trafficPercent ?? 0
  const other = spec.canary.find(({ predictor, trafficPercent }) => predictor.name !== name && trafficPercent > 0)
  const complaint = other === undefined ? null : `spec.canary gives ${other.trafficPercent} % to ${other.predictor.name} too`
  const served = service.status.canaryStatuses.find((one) => one.name === name)
  const write = (patch: Parameters<typeof onlyTo>[1]) => ({ place, patch: onlyTo(metadata, patch) })
  const set = (value: number) => ({ op: 'add', path: `/spec/canary/${index}/trafficPercent`, value }) as const
  const missing = entry === undefined ? `spec.canary has no predictor ${name}` : null
  const arms = {
    stable: stableArm(service),
    canary: canaryArm(entry?.predictor, served?.ready ?? false, missing ?? `KServe does not say that ${name} is ready`),
  }
  const lag = complaint ?? (entry === undefined ? null : lagOf(name, percent, served?.trafficPercent))
  return {
    nowMs,
    generation: `${metadata.uid}/${metadata.generation}`,
    shareBp: percent * 100,
    effectiveBp: lag === null ? percent * 100 : null,
    lag,
    obstacle: missing ?? complaint,
    arms,
    swapped,
    setShare(shareBp) {
      const value = percentOf(shareBp)
      if (missing === null) return write([set(value)])
      if (shareBp === 0) return null
      throw new TargetError('refused', missing)
    },
    wayBack: () => [
      { op: 'test', path: `/spec/canary/${index}/predictor/name`, value: name },
      { ...set(0), op: 'replace' },
    ],
    promote(digest) {
      if (modelDigest(spec.predictor.annotations) === digest) return null
      if (entry === undefined || arms.canary.identity !== digest)
        throw new TargetError('refused', `predictor ${name} does not declare ${digest.slice(0, 12)} in its annotation sluice/model-sha256`)
      if (!arms.canary.ready) throw new TargetError('refused', `the canary cannot be promoted: ${arms.canary.why}`)
      const old = { ...withoutAutoscaling(spec.predictor), name: swapped ? names.canary : names.stable }
      return write([
        { op: 'replace', path: '/spec/predictor', value: overlay(spec.predictor, entry.predictor) },
        { op: 'replace', path: `/spec/canary/${index}`, value: { ...entry, trafficPercent: 0, predictor: old } },
      ])
    },
  }
}

function lagOf(name: string, percent: number, served: number | undefined): string | null {
  if (served === undefined) return `KServe does not say yet what it gives to ${name}`
  return served === percent ? null : `${percent} % are set, and KServe gives ${served} % to ${name}`
}

function stableArm(service: InferenceService): ArmState {
  const told = conditionOf(service, 'PredictorReady', 'Ready')
  const ready = told?.status === 'True'
  const why = told === null ? 'KServe does not say that it is ready' : sayCondition(told)
  return { identity: modelDigest(service.spec.predictor.annotations), ready, why: ready ? null : why }
}

function canaryArm(predictor: Predictor | undefined, ready: boolean, why: string): ArmState {
  return { identity: modelDigest(predictor?.annotations), ready, why: ready ? null : why }
}

/** A canary holds what differs from the stable predictor; KServe runs the two laid over each other, and so must what takes its place. */
function overlay(base: Readonly<Record<string, unknown>>, top: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const laid = Object.entries(top).map(([name, value]) => {
    const below = base[name]
    return [name, isMapping(value) && isMapping(below) ? overlay(below, value) : value]
  })
  return { ...base, ...Object.fromEntries(laid) }
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function withoutAutoscaling(predictor: Predictor): Predictor {
  return Object.fromEntries(Object.entries(predictor).filter(([name]) => !AUTOSCALING.includes(name)))
}
