/** Working memory of `orderByScore`: 16 bytes a row, reusable for the next arm of the same rows. */
export type Scratch = {
  /** After ordering: by position, differs from the position before exactly where the score does. */
  readonly keys: Uint32Array
  readonly order: Uint32Array
  readonly spareKeys: Uint32Array
  readonly spareOrder: Uint32Array
}

export function scratchFor(rows: number): Scratch {
  return {
    keys: new Uint32Array(rows),
    order: new Uint32Array(rows),
    spareKeys: new Uint32Array(rows),
    spareOrder: new Uint32Array(rows),
  }
}

/** Of an entry of an order with a mark: the row, without the mark. */
export const ROW = 0x7fffffff

/**
 * Row numbers in ascending order of score, rows of equal score in row order; −0 equals +0, infinities are allowed. A radix sort over
 * the floats' bits, since comparison sorts of a million rows take ten times as long.
 *
 * @param mark 0 or 1 a row, carried along as the highest bit of its row number: reading it there spares a look all over memory
 * @returns a view of `scratch`, valid until its next use
 * @throws RangeError for NaN, with its row
 */
export function orderByScore(scores: Float32Array | Float64Array, scratch: Scratch, mark: Uint8Array | null = null): Uint32Array {
  const rows = scores.length
  numberRows(scratch.order, mark)
  if (scores instanceof Float32Array) {
    fillKeys32(new Uint32Array(scores.buffer, scores.byteOffset, rows), scratch)
    sortByKeys(scratch, 0, rows)
    return scratch.order
  }
  const words = new Uint32Array(scores.buffer, scores.byteOffset, 2 * rows)
  fillHighKeys(words, scratch)
  sortByKeys(scratch, 0, rows)
  sortLowWords(words, scratch)
  return scratch.order
}

function numberRows(order: Uint32Array, mark: Uint8Array | null): void {
  if (mark === null) for (let row = 0; row < order.length; row++) order[row] = row
  else for (let row = 0; row < order.length; row++) order[row] = row | ((mark[row] ?? 0) << 31)
}

/** Bits of a float, turned so that they sort as unsigned numbers: negative numbers all flipped, others with the sign bit set. */
function fillKeys32(bits: Uint32Array, { keys }: Scratch): void {
  for (let row = 0; row < bits.length; row++) {
    const bit = bits[row] ?? 0
    if ((bit & 0x7fffffff) > 0x7f800000) throw new RangeError(`the score of row ${row} is NaN`)
    keys[row] = bit > 0x80000000 ? ~bit : bit | 0x80000000
  }
}

/** The same for the upper half of a double; which half comes first in memory is the machine's. */
function fillHighKeys(words: Uint32Array, { keys }: Scratch): void {
  for (let row = 0; row < keys.length; row++) {
    const high = words[2 * row + HIGH] ?? 0
    const low = words[2 * row + LOW] ?? 0
    const magnitude = high & 0x7fffffff
    if (magnitude > 0x7ff00000 || (magnitude === 0x7ff00000 && low !== 0)) throw new RangeError(`the score of row ${row} is NaN`)
    keys[row] = high > 0x80000000 || (high === 0x80000000 && low !== 0) ? ~high : high | 0x80000000
  }
}

/**
 * Sorts each run of equal upper halves by the lower half, and numbers the groups of equal scores in `keys`. Runs are short unless the
 * scores are all but equal.
 */
function sortLowWords(words: Uint32Array, scratch: Scratch): void {
  const { keys, order } = scratch
  let group = 0
  let from = 0
  while (from < order.length) {
    const high = keys[from] ?? 0
    let to = from + 1
    while (to < order.length && keys[to] === high) to++
    if (to - from > 1) {
      const flip = high < 0x80000000 ? 0xffffffff : 0
      for (let position = from; position < to; position++) keys[position] = (words[2 * ((order[position] ?? 0) & ROW) + LOW] ?? 0) ^ flip
      sortByKeys(scratch, from, to)
    }
    group = numberGroups(keys, from, to, group)
    from = to
  }
}

/** Replaces sorted keys by the numbers of their groups, from `group` on; answers the next free number. */
function numberGroups(keys: Uint32Array, from: number, to: number, group: number): number {
  let number = group
  let before = keys[from] ?? 0
  for (let position = from; position < to; position++) {
    const key = keys[position] ?? 0
    if (key !== before) number++
    before = key
    keys[position] = number
  }
  return number + 1
}

/** Sorts order[from…to) by keys[from…to), both moved together, stably. */
function sortByKeys(scratch: Scratch, from: number, to: number): void {
  if (to - from <= INSERTION_LIMIT) {
    insertionSort(scratch.keys, scratch.order, from, to)
    return
  }
  const { keys, order, spareKeys, spareOrder } = scratch
  const { counts, passes } = countDigits(keys, from, to)
  let moved = false
  for (let pass = 0; pass < passes.length; pass++) {
    if (passes[pass] === false) continue
    const starts = counts.subarray(pass * BUCKETS, (pass + 1) * BUCKETS)
    if (moved) scatter(spareKeys, spareOrder, keys, order, starts, pass * BITS, from, to)
    else scatter(keys, order, spareKeys, spareOrder, starts, pass * BITS, from, to)
    moved = !moved
  }
  if (!moved) return
  keys.set(spareKeys.subarray(from, to), from)
  order.set(spareOrder.subarray(from, to), from)
}

/** Where each digit's rows start, for the three digits of 11, 11 and 10 bits, and which digits differ at all. */
function countDigits(keys: Uint32Array, from: number, to: number): { counts: Uint32Array; passes: boolean[] } {
  const counts = new Uint32Array(3 * BUCKETS)
  for (let i = from; i < to; i++) {
    const key = keys[i] ?? 0
    const low = key & MASK
    const middle = BUCKETS + ((key >>> BITS) & MASK)
    const high = 2 * BUCKETS + (key >>> (2 * BITS))
    counts[low] = (counts[low] ?? 0) + 1
    counts[middle] = (counts[middle] ?? 0) + 1
    counts[high] = (counts[high] ?? 0) + 1
  }
  const passes = [true, true, true]
  for (let pass = 0; pass < 3; pass++) {
    let start = from
    for (let bucket = pass * BUCKETS; bucket < (pass + 1) * BUCKETS; bucket++) {
      const count = counts[bucket] ?? 0
      if (count === to - from) passes[pass] = false
      counts[bucket] = start
      start += count
    }
  }
  return { counts, passes }
}

function scatter(
  keys: Uint32Array,
  order: Uint32Array,
  toKeys: Uint32Array,
  toOrder: Uint32Array,
  starts: Uint32Array,
  shift: number,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const key = keys[i] ?? 0
    const digit = (key >>> shift) & MASK
    const place = starts[digit] ?? 0
    starts[digit] = place + 1
    toKeys[place] = key
    toOrder[place] = order[i] ?? 0
  }
}

function insertionSort(keys: Uint32Array, order: Uint32Array, from: number, to: number): void {
  for (let i = from + 1; i < to; i++) {
    const key = keys[i] ?? 0
    const row = order[i] ?? 0
    let place = i
    while (place > from && (keys[place - 1] ?? 0) > key) {
      keys[place] = keys[place - 1] ?? 0
      order[place] = order[place - 1] ?? 0
      place--
    }
    keys[place] = key
    order[place] = row
  }
}

const BITS = 11
const BUCKETS = 1 << BITS
const MASK = BUCKETS - 1

/** Below it a radix pass over 6,144 counters costs more than sorting by insertion. */
const INSERTION_LIMIT = 64

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1
const HIGH = LITTLE_ENDIAN ? 1 : 0
const LOW = 1 - HIGH
