import { balancedOrders, drawFrom } from '../../../src/sources/benchmark/turns.ts'

function orders<Arm>(arms: readonly Arm[], count: number, seed: number): (readonly Arm[])[] {
  const all = balancedOrders(arms, drawFrom(seed))
  return Array.from({ length: count }, () => all.next().value)
}

test('in six rounds three arms are loaded in each of the six orders once', () => {
  for (let seed = 0; seed < 20; seed++) {
    const six = orders(['b', 'c', 'a'], 6, seed).map((order) => order.join(''))
    expect(new Set(six).size).toBe(6)
  }
})

test('after every second order each arm was before each other equally often', () => {
  const before = { bc: 0, cb: 0 }
  for (const [index, order] of orders(['b', 'c', 'a'], 40, 3).entries()) {
    if (order.indexOf('b') < order.indexOf('c')) before.bc++
    else before.cb++
    if (index % 2 === 1) expect(before.bc).toBe(before.cb)
  }
})

test('who begins is random: seeds differ, and the same seed does not', () => {
  const text = (seed: number) => JSON.stringify(orders(['b', 'c'], 30, seed))
  expect(text(1)).toBe(text(1))
  expect(new Set(Array.from({ length: 10 }, (_, seed) => text(seed))).size).toBe(10)
})

test('a single arm takes every turn', () => {
  expect(orders(['c'], 3, 1)).toEqual([['c'], ['c'], ['c']])
})
