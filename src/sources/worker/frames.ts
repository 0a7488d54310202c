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

/** Cuts a stream of bytes into frames. What a worker sends is not to be trusted: a hostile model may have taken it over. */
export class FrameReader {
  #chunks: Uint8Array[] = []
  #buffered = 0

  /** The frames that this chunk completes. @throws Error when the lengths are impossible or the header is not JSON */
  push(chunk: Uint8Array): Frame[] {
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
    const frames: Frame[] = []
    for (;;) {
      const lengths = this.#peek(LENGTHS_BYTES)
      if (lengths === null) return frames
      const headerBytes = lengths.readUInt32LE(0)
      const payloadBytes = lengths.readUInt32LE(4)
      if (headerBytes > MAX_HEADER_BYTES || payloadBytes > MAX_PAYLOAD_BYTES) {
        throw new Error(`a frame of ${headerBytes} + ${payloadBytes} bytes`)
      }
      const frame = this.#peek(LENGTHS_BYTES + headerBytes + payloadBytes)
      if (frame === null) return frames
      this.#drop(frame.length)
      const headerEnd = LENGTHS_BYTES + headerBytes
      frames.push({ header: JSON.parse(frame.toString('utf8', LENGTHS_BYTES, headerEnd)), payload: frame.subarray(headerEnd) })
    }
  }

  /** The first `length` bytes in one piece, or null while they have not all come. */
  #peek(length: number): Buffer | null {
    if (this.#buffered < length) return null
    if ((this.#chunks[0]?.length ?? 0) < length) this.#chunks = [Buffer.concat(this.#chunks)]
    const [first] = this.#chunks
    return first === undefined ? null : Buffer.from(first.buffer, first.byteOffset, length)
  }

  #drop(length: number): void {
    const [first, ...rest] = this.#chunks
    if (first === undefined) return
    this.#chunks = first.length === length ? rest : [first.subarray(length), ...rest]
    this.#buffered -= length
  }
}
