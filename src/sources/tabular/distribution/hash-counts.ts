/**
 * Counts of 64-bit hashes in flat memory. When more different ones come than there is room for, every second hash is dropped, with
 * all its copies, then every second of the rest: what is kept is a random sample of *values* (adaptive sampling, Flajolet 1990,
 * Computing 43), and two counts of two tables keep the same values. Up to the room it is exact.
 */
export class HashCounts {
  readonly #room: number
  #level = 0
  /** Bits of a hash that must all be 0 for it to be kept. */
  #mask = 0
  #size = 0
  #low: Uint32Array
  #high: Uint32Array
  #counts: Uint32Array
  /** Any word beside the hash: the first one seen, and whether others were. */
  #notes: Uint32Array
  #differs: Uint8Array

  constructor(room: number) {
    this.#room = room
    const places = Math.min(FEWEST_PLACES, placesFor(room))
    this.#low = new Uint32Array(places)
    this.#high = new Uint32Array(places)
    this.#counts = new Uint32Array(places)
    this.#notes = new Uint32Array(places)
    this.#differs = new Uint8Array(places)
  }

  /** One of 2^level values is kept. */
  get level(): number {
    return this.#level
  }

  /** Different values that are kept. */
  get size(): number {
    return this.#size
  }

  add(low: number, high: number, copies = 1, note = 0, differs = 0): void {
    if ((high & this.#mask) !== 0) return
    const place = this.#placeOf(low, high)
    if (this.#counts[place] === 0) {
      if (this.#size === this.#room) {
        this.#dropHalf()
        this.add(low, high, copies, note, differs)
        return
      }
      if (this.#size * 2 === this.#counts.length) {
        this.#refill(this.#counts.length * 2)
        this.add(low, high, copies, note, differs)
        return
      }
      this.#size++
      this.#low[place] = low
      this.#high[place] = high
      this.#notes[place] = note
      this.#differs[place] = differs
    } else if (this.#notes[place] !== note || differs === 1) this.#differs[place] = 1
    this.#counts[place] = (this.#counts[place] ?? 0) + copies
  }

  /** Copies of this value; 0 for one that was never seen, or is not kept. */
  count(low: number, high: number): number {
    return this.#counts[this.#placeOf(low, high)] ?? 0
  }

  *entries(level = this.#level): Generator<{ low: number; high: number; count: number; differs: boolean }> {
    const mask = maskOf(level)
    for (let place = 0; place < this.#counts.length; place++) {
      const [low, high, count] = [this.#low[place] ?? 0, this.#high[place] ?? 0, this.#counts[place] ?? 0]
      if (count > 0 && (high & mask) === 0) yield { low, high, count, differs: this.#differs[place] === 1 }
    }
  }

  #placeOf(low: number, high: number): number {
    const mask = this.#counts.length - 1
    for (let place = (low ^ (low >>> 15)) & mask; ; place = (place + 1) & mask) {
      if (this.#counts[place] === 0 || (this.#low[place] === low && this.#high[place] === high)) return place
    }
  }

  #dropHalf(): void {
    this.#level++
    this.#mask = maskOf(this.#level)
    this.#refill(this.#counts.length)
  }

  #refill(places: number): void {
    const [low, high, counts, notes, differs] = [this.#low, this.#high, this.#counts, this.#notes, this.#differs]
    this.#low = new Uint32Array(places)
    this.#high = new Uint32Array(places)
    this.#counts = new Uint32Array(places)
    this.#notes = new Uint32Array(places)
    this.#differs = new Uint8Array(places)
    this.#size = 0
    for (let place = 0; place < counts.length; place++) {
      const count = counts[place] ?? 0
      if (count > 0) this.add(low[place] ?? 0, high[place] ?? 0, count, notes[place], differs[place])
    }
  }
}

/** Most columns have a handful of values: memory for all the room is taken when it is needed. */
const FEWEST_PLACES = 1024

/** Twice the room, so that looking for a free place stays short. */
function placesFor(room: number): number {
  return 2 ** Math.ceil(Math.log2(room * 2))
}

/** Other bits than those that choose the place. */
function maskOf(level: number): number {
  return 2 ** level - 1
}
