import type { Dimension, ValueFacts } from '../../../sources/onnx/model-facts.ts'
import type { Finding } from '../finding.ts'
import type { RuleId } from '../rules/registry.ts'
import { diffSymbols } from './diff-symbols.ts'
import { describeValue as describe, findRenamed } from './find-renamed.ts'

/** Inputs and outputs break in different directions: a caller feeds the one and reads the other. */
export type Side = 'input' | 'output'

type Words = Readonly<Record<'removed' | 'renamed' | 'dtype' | 'toFixed' | 'toDynamic', RuleId>>

const RULES: Record<Side, Words> = {
  input: {
    removed: 'INPUT_REMOVED',
    renamed: 'INPUT_RENAMED',
    dtype: 'INPUT_DTYPE_CHANGED',
    toFixed: 'INPUT_DIM_DYNAMIC_TO_FIXED',
    toDynamic: 'INPUT_DIM_FIXED_TO_DYNAMIC',
  },
  output: {
    removed: 'OUTPUT_REMOVED',
    renamed: 'OUTPUT_RENAMED',
    dtype: 'OUTPUT_DTYPE_CHANGED',
    toFixed: 'OUTPUT_DIM_DYNAMIC_TO_FIXED',
    toDynamic: 'OUTPUT_DIM_FIXED_TO_DYNAMIC',
  },
}

/** What changed about a model's inputs, or its outputs. */
export function diffValues(side: Side, before: readonly ValueFacts[], after: readonly ValueFacts[]): Finding[] {
  const removed = before.filter(({ name }) => !after.some((value) => value.name === name))
  const added = after.filter(({ name }) => !before.some((value) => value.name === name))
  const renamed = findRenamed(before, after)
  const isRenamed = (value: ValueFacts) => renamed.some((pair) => pair.includes(value))
  return [
    ...renamed.map(([one, other]) => rename(side, one, other)),
    ...removed.filter((value) => !isRenamed(value)).map((value) => removal(side, value)),
    ...added.filter((value) => !isRenamed(value)).map((value) => addition(side, value, value === after[0])),
    ...before.flatMap((one) => {
      const other = after.find(({ name }) => name === one.name)
      return other === undefined ? [] : diffValue(side, one, other)
    }),
    ...diffOrder(side, before, after),
    ...(side === 'input' ? diffSymbols(before, after) : []),
  ]
}

function rename(side: Side, one: ValueFacts, other: ValueFacts): Finding {
  const message = `The ${side} is now called ${JSON.stringify(other.name)}.`
  const evidence = describe(one) === describe(other) ? `both ${describe(other)}` : arrow(one, other)
  return { rule: RULES[side].renamed, subject: one.name, message, evidence }
}

function removal(side: Side, value: ValueFacts): Finding {
  return { rule: RULES[side].removed, subject: value.name, message: `The ${side} is gone.`, evidence: `it was ${describe(value)}` }
}

function addition(side: Side, value: ValueFacts, isFirst: boolean): Finding {
  const evidence = describe(value)
  if (side === 'output') {
    const first = { message: 'The output is new, and stands first: callers that take the first output get it.', severity: 'risky' } as const
    return { rule: 'OUTPUT_ADDED', subject: value.name, message: 'The output is new.', evidence, ...(isFirst ? first : {}) }
  }
  if (value.hasDefault)
    return { rule: 'INPUT_ADDED_DEFAULTED', subject: value.name, message: 'The input is new and has a default.', evidence }
  return { rule: 'INPUT_ADDED_REQUIRED', subject: value.name, message: 'The input is new and must be fed.', evidence }
}

function diffValue(side: Side, before: ValueFacts, after: ValueFacts): Finding[] {
  const subject = before.name
  if (before.type !== after.type) {
    const evidence = `${before.type} → ${after.type}`
    return [{ rule: RULES[side].dtype, subject, message: `The ${side} has another type.`, evidence }]
  }
  const [one, other] = [before.shape, after.shape]
  if (one === null || other === null) {
    if (one === other) return []
    return [{ rule: other === null ? RULES[side].toDynamic : RULES[side].toFixed, subject, ...shapeWords(before, after) }]
  }
  if (one.length !== other.length)
    return [{ rule: 'RANK_CHANGED', subject, message: `The ${side} has another number of dimensions.`, evidence: arrow(before, after) }]
  return one.flatMap((dimension, index) => diffDimension(side, subject, index, [dimension, other[index] ?? null]))
}

function shapeWords(before: ValueFacts, after: ValueFacts): Pick<Finding, 'message' | 'evidence'> {
  return { message: after.shape === null ? 'The shape is no longer stated.' : 'The shape is stated now.', evidence: arrow(before, after) }
}

function arrow(before: ValueFacts, after: ValueFacts): string {
  return `${describe(before)} → ${describe(after)}`
}

function diffDimension(side: Side, subject: string, index: number, [before, after]: readonly [Dimension, Dimension]): Finding[] {
  const evidence = `dimension ${index}: ${words(before)} → ${words(after)}`
  const wasFixed = typeof before === 'number'
  const isFixed = typeof after === 'number'
  if (wasFixed && isFixed) {
    if (before === after) return []
    return [{ rule: 'DIM_VALUE_CHANGED', subject, message: `A dimension of the ${side} has another size.`, evidence }]
  }
  if (!wasFixed && isFixed) {
    const batch = side === 'input' && index === 0 && after === 1 ? ' Callers can no longer send batches.' : ''
    // The rows of an output are whatever was fed; one that pins them promises less.
    const severity = side === 'output' && index === 0 ? ({ severity: 'risky' } as const) : {}
    return [{ rule: RULES[side].toFixed, subject, message: `A free dimension of the ${side} is pinned.${batch}`, evidence, ...severity }]
  }
  if (wasFixed) return [{ rule: RULES[side].toDynamic, subject, message: `A fixed dimension of the ${side} is free now.`, evidence }]
  if (before === after || before === null || after === null) return []
  return [{ rule: 'SYMBOL_RENAMED', subject, message: 'A free dimension has another name.', evidence }]
}

function words(dimension: Dimension): string {
  return dimension === null ? 'free' : JSON.stringify(dimension)
}

/** Of those that both have: a caller by position takes one for the other. */
function diffOrder(side: Side, before: readonly ValueFacts[], after: readonly ValueFacts[]): Finding[] {
  const shared = (values: readonly ValueFacts[], others: readonly ValueFacts[]) =>
    values.map(({ name }) => name).filter((name) => others.some((value) => value.name === name))
  const [one, other] = [shared(before, after), shared(after, before)]
  if (one.every((name, index) => name === other[index])) return []
  const evidence = `${one.map((name) => JSON.stringify(name)).join(', ')} → ${other.map((name) => JSON.stringify(name)).join(', ')}`
  return [{ rule: 'IO_REORDERED', subject: `${side}s`, message: `The ${side}s stand in another order.`, evidence }]
}
