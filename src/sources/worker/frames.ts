import { writevSync } from 'node:fs'

/**
 * A frame is two lengths (header, payload; uint32, little-endian), a JSON header and the payload's bytes. Numbers travel as
 * they lie in memory: both ends are on one machine.
 */
export type Frame = { readonly header: unknown; readonly payload: Uint8Array }

const LENGTHS_BYTES = 8
/** Slices name their groups in one header: 200 groups of a hundred slices with long names stay far below. */
const MAX_HEADER_BYTES = 16 * 2 ** 20
/** One batch of 4,096 rows with 1,000 classes in three arms is 100 MB in doubles. */
const MAX_PAYLOAD_BYTES = 2 ** 30
/** The pipe is full and the parent busy: how long to wait before trying again. */
const RETRY_MS = 2

/** Writes one frame whole; blocks while the reader is behind, which is what keeps the worker's memory flat. */
export function writeFrame(descriptor: number, header: unknown, arrays: readonly ArrayBufferView[] = []): void {
  const text = Buffer.from(JSON.stringify(header))
  const lengths = Buffer.alloc(LENGTHS_BYTES)
  lengths.writeUInt32LE(text.length, 0)
  lengths.writeUInt32LE(
    arrays.reduce((sum, { byteLength }) => sum + byteLength, 0),
    4,
  )
  const bytes = arrays.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
  writeAll(descriptor, [lengths, text, ...bytes])
}

/** In one call to the system where the pipe has room for all. */
function writeAll(descriptor: number, pieces: readonly Uint8Array[]): void {
  let left = pieces.filter(({ length }) => length > 0)
  while (left.length > 0) {
    try {
      left = after(left, writevSync(descriptor, left))
    } catch (cause) {
      if (!(cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN')) throw cause
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS)
    }
  }
}

/** What remains of the pieces when so many bytes of them are written. */
function after(pieces: readonly Uint8Array[], written: number): Uint8Array[] {
  const left: Uint8Array[] = []
  let skip = written
  for (const piece of pieces) {
    if (skip < piece.length) left.push(piece.subarray(skip))
    skip = Math.max(0, skip - piece.length)
  }
  return left
}

const FIRST_BYTES = 2 ** 18
/** Beside a frame that takes more than the buffer, what one read of the pipe brings of the next. */
const SPARE_BYTES = 2 ** 16

/**
 * Cuts a stream of bytes into frames. What a worker sends is not to be trusted: a hostile model may have taken it over. All frames lie in one
 * buffer, because new memory for each batch costs as much as half of what is done with it: the payloads are gone with the next `push`.
 */
export class FrameReader {
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES)
  #start = 0
  #end = 0
  /** Bytes of the frame that is not whole yet, as far as they are known. */
  #wanted = 0

  /** The frames that this chunk completes. @throws Error when the lengths are impossible or the header is not JSON */
  push(chunk: Uint8Array): Frame[] {
    this.#keep(chunk)
    const frames: Frame[] = []
    for (let frame = this.#next(); frame !== null; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): Frame | null {
    if (this.#end - this.#start < LENGTHS_BYTES) return null
    const headerBytes = this.#buffer.readUInt32LE(this.#start)
    const payloadBytes = this.#buffer.readUInt32LE(this.#start + 4)
    if (headerBytes > MAX_HEADER_BYTES || payloadBytes > MAX_PAYLOAD_BYTES) {
      throw new Error(`a frame of ${headerBytes} + ${payloadBytes} bytes`)
    }
    const header = this.#start + LENGTHS_BYTES
    const payload = header + headerBytes
    const end = payload + payloadBytes
    this.#wanted = end - this.#start
    if (end > this.#end) return null
    this.#start = end
    return { header: JSON.parse(this.#buffer.toString('utf8', header, payload)), payload: this.#buffer.subarray(payload, end) }
  }

  /** Moves what is left to the front where there is no room behind it. */
  #keep(chunk: Uint8Array): void {
    const held = this.#end - this.#start
    if (held === 0) this.#start = 0
    const needed = held + chunk.length
    if (this.#start + needed > this.#buffer.length) {
      const larger = Math.max(needed, Math.min(2 * this.#buffer.length, this.#wanted + SPARE_BYTES))
      const room = needed > this.#buffer.length ? Buffer.allocUnsafeSlow(larger) : this.#buffer
      this.#buffer.copy(room, 0, this.#start, this.#start + held)
      this.#buffer = room
      this.#start = 0
    }
    this.#buffer.set(chunk, this.#start + held)
    this.#end = this.#start + needed
  }
}
