/** A bare series selector as the policy writes it: a metric's name and matchers, and nothing around them. */
export type Selector = { readonly metric: string; readonly matchers: string }

const NAME = /^([a-zA-Z_:][a-zA-Z0-9_:]*)?\s*(?:\{((?:[^"'`{}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`)*)\})?$/

/** null when it is anything else: a function around it, an offset, a range. */
export function parseSelector(query: string): Selector | null {
  const match = NAME.exec(query.trim())
  if (match === null) return null
  const [, metric = '', matchers = ''] = match
  const named = metric === '' ? (/(?:^|,)\s*__name__\s*=\s*"([^"]*)"/.exec(matchers)?.[1] ?? '') : metric
  return named === '' ? null : { metric: named, matchers: metric === '' ? withoutName(matchers) : matchers.trim() }
}

function withoutName(matchers: string): string {
  return matchers
    .replace(/(?:^|,)\s*__name__\s*=\s*"[^"]*"/, '')
    .replace(/^\s*,/, '')
    .trim()
}

export function renderSelector({ metric, matchers }: Selector): string {
  return matchers === '' ? metric : `${metric}{${matchers}}`
}

/** What was probably written when it is not bare, for a message. */
export function wrappingOf(query: string): string {
  const call = /^\s*([a-z_]+)\s*(?:by\s*\([^)]*\)\s*)?\(/.exec(query)?.[1]
  return call === undefined ? 'more than a selector' : `a selector within ${call}()`
}
