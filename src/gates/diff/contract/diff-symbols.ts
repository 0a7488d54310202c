import type { ValueFacts } from '../../../sources/onnx/model-facts.ts'
import type { Finding } from '../finding.ts'

/** Inputs whose free dimensions share a name must agree in size; that is a promise, which another grouping changes. */
export function diffSymbols(before: readonly ValueFacts[], after: readonly ValueFacts[]): Finding[] {
  const places = before.flatMap(({ name, shape }) =>
    (shape ?? []).flatMap((dimension, index) => {
      const other = after.find((value) => value.name === name)?.shape?.[index]
      return typeof dimension === 'string' && typeof other === 'string' ? [{ place: `${name}[${index}]`, one: dimension, other }] : []
    }),
  )
  const apart = places.flatMap((a, index) =>
    places.slice(index + 1).flatMap((b) => ((a.one === b.one) === (a.other === b.other) ? [] : [`${a.place} and ${b.place}`])),
  )
  const [first] = apart
  if (first === undefined) return []
  const message = 'Free dimensions of inputs that had to agree need not any more, or the other way round.'
  return [{ rule: 'SYMBOL_RENAMED', subject: 'inputs', message, evidence: first, severity: 'risky' }]
}
