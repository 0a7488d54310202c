import { createHash, randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { MeasurementError } from '../../errors.ts'

export type Digest = { readonly sha256: string; readonly bytes: number }

/** Reads a file once, chunk by chunk. */
export async function digestFile(path: string, signal?: AbortSignal): Promise<Digest> {
  const hash = createHash('sha256')
  let bytes = 0
  const stream = createReadStream(path, { highWaterMark: CHUNK_BYTES, ...(signal === undefined ? {} : { signal }) })
  for await (const chunk of stream) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { sha256: hash.digest('hex'), bytes }
}

export type Arrival = {
  /**
   * Called when everything stands ready to read: Node throws away what a process wrote that ended before anybody read.
   * `done` settles when whoever writes the stream is done; its failure is the transfer's.
   */
  readonly open: () => { readonly stream: Readable; readonly done?: Promise<void> }
  readonly maxBytes: number
  readonly expected?: { readonly sha256?: string; readonly bytes?: number }
  readonly onChunk?: () => void
  readonly signal?: AbortSignal
}

/** What arrived was not what was named. */
export class WrongDigest extends Error {
  override readonly name = 'WrongDigest'
}

/**
 * Writes a stream beside its target and moves it there once it is whole and right: at the target's name there is never half a
 * file, and after any failure nothing of it is left.
 */
export async function storeStream(arrival: Arrival, target: string): Promise<Digest> {
  const partial = `${target}.${randomBytes(6).toString('hex')}.partial`
  await mkdir(dirname(target), { recursive: true })
  // Opened before anything can fail: a file that a stream opens by itself may appear after it was removed.
  const file = await open(partial, 'wx')
  const sink = file.createWriteStream()
  try {
    const { stream, done } = arrival.open()
    // Watched from the start: a writer that fails before the stream ends must not become an unhandled rejection.
    const ending = Promise.allSettled([done])
    const hash = createHash('sha256')
    let bytes = 0
    const measure = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length
        if (bytes > arrival.maxBytes) throw tooLarge(target, arrival.maxBytes)
        hash.update(chunk)
        arrival.onChunk?.()
        yield chunk
      }
    }
    const { signal } = arrival
    await pipeline(stream, measure, sink, ...(signal === undefined ? [] : [{ signal }]))
    const [outcome] = await ending
    if (outcome?.status === 'rejected') throw outcome.reason
    const digest = { sha256: hash.digest('hex'), bytes }
    refuseOther(digest, arrival.expected)
    await rename(partial, target)
    return digest
  } catch (error) {
    sink.destroy()
    await rm(partial, { force: true })
    throw error
  }
}

function refuseOther({ sha256, bytes }: Digest, expected: Arrival['expected']): void {
  if (expected?.sha256 !== undefined && sha256 !== expected.sha256) {
    throw new WrongDigest(`sha256 ${sha256} (${bytes} bytes) arrived, sha256 ${expected.sha256} was named`)
  }
  if (expected?.bytes !== undefined && bytes !== expected.bytes) throw new WrongDigest(`${bytes} bytes arrived of ${expected.bytes}`)
}

function tooLarge(target: string, maxBytes: number): MeasurementError {
  return new MeasurementError('REFERENCE_NOT_FOUND', `More than ${maxBytes} bytes arrived for ${target}`, 'Check what the reference names.')
}

/** One digest for a set, as `sha256sum a b | sha256sum` prints it in the folder of the files. */
export function digestSet(files: readonly { readonly name: string; readonly sha256: string; readonly bytes: number }[]): Digest {
  const hash = createHash('sha256')
  for (const { name, sha256 } of files) hash.update(`${sha256}  ${name}\n`)
  return { sha256: hash.digest('hex'), bytes: files.reduce((sum, file) => sum + file.bytes, 0) }
}

/** Larger than Node's 64 KiB: fewer turns of the event loop for files of gigabytes. */
const CHUNK_BYTES = 2 ** 20
