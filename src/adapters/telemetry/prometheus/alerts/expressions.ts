import type { Arm } from '../../../../rollout/ports.ts'
import type { Queries } from '../queries.ts'
import { parseSelector, renderSelector } from '../selector.ts'

/** What a rule compares, as PromQL over one window: vectors without labels. */
export type ArmExpressions = { readonly requests: string; readonly failures: string }

/** @param window as PromQL writes it, such as `1m` */
export function rateOf({ kind, parts }: Queries, arm: Arm, window: string): ArmExpressions {
  const selector = (name: string) => parts.find((part) => part.name === name)?.selectors[arm] ?? ''
  if (kind !== 'haproxy') {
    // Many client libraries create the series of an error at the first one.
    return { requests: grown(selector('requests'), window), failures: `(${grown(selector('failures'), window)} or vector(0))` }
  }
  // Attempts that ended, less the answers below 500: what HAProxy counts as no error at all is one too.
  const ended = `(${grown(selector('attempts'), window)} - sum(delta(${selector('open')}[${window}])))`
  const good = grown(withMatcher(selector('answers'), 'code=~"[1-4]xx"'), window)
  return { requests: ended, failures: `clamp_min(${ended} - (${good} or vector(0)), 0)` }
}

export function grown(selector: string, window: string): string {
  return `sum(increase(${selector}[${window}]))`
}

export function withMatcher(selector: string, matcher: string): string {
  const parsed = parseSelector(selector)
  if (parsed === null) throw new Error(`${selector} is no selector`)
  return renderSelector({ metric: parsed.metric, matchers: parsed.matchers === '' ? matcher : `${parsed.matchers},${matcher}` })
}

export function quantileOf(selector: string, quantile: number, window: string): string {
  return `histogram_quantile(${quantile}, sum by (le) (increase(${selector}[${window}])))`
}

/** PromQL knows one unit a number; these are whole seconds. */
export function promDuration(milliseconds: number): string {
  return `${Math.max(1, Math.round(milliseconds / 1000))}s`
}

/** As PromQL reads numbers, without binary noise. */
export function number(value: number): string {
  return String(Number(value.toPrecision(12)))
}

export function allOf(...conditions: readonly string[]): string {
  return conditions.map((condition) => `(${condition})`).join('\nand\n')
}
