import * as z from 'zod'
import { TargetError } from '../../../rollout/ports.ts'
import type { JsonPatch, KubernetesApi, Place } from './client/api.ts'
import { metadata } from './object.ts'

/** In seconds since 1970: a shell can compare it. */
const UNTIL = 'sluice/lease-until'
/** The patch that takes the traffic back, in base64: the dead man needs no knowledge of its own. */
const WAY_BACK = 'sluice/way-back'

/** It beats each minute, and a late node may drop one. */
const STALE_MS = 180_000
const MOST_RACES = 5

const leaseObject = z.looseObject({ metadata, spec: z.looseObject({ renewTime: z.string().nullish() }).nullish() })

export type LeaseState = {
  readonly leftMs: number | null
  /** In words, why nobody can count on it; null while it beats. */
  readonly stale: string | null
}

/**
 * The CronJob of action-templates/targets/kubernetes-dead-man.yml, through the Lease object of coordination.k8s.io that it beats in: an
 * object of its own, because an annotation of an InferenceService would start a new revision. It beats only after the API server has
 * accepted its way back as a dry run, so a fresh beat says that it runs, that it may, and that it still can.
 */
export class DeadMan {
  readonly #api: KubernetesApi
  readonly #place: Place

  constructor(api: KubernetesApi, name: string) {
    this.#api = api
    const what = `Lease ${api.namespace}/${name} of the dead man`
    this.#place = { path: `/apis/coordination.k8s.io/v1/namespaces/${api.namespace}/leases/${name}`, what }
  }

  async read(): Promise<LeaseState> {
    const { object, nowMs } = await this.#api.get(this.#place, leaseObject)
    const until = untilMs(object.metadata.annotations)
    return { leftMs: until === null ? null : until - nowMs, stale: staleness(object.spec?.renewTime ?? null, nowMs) }
  }

  /** @throws TargetError `refused` when it does not beat: a share would have nobody who takes it back */
  async requireBeat(): Promise<void> {
    const { stale } = await this.read()
    if (stale !== null) throw new TargetError('refused', `${stale}: no more traffic without it`)
  }

  async arm(leaseMs: number, wayBack: JsonPatch): Promise<void> {
    const encoded = Buffer.from(JSON.stringify(wayBack)).toString('base64')
    await this.#write(({ nowMs }) => ({ [UNTIL]: untilOf(nowMs, leaseMs), [WAY_BACK]: encoded }))
  }

  /** @throws TargetError `refused` after its end: what ran out is not brought back */
  async renew(leaseMs: number): Promise<void> {
    await this.#write(({ annotations, nowMs }) => {
      const until = untilMs(annotations)
      if (until === null || until <= nowMs) throw new TargetError('refused', 'the lease has run out')
      return { [UNTIL]: untilOf(nowMs, leaseMs) }
    })
  }

  /** Nothing is left to take back. */
  async disarm(): Promise<void> {
    await this.#write(({ annotations }) => (UNTIL in annotations || WAY_BACK in annotations ? { [UNTIL]: null, [WAY_BACK]: null } : null))
  }

  /** By compare-and-swap: a renewal must not overtake the dead man, who marks the lease as ended before he acts. */
  async #write(
    change: (seen: { annotations: Readonly<Record<string, string>>; nowMs: number }) => Readonly<Record<string, string | null>> | null,
  ): Promise<void> {
    for (let race = 1; ; race++) {
      const { object, nowMs } = await this.#api.get(this.#place, leaseObject)
      const { annotations, resourceVersion } = object.metadata
      const changed = change({ annotations, nowMs })
      if (changed === null) return
      try {
        return await this.#api.merge(this.#place, { metadata: { resourceVersion, annotations: changed } })
      } catch (error) {
        if (!(error instanceof TargetError) || error.kind !== 'conflict' || race === MOST_RACES) throw error
      }
    }
  }
}

function untilMs(annotations: Readonly<Record<string, string>>): number | null {
  const written = annotations[UNTIL]
  return written === undefined || !/^\d{1,12}$/.test(written) ? null : Number(written) * 1000
}

/** By the API server's clock, rounded down: never longer than asked. */
function untilOf(nowMs: number, leaseMs: number): string {
  return String(Math.floor((nowMs + leaseMs) / 1000))
}

function staleness(renewTime: string | null, nowMs: number): string | null {
  const beatMs = Date.parse(renewTime ?? '')
  if (Number.isNaN(beatMs)) return 'the dead man has never beaten'
  const agoMs = nowMs - beatMs
  return agoMs <= STALE_MS ? null : `the dead man has not beaten for ${Math.round(agoMs / 1000)} s`
}
