import { UsageError } from '../../errors.ts'
import type { Window } from '../../rollout/ports.ts'
import type { Guardrail, Settings } from '../../rollout/settings.ts'
import { edgeOfCeiling } from '../../stats/sequential/edges.ts'

/**
 * A ceiling above the last edge would never be looked at: what is slower than the edge may be faster than the ceiling. A telemetry that
 * remembers nothing is believed until its first window, and then nothing is promoted.
 *
 * @param history the newest windows, from before traffic moves
 * @throws UsageError for each such ceiling
 */
export function requireEdges({ guardrails }: Pick<Settings, 'guardrails'>, history: readonly Pick<Window, 'readings'>[]): void {
  const [first, ...more] = guardrails.flatMap((guardrail) => problemOf(guardrail, history))
  if (first !== undefined) throw new UsageError(first, ...more)
}

function problemOf({ name, spec, unit = 's' }: Guardrail, history: readonly Pick<Window, 'readings'>[]) {
  if (spec.kind !== 'latency' || spec.max === null) return []
  const edges = history.map(({ readings }) => readings[name]).findLast((reading) => reading?.kind === 'histogram')?.edges
  const last = edges?.at(-1)
  if (edges === undefined || last === undefined || edgeOfCeiling(spec.max, edges) !== -1) return []
  const ofUnit = unit === 'ms' ? ' Where the edges count seconds, write `unit: s`.' : ''
  return [
    {
      where: `\`guardrails.${name}.max\``,
      found: `a ceiling of ${spec.max} ${unit}, and buckets that end at ${last} ${unit}`,
      expected: 'a bucket that ends at the ceiling or above: beyond the last one nobody can tell who is slower than the ceiling',
      remedy: `Give the histogram a bucket up to ${spec.max} ${unit}, or lower \`max\` to ${last}${unit} or less.${ofUnit}`,
    },
  ]
}
