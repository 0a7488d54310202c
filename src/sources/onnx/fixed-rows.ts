import type { ValueFacts } from './model-facts.ts'

/**
 * How many rows a call must bring: null for any, a number when the model's first dimension is fixed. Inputs that do not agree,
 * or that hold something else than one entry a row (a scalar, a vector of a fixed length), make the model unfit for rows: then
 * the first such input is returned.
 */
export function fixedRows(inputs: readonly ValueFacts[]): { readonly rows: number | null } | { readonly notByRow: ValueFacts } {
  const rows = inputs.map(({ shape }) => (typeof shape?.[0] === 'number' ? shape[0] : null))
  const open = rows.includes(null)
  const odd = inputs.find(({ shape }, index) => {
    const size = rows[index] ?? null
    const isVector = shape?.length === 1 && size !== null && size > 1
    return shape?.length === 0 || isVector || (size !== null && (open || size !== rows[0]))
  })
  return odd === undefined ? { rows: rows[0] ?? null } : { notByRow: odd }
}
