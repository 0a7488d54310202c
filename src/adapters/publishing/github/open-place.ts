import { type ClientOptions, openClient, type Place } from './client.ts'
import { refusal } from './refusals.ts'

/** @param totalMs for everything that is asked at this place, from now on */
export type PlaceOptions = ClientOptions & {
  /** `owner/name` */
  readonly repository: string
}

/** `asked` does some work at the place in the time that is left. @throws PublishingRefused with what stood in the way */
export type OpenedPlace = {
  readonly place: Place
  asked<T>(what: string, needs: string, work: () => Promise<T>): Promise<T>
}

/** @param never who never gets the permissions that are asked for, as a sentence after another one */
export async function openPlace({ repository, ...options }: PlaceOptions, never: string): Promise<OpenedPlace> {
  const [owner = '', repo = ''] = repository.split('/')
  const { apiUrl, totalMs = TOTAL_MS, pauseMs = 1_000 } = options
  // One limit for all that is asked: a job must not stand for the sake of a comment.
  const late = new AbortController()
  const signal = AbortSignal.any([options.signal, late.signal])
  const client = await openClient({ ...options, signal })
  const place = { client, owner, repo, pauseMs, signal }
  const endsAt = performance.now() + totalMs
  const asked = async <T>(what: string, needs: string, work: () => Promise<T>): Promise<T> => {
    const timer = setTimeout(() => late.abort(new DOMException('out of time', 'TimeoutError')), Math.max(endsAt - performance.now(), 0))
    try {
      // A pause between attempts hears no signal, so that the answer is not waited for.
      return await Promise.race([work(), aborted(signal)])
    } catch (error) {
      options.signal.throwIfAborted()
      throw refusal(error, { what, needs, apiUrl, never })
    } finally {
      clearTimeout(timer)
    }
  }
  return { place, asked }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}

/** Two waits for a rate limit and some retries fit in. */
const TOTAL_MS = 180_000
