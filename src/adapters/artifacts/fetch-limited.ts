import { setTimeout as sleep } from 'node:timers/promises'
import { ArtifactsRefused } from '../../sources/references/artifacts.ts'

const ATTEMPTS = 3
const RETRY_DELAY_MS = 500
/** Longest silence of the store. */
const STALL_MS = 60_000

/** Bytes at a signed address, at most so many. No header of ours goes there, and no redirect to plain http is followed. */
export async function fetchLimited(address: string, maxBytes: number, signal: AbortSignal): Promise<AsyncGenerator<Uint8Array>> {
  const stalled = new AbortController()
  const timer = setTimeout(() => stalled.abort(new ArtifactsRefused('The store of artifacts was silent for a minute', RETRY)), STALL_MS)
  try {
    const response = await reach(address, AbortSignal.any([signal, stalled.signal]))
    if (!response.ok || response.body === null) throw new ArtifactsRefused(`The store of artifacts answered ${response.status}`, RETRY)
    if (Number(response.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
    return limited(response.body, maxBytes, timer)
  } catch (error) {
    clearTimeout(timer)
    throw error
  }
}

async function* limited(body: ReadableStream<Uint8Array>, maxBytes: number, timer: NodeJS.Timeout): AsyncGenerator<Uint8Array> {
  let bytes = 0
  try {
    for await (const chunk of body) {
      timer.refresh()
      bytes += chunk.length
      if (bytes > maxBytes) throw tooLarge(maxBytes)
      yield chunk
    }
  } finally {
    clearTimeout(timer)
  }
}

/** Stores answer 503 now and then. */
async function reach(address: string, signal: AbortSignal): Promise<Response> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(address, { redirect: 'error', signal })
      if (response.status < 500 || attempt === ATTEMPTS) return response
      await response.body?.cancel()
    } catch (cause) {
      if (signal.aborted) throw signal.reason
      const why = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause)
      if (attempt === ATTEMPTS) throw new ArtifactsRefused(`${new URL(address).host} could not be reached: ${why}`, RETRY, { cause })
    }
    await sleep(RETRY_DELAY_MS * attempt, undefined, { signal })
  }
}

const RETRY = 'Run the job again.'

function tooLarge(maxBytes: number): ArtifactsRefused {
  return new ArtifactsRefused(
    `The artifact has more than ${Math.floor(maxBytes / 2 ** 20)} MiB`,
    'Upload what is needed here apart from large files.',
  )
}
