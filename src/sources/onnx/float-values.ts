export type OutputTensor = { readonly type: string; readonly dims: readonly number[]; readonly data: unknown }

/** Float outputs keep their width; whole numbers become doubles, which hold them exactly up to 2^53. Null: not numbers. */
export function floatValues({ type, data }: OutputTensor): Float32Array | Float64Array | null {
  if (data instanceof Float32Array || data instanceof Float64Array) return data
  // Halves come as their raw 16 bits, on every Node (native/load.ts).
  if (type === 'float16') return data instanceof Uint16Array ? widenHalves(data) : null
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data, Number)
  if (data instanceof Int8Array || data instanceof Uint8Array || data instanceof Int16Array || data instanceof Uint16Array)
    return Float64Array.from(data)
  if (data instanceof Int32Array || data instanceof Uint32Array) return Float64Array.from(data)
  return null
}

/** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
export function widenHalves(halves: Uint16Array): Float32Array {
  const values = new Float32Array(halves.length)
  for (let i = 0; i < values.length; i++) values[i] = widenHalf(halves[i] ?? 0)
  return values
}

function widenHalf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15)
}

/** To the nearest half, ties to even; past 65,504 + half a step it is infinity, as IEEE 754 rounds. */
export function narrowToHalves(values: Float32Array): Uint16Array {
  const halves = new Uint16Array(values.length)
  for (let i = 0; i < values.length; i++) halves[i] = narrowToHalf(values[i] ?? 0)
  return halves
}

function narrowToHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0
  const size = Math.abs(value)
  if (size >= 65_520) return sign | 0x7c00
  // Below 2^-14 halves are subnormal: steps of 2^-24.
  if (size < 2 ** -14) return sign | roundToEven(size * 2 ** 24)
  const exponent = Math.floor(Math.log2(size))
  // A fraction that rounds up to 1024 carries into the exponent, which is what the format wants.
  return sign | (((exponent + 15) << 10) + roundToEven((size / 2 ** exponent - 1) * 1024))
}

function roundToEven(value: number): number {
  const floor = Math.floor(value)
  const rest = value - floor
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor
}
