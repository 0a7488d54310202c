import { narrowToHalves, widenHalves } from '../../../src/sources/onnx/float-values.ts'

test.each([
  // what                               value                      half     source: IEEE 754-2019, binary16
  ['one', 1, 0x3c00],
  ['minus two', -2, 0xc000],
  ['the largest', 65504, 0x7bff],
  ['just under the rounding to infinity', 65519, 0x7bff],
  ['the rounding to infinity', 65520, 0x7c00],
  ['minus infinity', Number.NEGATIVE_INFINITY, 0xfc00],
  ['the smallest normal, 2^-14', 2 ** -14, 0x0400],
  ['the smallest subnormal, 2^-24', 2 ** -24, 0x0001],
  ['half of it: a tie, to even', 2 ** -25, 0x0000],
  ['one third, rounded', 1 / 3, 0x3555],
  ['a tie above 1, to even', 1 + 2 ** -11, 0x3c00],
  ['a tie above 1 + 2^-10, to even', 1 + 3 * 2 ** -11, 0x3c02],
  ['a fraction that carries', 2 - 2 ** -12, 0x4000],
  ['minus zero', -0, 0x8000],
] as const)('%s is narrowed to the right half', (_, value, half) => {
  expect(narrowToHalves(Float32Array.of(value))[0]).toBe(half)
})

test('every half comes back as itself', () => {
  const halves = Uint16Array.from({ length: 65_536 }, (_, bits) => bits)
  const back = narrowToHalves(widenHalves(halves))
  const isNaN16 = (bits: number) => (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0
  expect([...halves].filter((bits) => !isNaN16(bits) && back[bits] !== bits)).toEqual([])
  expect([...halves].filter((bits) => isNaN16(bits) && !isNaN16(back[bits] ?? 0))).toEqual([])
})
