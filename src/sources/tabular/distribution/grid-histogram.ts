/**
 * Counts numbers in one pass and in flat memory, exactly and without randomness: each falls into a bin of a fixed grid, which is
 * fine near the anchor and as coarse as 1/4096 of the distance far from it. Whole numbers up to 8,192 from the anchor have a bin each.
 * The bin is read off the number's own bits (sign, exponent, 12 bits of the mantissa), which costs a few nanoseconds.
 */
export class GridHistogram {
  readonly anchor: number
  /** By sign and exponent; a column of numbers uses some dozens of them, of 16 KiB each. */
  readonly #pages = new Array<Uint32Array | undefined>(PAGES)

  /** @param anchor where the numbers lie: the same for two histograms that are compared */
  constructor(anchor: number) {
    this.anchor = anchor
  }

  /** @param value finite */
  add(value: number): void {
    // Adding 0 makes −0 to 0, which is the same number.
    NUMBER[0] = value - this.anchor + 0
    const high = WORDS[HIGH] ?? 0
    const page = this.#pages[high >>> EXPONENT_SHIFT] ?? this.#newPage(high >>> EXPONENT_SHIFT)
    const bin = (high >>> BIN_SHIFT) & BIN_MASK
    page[bin] = (page[bin] ?? 0) + 1
  }

  /** Numbers of the occupied bins of both with their counts, ascending. A bin speaks for its end next to the anchor. */
  static compare(reference: GridHistogram, current: GridHistogram): { values: number[]; reference: number[]; current: number[] } {
    const bins = { values: [] as number[], reference: [] as number[], current: [] as number[] }
    const take = (number: number, bin: number) => {
      const [before, after] = [reference.#pages[number]?.[bin] ?? 0, current.#pages[number]?.[bin] ?? 0]
      if (before + after === 0) return
      bins.values.push(reference.#valueOf(number, bin))
      bins.reference.push(before)
      bins.current.push(after)
    }
    for (let number = PAGES - 1; number >= NEGATIVE; number--) {
      if (reference.#pages[number] === undefined && current.#pages[number] === undefined) continue
      for (let bin = BINS - 1; bin >= 0; bin--) take(number, bin)
    }
    for (let number = 0; number < NEGATIVE; number++) {
      if (reference.#pages[number] === undefined && current.#pages[number] === undefined) continue
      for (let bin = 0; bin < BINS; bin++) take(number, bin)
    }
    return bins
  }

  #newPage(number: number): Uint32Array {
    const page = new Uint32Array(BINS)
    this.#pages[number] = page
    return page
  }

  #valueOf(page: number, bin: number): number {
    WORDS[HIGH] = (page << EXPONENT_SHIFT) | (bin << BIN_SHIFT)
    WORDS[1 - HIGH] = 0
    return this.anchor + (NUMBER[0] ?? 0)
  }
}

const BIN_BITS = 12
const BINS = 2 ** BIN_BITS
const BIN_MASK = BINS - 1
/** In the upper 32 bits of a double: 1 sign, 11 exponent, 20 mantissa. */
const EXPONENT_SHIFT = 20
const BIN_SHIFT = EXPONENT_SHIFT - BIN_BITS
const PAGES = 4096
const NEGATIVE = PAGES / 2

const NUMBER = new Float64Array(1)
const WORDS = new Uint32Array(NUMBER.buffer)
/** Which of the two words is the upper one, on this machine. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0
