import type { getOctokit } from '@actions/github'

/** One octokit, with paths and types of the REST API, pagination, retries and pauses at rate limits. */
export type Client = ReturnType<typeof getOctokit>

/** Where and as whom; the times are for tests, which cannot wait as long as a report may. */
export type ClientOptions = {
  readonly token: string
  readonly apiUrl: string
  readonly signal: AbortSignal
  /** What a second of waiting lasts. */
  readonly pauseMs?: number
  readonly attemptMs?: number
  readonly totalMs?: number
  /** GitHub asks for a second between writes. */
  readonly paced?: boolean
  log(line: string): void
}

/** What every request of a report is about. */
export type Place = {
  readonly client: Client
  readonly owner: string
  readonly repo: string
  readonly pauseMs: number
  readonly signal: AbortSignal
}

/** An answer, but none of GitHub's API: a proxy's page, a sign-in form. */
export class ForeignAnswer extends Error {
  override readonly name = 'ForeignAnswer'
}

const ATTEMPT_MS = 30_000
/** A report waits so long for a limit to pass, and no longer: the verdict stands without a comment. In seconds. */
const LONGEST_WAIT_S = 60
const RETRIES = 2
/** The plugin's own list, and 429: limits are the other plugin's. */
const NEVER_AGAIN = [400, 401, 403, 404, 410, 422, 429, 451]

export async function openClient({ token, apiUrl, signal, log, ...times }: ClientOptions): Promise<Client> {
  const { pauseMs = 1_000, attemptMs = ATTEMPT_MS, paced = times.pauseMs === undefined } = times
  const [{ getOctokit }, { retry }, { throttling }] = await Promise.all([
    import('@actions/github'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ])
  const wait = (kind: string) => (seconds: number, _request: unknown, _octokit: unknown, retryCount: number) => {
    const again = seconds <= LONGEST_WAIT_S && retryCount < RETRIES
    log(`GitHub's ${kind} rate limit: ${again ? 'trying again' : 'giving up, it would pass'} in ${seconds} s.`)
    return again
  }
  const client = getOctokit(
    token,
    {
      baseUrl: apiUrl,
      userAgent: 'sluice',
      // Errors are told once, by whoever asked.
      log: { debug: ignore, info: ignore, warn: ignore, error: ignore },
      retry: { retries: RETRIES, retryAfterBaseValue: pauseMs, doNotRetry: NEVER_AGAIN },
      throttle: { enabled: paced, retryAfterBaseValue: pauseMs, onRateLimit: wait('primary'), onSecondaryRateLimit: wait('secondary') },
    },
    // Hooks of the first plugin are the innermost: they see each attempt, those of the others the whole request.
    limitAttempts(signal, attemptMs),
    retry,
    throttling,
  )
  client.hook.before('request', (options) => {
    // A server may have done what it never answered: whoever creates something looks whether it is there before trying again.
    if (options.method === 'POST' && !options.url.endsWith('/graphql')) options.request['retries'] = 0
  })
  return client
}

function limitAttempts(signal: AbortSignal, attemptMs: number) {
  return (octokit: Pick<Client, 'hook'>) => {
    octokit.hook.wrap('request', async (request, options) => {
      signal.throwIfAborted()
      options.request.signal = AbortSignal.any([signal, AbortSignal.timeout(attemptMs)])
      const response = await request(options)
      if (typeof response.data === 'string' && response.data !== '')
        throw new ForeignAnswer(`a page of type ${String(response.headers['content-type'] ?? 'unknown').slice(0, 60)}`)
      return response
    })
    return {}
  }
}

function ignore(): void {}
