import * as z from 'zod'
import { condition, metadata } from '../object.ts'

const backendRef = z.looseObject({
  name: z.string(),
  kind: z.string().default('Service'),
  namespace: z.string().optional(),
  weight: z.number().default(1),
})

export const httpRoute = z.looseObject({
  metadata,
  spec: z.looseObject({ rules: z.array(z.looseObject({ backendRefs: z.array(backendRef).default([]) })).default([]) }),
  status: z
    .looseObject({
      parents: z
        .array(z.looseObject({ parentRef: z.looseObject({ name: z.string() }), conditions: z.array(condition).default([]) }))
        .default([]),
    })
    .default({ parents: [] }),
})

export type HttpRoute = z.output<typeof httpRoute>
export type BackendRef = z.output<typeof backendRef>

/** Where both arms stand side by side. */
export type Split = {
  readonly rule: number
  readonly blue: Backend
  readonly green: Backend
}
export type Backend = { readonly index: number; readonly ref: BackendRef }

export type Splits = {
  readonly splits: readonly Split[]
  /** In words, why a share of the canary is not all that there is to say about a rule; null where it is. */
  readonly complaint: string | null
}

/**
 * Rules that name both backends; one that names a single one (for a header, as probes of the identity use it) is no split.
 *
 * @param blue the stable arm by the policy, `green` the canary
 */
export function splitsOf({ spec }: HttpRoute, blue: string, green: string): Splits {
  const splits: Split[] = []
  const complaints: string[] = []
  for (const [rule, { backendRefs }] of spec.rules.entries()) {
    const find = (name: string) => backendRefs.flatMap((ref, index) => (ref.name === name ? [{ index, ref }] : []))
    const [blues, greens] = [find(blue), find(green)]
    const [one] = blues
    const [other] = greens
    if (one === undefined || other === undefined) continue
    splits.push({ rule, blue: one, green: other })
    const third = backendRefs.find((ref) => ref !== one.ref && ref !== other.ref && ref.weight > 0)
    if (third !== undefined)
      complaints.push(`rule ${rule} gives traffic to ${third.name} ${third.name === blue || third.name === green ? 'twice' : 'too'}`)
  }
  return { splits, complaint: complaints.length === 0 ? null : complaints.join('; ') }
}
