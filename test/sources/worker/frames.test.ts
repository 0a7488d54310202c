import { closeSync, mkdtempSync, openSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { FrameReader, writeFrame } from '../../../src/sources/worker/frames.ts'

const path = join(mkdtempSync(join(tmpdir(), 'sluice-frames-')), 'frames')

function written(frames: readonly { header: unknown; arrays: readonly ArrayBufferView[] }[]): Buffer {
  const descriptor = openSync(path, 'w')
  for (const { header, arrays } of frames) writeFrame(descriptor, header, arrays)
  closeSync(descriptor)
  return readFileSync(path)
}

const sent = [
  { header: { kind: 'first', text: 'ä\n' }, arrays: [Float32Array.of(1.5, -2), Uint8Array.of(7)] },
  { header: { kind: 'empty' }, arrays: [] },
  { header: { kind: 'view' }, arrays: [new Float64Array([0, 3, 4]).subarray(1)] },
]
const received = [
  { header: { kind: 'first', text: 'ä\n' }, bytes: Buffer.concat([Buffer.from(Float32Array.of(1.5, -2).buffer), Buffer.of(7)]) },
  { header: { kind: 'empty' }, bytes: Buffer.alloc(0) },
  { header: { kind: 'view' }, bytes: Buffer.from(Float64Array.of(3, 4).buffer) },
]

test('frames come out as they went in, wherever the stream is cut', () => {
  const stream = written(sent)
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), stream.length]
      const reader = new FrameReader()
      const frames = edges
        .slice(1)
        .flatMap((end, index) =>
          reader.push(stream.subarray(edges[index], end)).map(({ header, payload }) => ({ header, bytes: Buffer.from(payload) })),
        )
      expect(frames).toEqual(received)
    }),
    { seed: 3, numRuns: 200 },
  )
})

test('frames larger and smaller than what is held come out whole, in reads of a pipe', () => {
  const sizes = [10, 300_000, 5, 1_000_000, 70_000, 70_000, 2_000_000, 1]
  const stream = written(
    sizes.map((size) => ({ header: { size }, arrays: [new Uint8Array(size).map((_, index) => (index * 31 + size) % 251)] })),
  )
  const reader = new FrameReader()
  const seen: number[] = []
  for (let at = 0; at < stream.length; at += 65_536) {
    for (const { header, payload } of reader.push(stream.subarray(at, at + 65_536))) {
      const { size } = header as { size: number }
      expect(payload.length).toBe(size)
      expect(payload.every((byte, index) => byte === (index * 31 + size) % 251)).toBe(true)
      seen.push(size)
    }
  }
  expect(seen).toEqual(sizes)
})

test.each([
  // what                        bytes                                                              says
  ['a header of 4 GiB', Buffer.from([255, 255, 255, 255, 0, 0, 0, 0]), 'a frame of 4294967295'],
  ['a payload of 4 GiB', Buffer.from([2, 0, 0, 0, 255, 255, 255, 255]), 'a frame of 2 + 4294967295'],
  ['a header that is not JSON', Buffer.from([2, 0, 0, 0, 0, 0, 0, 0, 123, 123]), 'JSON'],
])('refused before it is waited for: %s', (_, bytes, says) => {
  expect(() => new FrameReader().push(bytes)).toThrow(says)
})
