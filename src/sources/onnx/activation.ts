/** 1 / (1 + e^−x), in place, in the form that does not overflow for large negative x. */
export function applySigmoid(values: Float32Array | Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const x = values[i] ?? Number.NaN
    const small = Math.exp(-Math.abs(x))
    values[i] = x < 0 ? small / (1 + small) : 1 / (1 + small)
  }
}

/** e^x over the sum of the row, in place; the row's largest value is taken off first, so that nothing overflows. */
export function applySoftmax(values: Float32Array | Float64Array, width: number): void {
  for (let start = 0; start < values.length; start += width) {
    let largest = Number.NEGATIVE_INFINITY
    for (let i = start; i < start + width; i++) largest = Math.max(largest, values[i] ?? Number.NaN)
    let sum = 0
    for (let i = start; i < start + width; i++) sum += Math.exp((values[i] ?? Number.NaN) - largest)
    for (let i = start; i < start + width; i++) values[i] = Math.exp((values[i] ?? Number.NaN) - largest) / sum
  }
}
