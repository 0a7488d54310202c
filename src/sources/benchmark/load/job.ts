import type { Task } from '../../../metrics/sample.ts'
import type { DataSpec, EndpointSubject, Limits } from '../../scored-rows.ts'
import type { PreparedArm } from '../jobs.ts'

/** Levels of the runtime's graph optimisation. */
export type GraphOptimization = 'all' | 'extended' | 'basic' | 'disabled'

/** One window: when requests are meant to be sent, in milliseconds from its start. */
export type LoadWindow = {
  readonly rate: number
  readonly arrivals: readonly number[]
  /** How long after the last request the rest is given up; PATIENCE_MS when left out. */
  readonly patienceMs?: number
}

/** What is put under load: instances of a model here, or a served model. */
export type LoadTarget =
  | {
      readonly kind: 'local'
      readonly label: string
      readonly prepared: PreparedArm
      readonly instances: number
      readonly optimization?: GraphOptimization
    }
  | {
      readonly kind: 'endpoint'
      readonly label: string
      readonly subject: EndpointSubject
      readonly variables: Readonly<Record<string, string>>
      /** Where the rows of the requests come from. */
      readonly data: DataSpec
      readonly task: Task
      readonly positiveLabel?: string | number | boolean
    }

export type LoadJob = {
  readonly kind: 'benchmark-load'
  readonly arm: 'baseline' | 'candidate'
  readonly target: LoadTarget
  /** Rows of one request. */
  readonly rows: number
  readonly windows: readonly LoadWindow[]
  readonly limits: Limits
}

/** Requests that are still waiting so long after the last one was sent are given up: the target is hopelessly behind. */
export const PATIENCE_MS = 2_000
