import * as z from 'zod'
import type { JsonPatch } from './client/api.ts'

/** Set by the deploy step, in what becomes immutable (a revision, a pod template): which model it starts. */
export const MODEL_ANNOTATION = 'sluice/model-sha256'

export const metadata = z.looseObject({
  uid: z.string(),
  resourceVersion: z.string(),
  generation: z.number().default(0),
  annotations: z.record(z.string(), z.string()).default({}),
})

export type Metadata = z.output<typeof metadata>

export const condition = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  observedGeneration: z.number().optional(),
})

export type Condition = z.output<typeof condition>

/** Done only to the very version that was read. */
export function onlyTo({ resourceVersion }: Metadata, patch: JsonPatch): JsonPatch {
  return [{ op: 'replace', path: '/metadata/resourceVersion', value: resourceVersion }, ...patch]
}

export function annotationPath(name: string): string {
  return `/metadata/annotations/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}

/** Adding to a mapping that is not there is refused. */
export function annotate({ annotations }: Metadata, added: Readonly<Record<string, string>>): JsonPatch {
  if (Object.keys(annotations).length === 0) return [{ op: 'add', path: '/metadata/annotations', value: added }]
  return Object.entries(added).map(([name, value]) => ({ op: 'add', path: annotationPath(name), value }))
}

/** null where it is none, or malformed: nobody guesses a model. */
export function modelDigest(annotations: Readonly<Record<string, string>> | undefined): string | null {
  const declared = annotations?.[MODEL_ANNOTATION]?.replace(/^sha256:/, '') ?? ''
  return /^[0-9a-f]{64}$/.test(declared) ? declared : null
}

export function sayCondition({ type, status, reason, message }: Condition): string {
  return `${type} is ${status}${reason === undefined || reason === '' ? '' : ` (${reason})`}${message === undefined || message === '' ? '' : `: ${message}`}`
}
