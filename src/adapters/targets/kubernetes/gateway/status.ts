import { sayCondition } from '../object.ts'
import type { HttpRoute } from './route.ts'

/** Both must be true for a gateway to serve a route (Gateway API, RouteConditionType). */
const NEEDED = ['Accepted', 'ResolvedRefs']

/** In words, which gateway does not take the route; null when all do. */
export function refusalsOf({ status }: HttpRoute): string | null {
  if (status.parents.length === 0) return 'no gateway has taken the route up'
  const complaints = status.parents.flatMap(({ parentRef, conditions }) =>
    NEEDED.flatMap((type) => {
      const found = conditions.find((one) => one.type === type)
      if (found?.status === 'True') return []
      return [`gateway ${parentRef.name}: ${found === undefined ? `${type} is not told` : sayCondition(found)}`]
    }),
  )
  return complaints.length === 0 ? null : complaints.join('; ')
}

/** In words, which gateway still serves what was set before; null when all have seen the latest. */
export function lagOf({ status, metadata }: HttpRoute): string | null {
  const behind = status.parents.flatMap(({ parentRef, conditions }) => {
    const accepted = conditions.find(({ type }) => type === 'Accepted')
    const seen = accepted?.observedGeneration ?? 0
    return accepted === undefined || seen >= metadata.generation
      ? []
      : [`gateway ${parentRef.name} has seen generation ${seen} of ${metadata.generation}`]
  })
  return behind.length === 0 ? null : behind.join('; ')
}
