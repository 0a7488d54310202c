import { UsageError } from '../../../errors.ts'
import type { ByArm, Signal } from '../../../rollout/ports.ts'
import { parseSelector, renderSelector, type Selector, wrappingOf } from './selector.ts'

/** What is differenced: whole counts, a gauge that may fall, or sums of any values. */
export type PartKind = 'counter' | 'gauge' | 'sum'

/** One query of a signal, for both arms. */
export type Part = { readonly name: string; readonly kind: PartKind; readonly metric: string; readonly selectors: ByArm<string> }

/** A guardrail's signal, or `requests` alone for the split. */
export type Queries = {
  readonly name: string
  readonly kind: 'rate' | 'haproxy' | 'histogram' | 'mean' | 'requests'
  readonly parts: readonly Part[]
}

/** Stands for HAProxy's own counters in a rate: `requests: 'haproxy{proxy="models",server="{{arm}}"}'`, `failures: haproxy`. */
export const HAPROXY = 'haproxy'

/** No guardrail can be called so. */
export const SPLIT = '(split)'

const PLACE = '{{arm}}'

/** @throws UsageError for a query that is not a bare series selector with `{{arm}}` */
export function queriesOf(signal: Signal, arms: ByArm<string>): Queries {
  const part = (name: string, kind: PartKind, query: string) => makePart(`guardrails.${signal.name}.${name}`, name, kind, query, arms)
  const { name } = signal
  switch (signal.kind) {
    case 'rate':
      if (signal.failures.trim() === HAPROXY) return { name, kind: 'haproxy', parts: haproxyParts(signal.name, signal.requests, arms) }
      return { name, kind: 'rate', parts: [part('requests', 'counter', signal.requests), part('failures', 'counter', signal.failures)] }
    case 'histogram':
      return { name, kind: 'histogram', parts: [part('histogram', 'counter', signal.histogram)] }
    case 'mean':
      return {
        name,
        kind: 'mean',
        parts: [part('count', 'counter', signal.count), part('sum', 'sum', signal.sum), part('sum-of-squares', 'sum', signal.sumOfSquares)],
      }
  }
}

/** All requests, for the check of the split: as the policy says, else those of the first rate. */
export function requestQueries(query: string | null, all: readonly Queries[], arms: ByArm<string>): Queries | null {
  if (query !== null) {
    return { name: SPLIT, kind: 'requests', parts: [makePart('telemetry.requests', 'requests', 'counter', query, arms)] }
  }
  const first = all.find(({ kind }) => kind === 'rate' || kind === 'haproxy')
  if (first === undefined) return null
  return first.kind === 'rate' ? { name: SPLIT, kind: 'requests', parts: first.parts.slice(0, 1) } : { ...first, name: SPLIT }
}

function haproxyParts(signal: string, query: string, arms: ByArm<string>): Part[] {
  const where = `guardrails.${signal}.requests`
  const selector = bareSelector(where, query)
  if (selector.metric !== HAPROXY) {
    throw wrongQuery(
      where,
      query,
      `${HAPROXY}{proxy="…",server="${PLACE}"} beside \`failures: ${HAPROXY}\``,
      'Name the proxy and the server.',
    )
  }
  const part = (name: string, kind: PartKind, metric: string) => makePart(where, name, kind, renderSelector({ ...selector, metric }), arms)
  return [
    part('attempts', 'counter', 'haproxy_server_sessions_total'),
    part('open', 'gauge', 'haproxy_server_current_sessions'),
    part('answers', 'counter', 'haproxy_server_http_responses_total'),
  ]
}

function makePart(where: string, name: string, kind: PartKind, query: string, arms: ByArm<string>): Part {
  const selector = bareSelector(where, query)
  if (!query.includes(PLACE))
    throw wrongQuery(where, query, `\`${PLACE}\` where the arm's name goes`, 'Both arms would be the same series.')
  const text = renderSelector(selector)
  const selectors = { stable: text.replaceAll(PLACE, arms.stable), canary: text.replaceAll(PLACE, arms.canary) }
  return { name, kind, metric: selector.metric, selectors }
}

function bareSelector(where: string, query: string): Selector {
  const selector = parseSelector(query.replaceAll(PLACE, '__arm__'))
  if (selector !== null)
    return { metric: selector.metric.replaceAll('__arm__', PLACE), matchers: selector.matchers.replaceAll('__arm__', PLACE) }
  const remedy =
    'Sluice differences, sums and groups the raw counters itself: write only the selector, such as http_requests_total{arm="{{arm}}"}.'
  throw wrongQuery(where, `${query} (${wrappingOf(query)})`, 'a bare series selector', remedy)
}

function wrongQuery(where: string, found: string, expected: string, remedy: string): UsageError {
  return new UsageError({ where: `\`${where}\``, found, expected, remedy })
}
