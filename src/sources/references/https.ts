import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { MeasurementError } from '../../errors.ts'
import type { ResolvedFile } from '../scored-rows.ts'
import { redact } from './parse.ts'
import type { Asked, Sources } from './sources.ts'
import { digestFile, storeStream, WrongDigest } from './store.ts'

export type Address = { readonly text: string; readonly url: string; readonly sha256: string }

/** From the cache when the very bytes are there, else downloaded; wrong bytes reach neither the cache nor the caller. */
export async function resolveHttps({ text, url, sha256 }: Address, asked: Asked, sources: Sources): Promise<ResolvedFile> {
  const path = join(sources.cache, 'sha256', sha256.slice(0, 2), sha256, fileName(url))
  const cached = await digestFile(path, sources.signal).catch(() => null)
  if (cached?.sha256 === sha256) return { reference: text, path, ...cached }
  if (cached !== null) await rm(path, { force: true })
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { reference: text, path, ...(await download(url, sha256, path, sources)) }
    } catch (error) {
      sources.signal?.throwIfAborted()
      if (error instanceof MeasurementError) throw error
      if (error instanceof WrongDigest) throw changed(text, error, asked)
      if (attempt >= MAX_ATTEMPTS || (error instanceof Refusal && !error.transient)) throw unreachable(text, error, asked)
      await sleep(sources.retryDelayMs * attempt, undefined, sources.signal === undefined ? {} : { signal: sources.signal })
    }
  }
}

async function download(url: string, sha256: string, path: string, sources: Sources) {
  const stalled = new AbortController()
  const timer = setTimeout(
    () => stalled.abort(new Refusal(`the server was silent for ${sources.stallLimitMs / 1000} s`, true)),
    sources.stallLimitMs,
  )
  const signal = sources.signal === undefined ? stalled.signal : AbortSignal.any([sources.signal, stalled.signal])
  try {
    const response = await follow(url, sources, signal)
    if (response.body === null) throw new Refusal('the answer is empty', false)
    const announced = Number(response.headers.get('content-length') ?? 0)
    if (announced > sources.maxBytes) throw new Refusal(`${announced} bytes are more than the limit of ${sources.maxBytes}`, false)
    const { body } = response
    const onChunk = () => timer.refresh()
    const open = () => ({ stream: Readable.fromWeb(body) })
    return await storeStream({ open, onChunk, maxBytes: sources.maxBytes, expected: { sha256 }, signal }, path)
  } catch (error) {
    throw stalled.signal.aborted ? stalled.signal.reason : error
  } finally {
    clearTimeout(timer)
  }
}

/** Redirects by hand: fetch would follow one to plain http. */
async function follow(url: string, sources: Sources, signal: AbortSignal): Promise<Response> {
  let address = new URL(url)
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    // Digests are of the file: a server's gzip around it would be undone on the way and is not wanted.
    const response = await sources.fetch(address, { redirect: 'manual', signal, headers: { 'accept-encoding': 'identity' } })
    if (response.ok) return response
    await response.body?.cancel()
    const location = response.headers.get('location')
    if (response.status < 300 || response.status > 399 || location === null) {
      throw new Refusal(`the server answered ${response.status} ${response.statusText}`.trim(), isTransient(response.status))
    }
    address = new URL(location, address)
    if (address.protocol !== 'https:')
      throw new Refusal(`it redirects to ${address.protocol}//${address.host}, and only https is followed`, false)
  }
  throw new Refusal(`more than ${MAX_REDIRECTS} redirects`, false)
}

class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly transient: boolean

  constructor(message: string, transient: boolean) {
    super(message)
    this.transient = transient
  }
}

function isTransient(status: number): boolean {
  return status === 408 || status === 429 || status >= 500
}

function changed(text: string, error: WrongDigest, { where, role }: Asked): MeasurementError {
  const remedy = 'Find out who changed the file; correct the digest only if the new file is meant.'
  return new MeasurementError(
    'DIGEST_MISMATCH',
    `${where}: the ${role} \`${text}\` is not what the digest names: ${error.message}`,
    remedy,
    { cause: error },
  )
}

function unreachable(text: string, error: unknown, { where, role }: Asked): MeasurementError {
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : ''
  const why = redact(error instanceof Error ? error.message + cause : String(error))
  return new MeasurementError(
    'REFERENCE_NOT_FOUND',
    `${where}: the ${role} \`${text}\` could not be downloaded: ${why}`,
    error instanceof Refusal
      ? 'Open the address in a browser; a file behind a login is fetched by `run:`.'
      : 'Check the network; behind a proxy set NODE_USE_ENV_PROXY=1 and HTTPS_PROXY.',
    { cause: error },
  )
}

/** The last segment of the address, for the eye and for the extension; the folder's name is the digest. */
function fileName(url: string): string {
  const name =
    new URL(url).pathname
      .split('/')
      .at(-1)
      ?.replace(/[^\w.-]/g, '_')
      .replace(/^\.+/, '') ?? ''
  return name === '' ? 'file' : name.slice(-100)
}

const MAX_ATTEMPTS = 3
const MAX_REDIRECTS = 5
