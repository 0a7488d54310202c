import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Below so many copies each is dealt by itself; above, a rounded normal of the exact mean and variance is as good. */
const DEALT_SINGLY = 12

/**
 * Deals pooled rows at random into two samples of fixed sizes, as a permutation of the rows would, by counts alone: a multivariate
 * hypergeometric draw, level after level. Time grows with the levels, not with the rows.
 */
export class Dealer {
  readonly #generator: ReturnType<typeof xoroshiro128plus>
  readonly #pooled: ArrayLike<number>
  readonly #rows: number
  readonly #firstRows: number
  #spare: number | null = null

  constructor(pooled: ArrayLike<number>, rows: number, firstRows: number, seed: number) {
    this.#pooled = pooled
    this.#rows = rows
    this.#firstRows = firstRows
    this.#generator = xoroshiro128plus(seed)
    for (let draw = 0; draw < WARM_UP; draw++) this.#uniform()
  }

  /** Fills both arrays with a new draw. */
  deal(first: Float64Array, second: Float64Array): void {
    let [rows, wanted] = [this.#rows, this.#firstRows]
    for (let level = 0; level < this.#pooled.length; level++) {
      const copies = this.#pooled[level] ?? 0
      const taken = copies <= DEALT_SINGLY ? this.#singly(copies, wanted, rows) : this.#rounded(copies, wanted, rows)
      first[level] = taken
      second[level] = copies - taken
      rows -= copies
      wanted -= taken
    }
  }

  #singly(copies: number, wanted: number, rows: number): number {
    let taken = 0
    for (let copy = 0; copy < copies; copy++) if (this.#uniform() * (rows - copy) < wanted - taken) taken++
    return taken
  }

  #rounded(copies: number, wanted: number, rows: number): number {
    const share = wanted / rows
    const variance = rows > 1 ? (copies * share * (1 - share) * (rows - copies)) / (rows - 1) : 0
    const taken = Math.round(copies * share + Math.sqrt(variance) * this.#normal())
    return Math.min(copies, wanted, Math.max(0, wanted - (rows - copies), taken))
  }

  /** Box and Muller 1958. */
  #normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare
      this.#spare = null
      return spare
    }
    const radius = Math.sqrt(-2 * Math.log(1 - this.#uniform()))
    const angle = 2 * Math.PI * this.#uniform()
    this.#spare = radius * Math.sin(angle)
    return radius * Math.cos(angle)
  }

  /** In [0, 1), in steps of 2⁻³²: finer ones would cost a second draw and change no count. */
  #uniform(): number {
    return (this.#generator.next() >>> 0) * 2 ** -32
  }
}

/** Streams of neighbouring seeds begin alike. */
const WARM_UP = 32
