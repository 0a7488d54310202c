import type * as z from 'zod'
import type { SliceMargin } from '../judge/margin.ts'
import { canonicalJson } from './canonical-json.ts'
import { type PolicyNode, plain } from './node.ts'

export type Strictness = 'same' | 'head-stricter' | 'head-looser' | 'incomparable'

/** The same value, however it is written: `0.5pp` and 0.005. */
export function isSame(base: PolicyNode, head: PolicyNode, schema: z.core.$ZodType | undefined): boolean {
  return canonicalJson(typed(base, schema)) === canonicalJson(typed(head, schema))
}

/** Both values have passed the schema before. */
export function compareStrictness(
  base: PolicyNode,
  head: PolicyNode,
  schema: z.core.$ZodType,
  rule: 'smaller' | 'larger' | readonly string[],
): Strictness {
  if (isSame(base, head, schema)) return 'same'
  if (typeof rule === 'object') return fromSign(rule.indexOf(String(plain(head))) - rule.indexOf(String(plain(base))))
  const [before, after] = [sizesOf(typed(base, schema)), sizesOf(typed(head, schema))]
  if (before === undefined || after === undefined) return 'incomparable'
  const sign = rule === 'larger' ? 1 : -1
  const signs = before.map((part, index) => sign * Math.sign((after[index] ?? 0) - part))
  if (signs.every((part) => part >= 0)) return 'head-stricter'
  return signs.every((part) => part <= 0) ? 'head-looser' : 'incomparable'
}

function fromSign(sign: number): Strictness {
  return sign > 0 ? 'head-stricter' : 'head-looser'
}

function typed(node: PolicyNode, schema: z.core.$ZodType | undefined): unknown {
  const raw = plain(node)
  return isParser(schema) ? schema.parse(raw) : raw
}

function isParser(schema: z.core.$ZodType | undefined): schema is z.ZodType {
  return schema !== undefined && 'parse' in schema
}

/**
 * What can be compared part by part: absolute, relative and multiple. 0.005 against 5 % depends on a baseline that nobody knows
 * yet, so neither is the smaller one.
 */
function sizesOf(value: unknown): readonly [number, number, number] | undefined {
  if (typeof value === 'number') return [value, 0, 0]
  return isMargin(value) ? marginSizes(value) : undefined
}

function marginSizes(margin: SliceMargin): readonly [number, number, number] {
  switch (margin.kind) {
    case 'absolute':
      return [margin.value, 0, 0]
    case 'relative':
      return [0, margin.share, 0]
    case 'larger':
      return [margin.absolute, margin.relative, 0]
    case 'multiple':
      return [0, 0, margin.factor]
  }
}

function isMargin(value: unknown): value is SliceMargin {
  return typeof value === 'object' && value !== null && 'kind' in value
}
