import type { ValueFacts } from '../../../sources/onnx/model-facts.ts'

export type Renamed = readonly (readonly [before: ValueFacts, after: ValueFacts])[]

/**
 * One that is gone and one that is new: a new name, where type and shape are the same, or where nothing else of that type is gone
 * or new. Each is used once, in the order of the file.
 */
export function findRenamed(before: readonly ValueFacts[], after: readonly ValueFacts[]): Renamed {
  const removed = before.filter(({ name }) => !after.some((value) => value.name === name))
  const added = after.filter(({ name }) => !before.some((value) => value.name === name))
  const alike = pairAlike(removed, added)
  const isFree = (value: ValueFacts) => !alike.some((pair) => pair.includes(value))
  return [...alike, ...pairLonely(removed.filter(isFree), added.filter(isFree))]
}

function pairAlike(removed: readonly ValueFacts[], added: readonly ValueFacts[]): Renamed {
  const free = new Set(added)
  return removed.flatMap((one): [ValueFacts, ValueFacts][] => {
    const other = [...free].find((value) => describeValue(value) === describeValue(one))
    if (other === undefined) return []
    free.delete(other)
    return [[one, other]]
  })
}

function pairLonely(removed: readonly ValueFacts[], added: readonly ValueFacts[]): Renamed {
  return removed.flatMap((one): [ValueFacts, ValueFacts][] => {
    const sameType = ({ type, shape }: ValueFacts) => type === one.type && shape?.length === one.shape?.length
    const [others, rivals] = [added.filter(sameType), removed.filter(sameType)]
    const [other] = others
    return other !== undefined && others.length === 1 && rivals.length === 1 ? [[one, other]] : []
  })
}

/** Names of free dimensions are no part of it. */
export function describeValue({ type, shape }: ValueFacts): string {
  return shape === null ? type : `${type}[${shape.map((dimension) => (typeof dimension === 'number' ? dimension : '?')).join(', ')}]`
}
