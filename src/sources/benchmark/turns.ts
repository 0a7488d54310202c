import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Whole numbers below a bound, drawn from a seed. */
export type Draw = (below: number) => number

export function drawFrom(seed: number): Draw {
  const generator = xoroshiro128plus(seed)
  return (below) => uniformInt(generator, 0, below - 1)
}

/**
 * Orders of the arms without end: random, and balanced. All orders come equally often, in blocks of all of them, shuffled; each is
 * followed by its mirror image, so that after every second one each arm was before each other equally often.
 */
export function* balancedOrders<Arm>(arms: readonly Arm[], draw: Draw): Generator<readonly Arm[], never, void> {
  const mirrored = permutationsOf(arms).filter((order, index, all) => all.findIndex((other) => isMirror(order, other)) >= index)
  for (;;) {
    for (const order of shuffled(mirrored, draw)) {
      const forward = draw(2) === 0
      yield forward ? order : [...order].reverse()
      yield forward ? [...order].reverse() : order
    }
  }
}

function permutationsOf<Item>(items: readonly Item[]): (readonly Item[])[] {
  if (items.length <= 1) return [items]
  return items.flatMap((item, index) => permutationsOf(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))
}

function isMirror<Item>(one: readonly Item[], other: readonly Item[]): boolean {
  return one.every((item, index) => item === other[other.length - 1 - index])
}

/** Fisher and Yates 1938, Durstenfeld's form. */
function shuffled<Item>(items: readonly Item[], draw: Draw): Item[] {
  const order = [...items]
  for (let last = order.length - 1; last > 0; last--) {
    const other = draw(last + 1)
    const [a, b] = [order[last], order[other]]
    if (a === undefined || b === undefined) continue
    order[last] = b
    order[other] = a
  }
  return order
}
